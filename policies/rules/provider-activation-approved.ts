import type { ActivationPolicy } from "../../src/access/activation-policy.ts";
import { approvalCondition } from "../../src/access/approval.ts";
import { readAzureActivations } from "../../src/access/azure/activation.ts";
import { readAzureAssignments } from "../../src/access/azure/assignments.ts";
import { scopeOf } from "../../src/access/azure/scopes.ts";
import type { Membership } from "../../src/access/directory.ts";
import type { EdgeKind } from "../../src/access/edge-kinds.ts";
import { isProvider } from "../../src/access/party.ts";
import { reachTo } from "../../src/access/search.ts";
import type { StepCondition } from "../../src/finding.ts";
import { conveysAccess } from "../conveying.ts";
import { agreedGroup } from "../entitled.ts";
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
    return [...groupFindings(context), ...roleFindings(context), ...azureFindings(context)];
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
    const agreed = agreedGroup(context, first.group);
    const node = context.graph.node(first.group);
    const reachesTierZero = node !== undefined && reach.condition(node) !== undefined;
    const policy = context.activation.ofGroup(first.group, first.role);
    const demanded: Demands = {
      approval: reachesTierZero || (agreed?.activation?.approval ?? true),
      ticket: agreed?.activation?.ticket ?? false,
      maximumHours: agreed?.activation?.maximumHours ?? longestHours,
    };
    const why = reachesTierZero ? ", although it reaches tier 0" : "";
    // All who are eligible for the same are under the same rules.
    const kind: EdgeKind = `eligible-${first.role}-of`;
    const eligibility = context.graph.incoming[node?.index ?? -1]?.find((edge) => edge.kind === kind);
    const lacks = shortcomings(policy, demanded, eligibility?.condition, why);
    if (lacks.length === 0) return [];
    const labelOf = (id: string) => context.graph.node(id)?.label ?? id;
    const people = nameList(memberships.map(({ member }) => labelOf(member)));
    return [
      {
        message: sentence(
          `${people} can become ${first.role === "owner" ? "owner" : "member"} of ${labelOf(first.group)} by an activation that ${lacks.join(", ")}`,
        ),
        resource: blame(context, policy, memberships) ?? policy?.id ?? first.group,
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
    const lacks = shortcomings(policy, demanded, first.condition, "");
    if (lacks.length === 0) return [];
    const people = nameList(same.map(({ from }) => from.label));
    return [
      {
        message: sentence(`${people} can activate ${first.to.label} by an activation that ${lacks.join(", ")}`),
        resource:
          same.find((edge) => edge.declaredBy !== undefined)?.declaredBy ?? first.objectKeys[0] ?? first.from.id,
        remedy:
          "Give the role to a role-assignable group, make people eligible for the group, and declare an azuread.GroupRoleManagementPolicy for it. The role's own activation rules azuread cannot declare; DirectoryRoleManagementPolicy of demarc/resources can.",
      },
    ];
  });
}

/** Azure roles for which the matrix makes people eligible themselves: under the rules that it says. */
function azureFindings(context: RuleContext): RuleFinding[] {
  const eligibilities = context.entitlements.azure?.eligibilities ?? [];
  if (eligibilities.length === 0) return [];
  const { directory } = context.attribution;
  const { all } = readAzureAssignments(directory);
  const activations = readAzureActivations(context.snapshot.collections.armResources, directory);
  return eligibilities.flatMap(({ provider, role, scope, activation }): RuleFinding[] => {
    const held = all.filter((each) => {
      const { party } = context.attribution.partyOf(each.principal);
      const isRole = role.kind === "built-in" ? each.role.id === role.roleDefinitionId : each.role.name === role.name;
      const isTheirs = isProvider(party) && party.provider === provider;
      return each.held === "eligible" && isRole && isTheirs && each.scope === scopeOf(scope.id);
    });
    const [first] = held;
    if (first === undefined || !first.objectKeys.some((key) => context.concerns(key))) return [];
    const { policy, condition } = activations(first.scope, first.role.id);
    const step =
      typeof condition === "string" ? condition : approvalCondition(condition.approvers, context.attribution);
    const lacks = shortcomings(policy, activation, step, "");
    if (lacks.length === 0) return [];
    const people = nameList(held.map(({ principal }) => context.graph.node(principal)?.label ?? principal));
    return [
      {
        message: sentence(
          `${people} can activate ${role.name} at ${scope.id} by an activation that ${lacks.join(", ")}`,
        ),
        resource:
          first.objectKeys.map((key) => context.declaredBy(key)).find((urn) => urn !== undefined) ??
          policy?.id ??
          first.principal,
        remedy: `Set the rules of the role at the scope (azure-native.authorization.RoleManagementPolicy): multifactor authentication, a justification${activation.ticket ? " with a ticket" : ""},${activation.approval ? ` approval by group "${context.entitlements.approvers.displayName}",` : ""} at most ${activation.maximumHours} hours.`,
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
  condition: StepCondition | undefined,
  why: string,
): string[] {
  if (!policy) {
    return [
      `no rules are declared for, so Microsoft's defaults hold: no approval${demanded.approval ? why : ""}, up to 8 hours`,
    ];
  }
  const approved = condition === "internal-approval";
  const approver =
    condition === "provider-approval"
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

/** In a partial scope: the program declares the eligibility or the group's rules. */
function concernsProgram(context: RuleContext, membership: Membership): boolean {
  const policy = context.activation.ofGroup(membership.group, membership.role);
  return [...membership.objectKeys, ...(policy ? [policy.id] : [])].some((key) => context.concerns(key));
}

/** The declared resource to blame: the rules, else an eligibility. */
function blame(
  context: RuleContext,
  policy: ActivationPolicy | undefined,
  memberships: readonly Membership[],
): string | undefined {
  const keys = [...(policy ? [policy.id] : []), ...memberships.flatMap(({ objectKeys }) => objectKeys)];
  return keys.map((key) => context.declaredBy(key)).find((urn) => urn !== undefined);
}
