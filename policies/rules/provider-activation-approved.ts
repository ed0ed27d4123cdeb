import { type ActivationPolicy, readRules } from "../../src/access/activation-policy.ts";
import { approvalCondition } from "../../src/access/approval.ts";
import { readAzureActivations } from "../../src/access/azure/activation.ts";
import { readAzureAssignments } from "../../src/access/azure/assignments.ts";
import { scopeOf } from "../../src/access/azure/scopes.ts";
import { labelOf, type Membership } from "../../src/access/directory.ts";
import type { EdgeKind } from "../../src/access/edge-kinds.ts";
import { isProvider } from "../../src/access/party.ts";
import { reachTo } from "../../src/access/search.ts";
import type { AzureEligibility } from "../../src/entitlements/azure.ts";
import type { ActivationRules } from "../../src/entitlements/entitlements.ts";
import type { StepCondition } from "../../src/finding.ts";
import { asText, objectsOf } from "../../src/tenant/entity.ts";
import { conveysAccess } from "../conveying.ts";
import { agreedGroup } from "../entitled.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { nameList, sentence } from "../words.ts";

/** Longest activation where the matrix says nothing, hours: a working day. */
const longestHours = 8;

export const providerActivationApproved: Rule = {
  id: "DEMARC.ACCESS.6v2",
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
  const eligible = directory.memberships.filter(
    (membership) =>
      membership.held === "eligible" &&
      isProvider(context.attribution.partyOf(membership.member).party) &&
      conveysAccess(context, membership.group) &&
      concernsProgram(context, membership),
  );
  const groups = Map.groupBy(eligible, ({ group, role }) => `${group} ${role}`);
  const unheld = declaredRules(context).filter(({ group }) => !groups.has(`${group} member`));
  return [...unheld.flatMap((rules) => unheldFindings(rules, context)), ...heldFindings(groups, context)];
}

interface DeclaredRules {
  readonly urn: string;
  readonly group: string;
  readonly activation: ActivationRules;
}

/** Rules that the program sets for groups of the matrix, whoever is eligible for those. */
function declaredRules(context: RuleContext): DeclaredRules[] {
  const { directory } = context.attribution;
  return (context.plan?.resources ?? []).flatMap(({ urn, type, read, inputs }): DeclaredRules[] => {
    const groupId = asText(inputs["groupId"]);
    if (type !== groupRules || read || groupId === undefined || inputs["roleId"] === "owner") return [];
    const group = directory.canonical(groupId);
    const agreed = agreedGroup(context, group);
    return agreed?.activation === undefined ? [] : [{ urn, group, activation: agreed.activation }];
  });
}

const groupRules = "azuread:index/groupRoleManagementPolicy:GroupRoleManagementPolicy";

/** Nobody who is eligible is in sight: they are elsewhere, and come under these rules. */
function unheldFindings({ urn, group, activation }: DeclaredRules, context: RuleContext): RuleFinding[] {
  const policy = context.activation.ofGroup(group, "member");
  const lacks = shortcomings(policy, activation, policy && conditionOf(policy, context), "");
  if (lacks.length === 0) return [];
  const object = context.attribution.directory.object(group);
  const name = object === undefined ? group : labelOf(object);
  return [
    {
      message: sentence(
        `Whoever is eligible for ${name} can become member of it by an activation that ${lacks.join(", ")}`,
      ),
      resource: urn,
      remedy: asAgreed("Set what the matrix says for it", activation, context),
    },
  ];
}

function conditionOf({ approval, approvalStages }: ActivationPolicy, { attribution }: RuleContext): StepCondition {
  return approval ? approvalCondition(approvalStages, attribution) : "self-activation";
}

function asAgreed(begin: string, { approval, ticket, maximumHours }: Demands, { entitlements }: RuleContext): string {
  return `${begin}: multifactor authentication${begin.startsWith("Declare") ? " or an authentication context" : ""}, a justification${ticket ? " with a ticket" : ""},${approval ? ` approval by group "${entitlements.approvers.displayName}",` : ""} at most ${maximumHours} hours.`;
}

function heldFindings(groups: ReadonlyMap<string, readonly Membership[]>, context: RuleContext): RuleFinding[] {
  const reach = reachTo(context.graph, [context.graph.tierZero]);
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
        remedy: asAgreed(
          `Declare an azuread.GroupRoleManagementPolicy for the group's ${first.role}s`,
          demanded,
          context,
        ),
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
  return eligibilities.flatMap((eligibility): RuleFinding[] => {
    const { provider, role, scope, activation } = eligibility;
    const held = all.filter((each) => {
      const { party } = context.attribution.partyOf(each.principal);
      const isRole = role.kind === "built-in" ? each.role.id === role.roleDefinitionId : each.role.name === role.name;
      const isTheirs = isProvider(party) && party.provider === provider;
      return each.held === "eligible" && isRole && isTheirs && each.scope === scopeOf(scope.id);
    });
    const [first] = held;
    if (first === undefined) return unheldAzureFindings(eligibility, context);
    if (!first.objectKeys.some((key) => context.concerns(key))) return [];
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
        remedy: asAgreed(roleRules, activation, context),
      },
    ];
  });
}

const roleRules = "Set the rules of the role at the scope (azure-native.authorization.RoleManagementPolicy)";

/** The rules that the program sets for a role of the matrix, where who is eligible for it is elsewhere. */
function unheldAzureFindings(
  { role, scope, activation, policy: name }: AzureEligibility,
  context: RuleContext,
): RuleFinding[] {
  const id = scopeOf(`${scope.id}/providers/Microsoft.Authorization/roleManagementPolicies/${name}`);
  const { armResources } = context.snapshot.collections;
  const declared = armResources.find((each) => scopeOf(each.id) === id);
  const urn = declared && context.declaredBy(declared.id);
  if (declared === undefined || urn === undefined) return [];
  const policy = readRules(declared.id, objectsOf(declared.properties?.["rules"]), context.attribution.directory);
  const lacks = shortcomings(policy, activation, conditionOf(policy, context), "");
  if (lacks.length === 0) return [];
  return [
    {
      message: sentence(
        `Whoever is eligible for ${role.name} at ${scope.id} can activate it by an activation that ${lacks.join(", ")}`,
      ),
      resource: urn,
      remedy: asAgreed(roleRules, activation, context),
    },
  ];
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
