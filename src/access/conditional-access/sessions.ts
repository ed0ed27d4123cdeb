/** Session controls in words (https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-session). */

import type { Policy } from "./conditions.ts";
import { propertyOf } from "./references.ts";

/** What a policy does to the sessions it grants; empty when it does nothing. A control newer than this reading is named. */
export function sessionControls(policy: Policy): string[] {
  return Object.entries(policy.sessionControls ?? {}).flatMap(([name, control]) => {
    if (name.includes("@odata") || !isOn(control)) return [];
    return [words.get(name)?.(control) ?? name];
  });
}

function isOn(control: unknown): boolean {
  if (typeof control !== "object" || control === null) return control === true;
  return !("isEnabled" in control) || control.isEnabled === true;
}

const words = new Map<string, (control: unknown) => string>([
  ["applicationEnforcedRestrictions", () => "restrictions that the application enforces"],
  ["cloudAppSecurity", (control) => `Defender for Cloud Apps (${propertyOf(control, "cloudAppSecurityType")})`],
  ["continuousAccessEvaluation", (control) => `continuous access evaluation: ${propertyOf(control, "mode")}`],
  ["disableResilienceDefaults", () => "no resilience defaults"],
  ["persistentBrowser", (control) => `persistent browser session: ${propertyOf(control, "mode")}`],
  ["secureSignInSession", () => "token protection"],
  [
    "signInFrequency",
    (control) =>
      propertyOf(control, "frequencyInterval") === "everyTime"
        ? "sign-in every time"
        : `sign-in every ${propertyOf(control, "value")} ${propertyOf(control, "type")}`,
  ],
]);
