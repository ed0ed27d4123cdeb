/** The compliance mapping in the form that a Pulumi policy carries: one framework, and tags. */

import type { PolicyComplianceFramework } from "@pulumi/policy";
import { allMappings, controlsOf } from "./compliance.ts";

/** The first framework that has a control for the rule: a policy can name one only, the tags name all. */
export function policyFramework(rule: string): PolicyComplianceFramework | undefined {
  const mapping = allMappings()
    .get(rule)
    ?.find(({ controls }) => controls.length > 0);
  if (mapping === undefined) return undefined;
  const { framework, controls } = mapping;
  return {
    name: framework.name,
    version: framework.version,
    reference: controls.map(({ id }) => id).join(", "),
    specification: controls.map(({ title }) => title).join("; "),
  };
}

/** e.g. `cis-m365:5.3.1`. */
export function policyTags(rule: string): string[] {
  return controlsOf(rule).map(({ framework, id }) => `${framework}:${id}`);
}
