/**
 * The policy pack: the rules of `rules/`, adapted to Pulumi's policy engine and nothing more. `pulumi preview --policy-pack
 * policies` decides on the whole plan; `pulumi up` creates only what that preview has judged.
 */

import { PolicyPack, type StackValidationPolicy } from "@pulumi/policy";
import type { Finding } from "../src/finding.ts";
import { describeFinding } from "./adapter/describe.ts";
import { Gate } from "./adapter/gate.ts";
import { type PolicySettings, settingsSchema } from "./adapter/settings.ts";
import type { Rule } from "./rule.ts";
import { rules } from "./rules/index.ts";

const gate = new Gate();

function stackPolicy(rule: Rule): StackValidationPolicy {
  return {
    name: rule.name,
    displayName: rule.title,
    description: rule.rationale,
    enforcementLevel: "mandatory",
    severity: rule.severity === "error" ? "high" : "medium",
    configSchema: settingsSchema,
    validateStack: async (args, reportViolation) => {
      let findings: readonly Finding[];
      try {
        findings = await gate.findings(rule.name, args.resources, args.getConfig<PolicySettings>());
      } catch (error) {
        // An error that leaves a mandatory policy in a preview would be shown as a note, and the deployment would pass.
        reportViolation(
          `Nothing could be judged, so nothing passes: ${error instanceof Error ? error.message : String(error)}`,
        );
        return;
      }
      const urns = new Set(args.resources.map(({ urn }) => urn));
      for (const finding of findings) {
        if (finding.severity !== "error") continue;
        reportViolation(describeFinding(finding), urns.has(finding.resource) ? finding.resource : undefined);
      }
    },
  };
}

new PolicyPack("demarc", {
  description:
    "No provider reaches Global Administrator, no emergency account is locked out, nothing beyond the matrix.",
  displayName: "Demarc",
  enforcementLevel: "mandatory",
  policies: [
    {
      name: "judged-before-created",
      displayName: "Nothing is created that no preview has judged",
      description: "Before a resource is created, only a preview's verdict can say whom it gives access.",
      enforcementLevel: "mandatory",
      severity: "critical",
      configSchema: settingsSchema,
      validateResource: async (args, reportViolation) => {
        let refused: string | undefined;
        try {
          refused = await gate.validate(args);
        } catch (error) {
          refused = `It could not be judged: ${error instanceof Error ? error.message : String(error)}`;
        }
        if (refused !== undefined) reportViolation(refused);
      },
    },
    ...rules.map(stackPolicy),
    // Last: the engine asks in this order.
    {
      name: "verdict-left",
      displayName: "A preview leaves its verdict for the update",
      description: "What the update may create is what this preview has judged.",
      enforcementLevel: "mandatory",
      severity: "critical",
      configSchema: settingsSchema,
      validateStack: async (args, reportViolation) => {
        try {
          await gate.leaveVerdict(args.resources);
        } catch (error) {
          reportViolation(`There is no verdict: ${error instanceof Error ? error.message : String(error)}`);
        }
      },
    },
  ],
});
