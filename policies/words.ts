/** Sentences that several rules share. */

import type { Control } from "../src/access/conditional-access/grants.ts";
import { edgeWords } from "../src/access/edge-kinds.ts";
import type { AccessEdge } from "../src/access/graph.ts";
import type { PathStep, StepCondition } from "../src/finding.ts";
import type { RuleContext } from "./rule.ts";

/** `A`, `A and B`, `A, B and C`, `A, B, C and 4 more`. */
export function nameList(names: readonly string[], shown = 3): string {
  const unique = [...new Set(names)];
  const listed = unique.slice(0, shown);
  if (unique.length > shown) return `${listed.join(", ")} and ${unique.length - shown} more`;
  const last = listed.pop() ?? "nobody";
  return listed.length === 0 ? last : `${listed.join(", ")} and ${last}`;
}

/** Principals of a provider: `A and B of Tideway IT`. A name that says whose it is already does not say it twice. */
export function namesOf(labels: readonly string[], provider: string, context: RuleContext): string {
  const whose = ` of ${context.providerName(provider)}`;
  return `${nameList(labels.map((label) => (label.endsWith(whose) ? label.slice(0, -whose.length) : label)))}${whose}`;
}

/** A path as findings carry it. */
export function pathSteps(path: readonly AccessEdge[], context: RuleContext): PathStep[] {
  return path.map((edge) => ({
    from: edge.from.label,
    edge: edge.kind,
    to: edge.to.label,
    condition: edge.condition,
    ...(edge.declaredBy !== undefined && { resource: edge.declaredBy, ...positionOf(edge.declaredBy, context) }),
    ...(isInTenant(edge, context) && { inTenant: true }),
  }));
}

/** On top of a tenant, a step that no resource declares and that something makes is there already. */
function isInTenant({ declaredBy, objectKeys }: AccessEdge, { plan, seesTenant }: RuleContext): boolean {
  return plan !== undefined && seesTenant && declaredBy === undefined && objectKeys.length > 0;
}

function positionOf(urn: string, context: RuleContext) {
  const source = context.sourceOf(urn);
  return source ? { file: source.file, line: source.line } : {};
}

const conditionWords: Readonly<Record<StepCondition, string>> = {
  standing: "",
  "self-activation": " alone, without an approval",
  "provider-approval": " with an approval from the provider's own side",
  "unknown-approval": " with an approval from somebody of an unknown party",
  "internal-approval": " with the internal team's approval",
};

/** A path as a clause without its first name: `can become a member of group "X" alone, which holds Y`. */
export function pathWords(path: readonly AccessEdge[]): string {
  return path
    .flatMap((edge, index) => {
      // That Global Administrator is as good as itself needs no saying.
      if (edge.kind === "equals-global-administrator" && edge.from.label === globalAdministrator) return [];
      const what = edge.kind === "equals-global-administrator" ? globalAdministrator : edge.to.label;
      const because = edge.reason ? ` (${trimmed(edge.reason)})` : "";
      return `${index === 0 ? "" : "which "}${edgeWords(edge.kind)} ${what}${conditionWords[edge.condition]}${because}`;
    })
    .join(", ");
}

const globalAdministrator = "Global Administrator";

/** A catalogue's reason inside a sentence. */
export function trimmed(reason: string): string {
  return reason.replace(/\.$/, "");
}

/** Ends a sentence made of parts. */
export function sentence(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}

/** What to do instead: the matrix already gives the provider groups for its work, or a row has to. */
export function offerInstead(provider: string, context: RuleContext): string {
  const teams = context.entitlements.teams.filter((team) => team.provider === provider);
  const name = context.providerName(provider);
  return teams.length === 0
    ? `Give ${name} what it needs by a row of the matrix: people who are eligible for a limited time and activate it when needed.`
    : `${name} works through ${nameList(
        teams.map(({ displayName }) => `"${displayName}"`),
        2,
      )}, which its people activate when needed; if that is not enough, change the row in the matrix.`;
}

const controlNames: Readonly<Record<string, string>> = {
  compliantDevice: "a compliant device",
  domainJoinedDevice: "a hybrid joined device",
  // https://learn.microsoft.com/entra/identity/conditional-access/migrate-approved-client-app
  approvedApplication: "an approved app (retired: not enforced after 30 June 2026)",
  compliantApplication: "an app with a protection policy",
  passwordChange: "a password change",
  mfa: "multifactor authentication of any kind",
};

/** A grant control as a person would say it. */
export function controlWords(control: Control): string {
  if (control.kind === "authentication-strength") return `authentication strength "${control.name}"`;
  return control.kind === "built-in" ? (controlNames[control.name] ?? control.name) : `"${control.name}"`;
}
