import type { ActivationPolicy } from "../../src/access/activation-policy.ts";
import { rankOf } from "../../src/access/condition.ts";
import type { Membership } from "../../src/access/directory.ts";
import { labelOf } from "../../src/access/directory.ts";
import type { AccessEdge } from "../../src/access/graph.ts";
import { isProvider } from "../../src/access/party.ts";
import { reachTo } from "../../src/access/search.ts";
import { conveysAccess } from "../conveying.ts";
import { teamOf } from "../entitled.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { nameList, sentence } from "../words.ts";

/** Longest activation where the matrix says nothing, hours: a working day. */
const longestHours = 8;

export const providerActivationApproved: Rule = {
  id: "DEMARC.ACCESS.6v1",
  name: "provider-activation-approved",
  severity: "error",
  title: "A provider's activation asks for what the matrix demands",
  rationale:
    "Without activation rules Microsoft's defaults hold: whoever is eligible activates alone, for up to a day. Strong sign-in, a justification and an approval are what make eligible different from standing.",
  evaluate(context) {
    return [...groupFindings(context), ...roleFindings(context)];
  },
};

function groupFindings(context: RuleContext): RuleFinding[] {
  const { directory } = context.attribution;
  const reach = reachTo(context.graph, [context.graph.tierZero]);
  const eligible = directory.memberships.filter(
    (membership) =>
      membership.held === "eligible" &&
      isProvider(context.attribution.partyOf(membership.member).party) &&
      conveysAccess(context, membership.group) &&
      concernsProgram(context, membership),
  );
  const groups = Map.groupBy(eligible, ({ group, role }) => `${group} ${role}`);
  return [...groups.values()].flatMap((memberships) => {
    const [first] = memberships;
    if (!first) return [];
    const team = teamOf(context, first.group);
    const node = context.graph.node(first.group);
    const reachesTierZero = node !== undefined && reach.condition(node) !== undefined;
    const policy = context.activation.ofGroup(first.group, first.role);
    const demanded: Demands = {
      approval: reachesTierZero || (team?.activation.approval ?? true),
      ticket: team?.activation.ticket ?? false,
      maximumHours: team?.activation.maximumHours ?? longestHours,
    };
    const why = reachesTierZero ? ", although it reaches tier 0" : "";
    const approvals = approvalEdges(context, memberships);
    const lacks = shortcomings(policy, demanded, approvals, why);
    if (lacks.length === 0) return [];
    const people = nameList(memberships.map(({ member }) => labelFor(context, member)));
    const object = directory.object(first.group);
    const label = object ? labelOf(object) : first.group;
    return [
      {
        message: sentence(
          `${people} can become ${first.role === "owner" ? "owner" : "member"} of ${label} by an activation that ${lacks.join(", ")}`,
        ),
        resource: blame(context, policy, memberships),
        remedy: `Declare an azuread.GroupRoleManagementPolicy for the group's ${first.role}s: multifactor authentication or an authentication context, a justification${demanded.ticket ? " with a ticket" : ""},${demanded.approval ? ` approval by group "${context.entitlements.approvers.displayName}",` : ""} at most ${demanded.maximumHours} hours.`,
      },
    ];
  });
}

/** Directory roles for which a provider's principal is eligible directly. Their rules can be seen in a tenant, not declared. */
function roleFindings(context: RuleContext): RuleFinding[] {
  const edges = context.graph.edges.filter(
    (edge) =>
      edge.kind === "eligible-for-role" &&
      edge.from.party !== undefined &&
      isProvider(edge.from.party) &&
      edge.objectKeys.some((key) => context.concerns(key)),
  );
  return [...Map.groupBy(edges, ({ to }) => to.id).values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const roleId = first.to.id.slice("role:".length).split("@")[0] ?? "";
    const policy = context.activation.ofRole(roleId);
    const demanded: Demands = { approval: true, ticket: false, maximumHours: longestHours };
    const lacks = shortcomings(policy, demanded, same, "");
    if (lacks.length === 0) return [];
    const people = nameList(same.map(({ from }) => from.label));
    return [
      {
        message: sentence(`${people} can activate ${first.to.label} by an activation that ${lacks.join(", ")}`),
        resource:
          same.find((edge) => edge.declaredBy !== undefined)?.declaredBy ?? first.objectKeys[0] ?? first.from.id,
        remedy:
          "Activation rules of a directory role cannot be declared with azuread. Give the role to a role-assignable group, make people eligible for the group, and declare an azuread.GroupRoleManagementPolicy for it.",
      },
    ];
  });
}

interface Demands {
  readonly approval: boolean;
  readonly ticket: boolean;
  readonly maximumHours: number;
}

function shortcomings(
  policy: ActivationPolicy | undefined,
  demanded: Demands,
  edges: readonly AccessEdge[],
  why: string,
): string[] {
  if (!policy) {
    return [
      `no rules are declared for, so Microsoft's defaults hold: no approval${demanded.approval ? why : ""}, up to 8 hours`,
    ];
  }
  const weakest = [...edges].sort((one, other) => rankOf(one.condition) - rankOf(other.condition))[0]?.condition;
  const approved = weakest === "internal-approval";
  const approver =
    weakest === "provider-approval"
      ? "is approved by the provider's own side"
      : "is approved by nobody of the internal team";
  return [
    ...(demanded.approval && !policy.approval ? [`needs no approval${why}`] : []),
    ...(demanded.approval && policy.approval && !approved ? [`${approver}${why}`] : []),
    ...(policy.multifactor ? [] : ["needs no multifactor authentication"]),
    ...(policy.justification ? [] : ["needs no justification"]),
    ...(demanded.ticket && !policy.ticket ? ["needs no ticket"] : []),
    ...(policy.maximumHours <= demanded.maximumHours
      ? []
      : [
          Number.isNaN(policy.maximumHours)
            ? "has no stated end"
            : `lasts up to ${policy.maximumHours} hours instead of ${demanded.maximumHours}`,
        ]),
  ];
}

function approvalEdges(context: RuleContext, memberships: readonly Membership[]): AccessEdge[] {
  const keys = new Set(memberships.flatMap(({ objectKeys }) => objectKeys));
  const [first] = memberships;
  const node = first && context.graph.node(first.group);
  return (node ? (context.graph.incoming[node.index] ?? []) : []).filter((edge) =>
    edge.objectKeys.some((key) => keys.has(key)),
  );
}

/** In a partial scope: the program declares the eligibility or the group's rules. */
function concernsProgram(context: RuleContext, membership: Membership): boolean {
  const policy = context.activation.ofGroup(membership.group, membership.role);
  return [...membership.objectKeys, ...(policy ? [policy.id] : [])].some((key) => context.concerns(key));
}

function blame(context: RuleContext, policy: ActivationPolicy | undefined, memberships: readonly Membership[]): string {
  const [first] = memberships;
  const keys = [...(policy ? [policy.id] : []), ...memberships.flatMap(({ objectKeys }) => objectKeys)];
  return (
    keys.map((key) => context.declaredBy(key)).find((urn) => urn !== undefined) ?? policy?.id ?? first?.group ?? ""
  );
}

function labelFor(context: RuleContext, id: string): string {
  const object = context.attribution.directory.object(id);
  return object ? labelOf(object) : (context.attribution.assumedName(id) ?? `foreign principal ${id}`);
}
