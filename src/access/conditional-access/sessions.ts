/** Session controls in words (https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-session). */

import type { Policy } from "./conditions.ts";

/** What a policy does to the sessions it grants; empty when it does nothing. A control newer than this reading is named. */
export function sessionControls(policy: Policy): string[] {
  return Object.entries(policy.sessionControls ?? {}).flatMap(([name, control]) => {
    if (name.includes("@odata") || !isOn(control)) return [];
    return [Object.hasOwn(words, name) ? (words[name]?.(control) ?? name) : name];
  });
}

function isOn(control: unknown): boolean {
  if (typeof control !== "object" || control === null) return control === true;
  return !("isEnabled" in control) || control.isEnabled === true;
}

type Reader = (control: unknown) => string;

const words: Readonly<Record<string, Reader>> = {
  applicationEnforcedRestrictions: () => "restrictions that the application enforces",
  cloudAppSecurity: (control) => `Defender for Cloud Apps (${property(control, "cloudAppSecurityType")})`,
  continuousAccessEvaluation: (control) => `continuous access evaluation: ${property(control, "mode")}`,
  disableResilienceDefaults: () => "no resilience defaults",
  persistentBrowser: (control) => `persistent browser session: ${property(control, "mode")}`,
  secureSignInSession: () => "token protection",
  signInFrequency: (control) =>
    property(control, "frequencyInterval") === "everyTime"
      ? "sign-in every time"
      : `sign-in every ${property(control, "value")} ${property(control, "type")}`,
};

function property(control: unknown, name: string): string {
  const found: unknown =
    typeof control === "object" && control !== null
      ? Object.entries(control).find(([key]) => key === name)?.[1]
      : undefined;
  return typeof found === "string" || typeof found === "number" ? String(found) : "";
}
