/**
 * The policy pack: the rules of `rules/`, adapted to Pulumi's policy engine and nothing more. `pulumi preview --policy-pack
 * policies` decides on the whole plan; `pulumi up` creates only what that preview has judged.
 */

import { PolicyPack, type ResourceValidationPolicy, type StackValidationPolicy } from "@pulumi/policy";
import type { Finding, WaivedFinding } from "../src/finding.ts";
import { describeFinding, describeWaived } from "./adapter/describe.ts";
import { Gate } from "./adapter/gate.ts";
import { listenForConfiguration } from "./adapter/policy-configuration.ts";
import { packReadme } from "./adapter/readme.ts";
import { applyChanges, type Remedy, remedies } from "./adapter/remedies.ts";
import { type PolicySettings, settingsSchema } from "./adapter/settings.ts";
import { policyFramework, policyTags } from "./compliance/policy-metadata.ts";
import type { Rule } from "./rule.ts";
import { rules } from "./rules/index.ts";

// Before the pack: its server takes its methods when it is constructed.
const gate = new Gate(listenForConfiguration());

function stackPolicy(rule: Rule): StackValidationPolicy {
  const framework = policyFramework(rule.name);
  return {
    name: rule.name,
    displayName: rule.title,
    description: rule.rationale,
    enforcementLevel: "mandatory",
    severity: rule.severity !== "error" ? "medium" : rule.tierZero === true ? "critical" : "high",
    ...(framework && { framework }),
    tags: policyTags(rule.name),
    configSchema: settingsSchema,
    validateStack: async (args, reportViolation) => {
      let findings: readonly Finding[];
      try {
        findings = await gate.findings(rule.name, args.resources, args.getConfig<PolicySettings>());
      } catch (error) {
        // An error that leaves a mandatory policy in a preview would be shown as a note, and the deployment would pass.
        reportViolation(`Nothing could be judged, so nothing passes: ${messageOf(error)}`);
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

/** Off unless policy configuration says `remediate` (or `mandatory`: then what it would change is refused). */
function remedyPolicy(remedy: Remedy): ResourceValidationPolicy {
  return {
    name: remedy.name,
    displayName: remedy.title,
    description: remedy.description,
    enforcementLevel: "disabled",
    severity: "high",
    configSchema: settingsSchema,
    remediateResource: async (args) => {
      try {
        const changes = await gate.changes(remedy, args);
        if (changes.length === 0) return undefined;
        applyChanges(args.props, changes);
        return args.props;
      } catch {
        // What cannot be remedied stays as it is written, and the rules judge that.
        return undefined;
      }
    },
    validateResource: async (args, reportViolation) => {
      try {
        for (const { path, value } of await gate.changes(remedy, args)) {
          reportViolation(`${path.join(".")} should be ${value === undefined ? "absent" : JSON.stringify(value)}.`);
        }
      } catch (error) {
        reportViolation(`It could not be judged: ${messageOf(error)}`);
      }
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

new PolicyPack("demarc", {
  description:
    "No provider reaches Global Administrator, no emergency account is locked out, nothing beyond the matrix.",
  displayName: "Demarc",
  readme: packReadme(),
  provider: "azuread",
  tags: ["entra-id", "identity", "co-managed-it", "least-privilege"],
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
          refused = `It could not be judged: ${messageOf(error)}`;
        }
        if (refused !== undefined) reportViolation(refused);
      },
    },
    ...remedies.map(remedyPolicy),
    ...rules.map(stackPolicy),
    {
      name: "waived",
      displayName: "What the matrix waives is shown",
      description: "Findings that the internal side accepts for a time. They refuse nothing.",
      enforcementLevel: "advisory",
      severity: "medium",
      configSchema: settingsSchema,
      validateStack: async (args, reportViolation) => {
        let waived: readonly WaivedFinding[];
        try {
          waived = await gate.waived(args.resources, args.getConfig<PolicySettings>());
        } catch {
          // The rules have said why nothing could be judged.
          return;
        }
        const urns = new Set(args.resources.map(({ urn }) => urn));
        for (const finding of waived) {
          reportViolation(describeWaived(finding), urns.has(finding.resource) ? finding.resource : undefined);
        }
      },
    },
    {
      name: "made-inside-apply",
      displayName: "What a preview does not run is shown",
      description: "Resources that are made inside an apply exist for the second preview only. They refuse nothing.",
      enforcementLevel: "advisory",
      severity: "medium",
      configSchema: settingsSchema,
      validateStack: async (args, reportViolation) => {
        try {
          const unseen = await gate.unseen(args.resources, args.getConfig<PolicySettings>());
          if (unseen !== undefined) reportViolation(unseen);
        } catch {
          // The rules have said why nothing could be judged.
        }
      },
    },
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
          reportViolation(`There is no verdict: ${messageOf(error)}`);
        }
      },
    },
  ],
});
