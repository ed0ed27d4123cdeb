import type { ActivationPolicy } from "../../src/access/activation-policy.ts";
import { approvalCondition } from "../../src/access/approval.ts";
import type { PrivilegedRole } from "../../src/entitlements/privileged-access.ts";
import { tokenOf } from "../../src/resources/tokens.ts";
import { asObject, asText } from "../../src/tenant/entity.ts";
import { hasUnknown } from "../not-known.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { nameList } from "../words.ts";

export const privilegedRolesAsAgreed: Rule = {
  id: "DEMARC.ACCESS.11v2",
  name: "privileged-roles-as-agreed",
  severity: "error",
  title: "The roles at the top are activated as the matrix says",
  rationale:
    "Who is eligible for Global Administrator is one setting away from holding it alone for a day. The settings of the role decide, for whoever is or will be eligible.",
  evaluate(context) {
    const weak = context.entitlements.privilegedRoles.flatMap((role): RuleFinding[] => {
      const declared = declaredFor(role, context);
      // A model keeps no policy that is as Microsoft ships it.
      const shipped = declared === undefined ? undefined : asShipped(declared);
      const policy = context.activation.ofRole(role.templateId) ?? shipped;
      if (policy === undefined || !(context.concerns(policy.id) || policy.id === declared)) return [];
      const lacks = shortcomings(policy, role, context);
      if (lacks.length === 0) return [];
      return [
        {
          message: `${role.name} can be activated otherwise than agreed: ${nameList(lacks)}.`,
          resource: context.declaredBy(policy.id) ?? policy.id,
          remedy: "Set what privilegedRoles of the matrix says (DirectoryRoleManagementPolicy), or agree on it there.",
        },
      ];
    });
    return [...weak, ...notKnown(context)];
  },
};

/** URN of what sets the rules of a role in the plan. */
function declaredFor({ templateId }: PrivilegedRole, { plan }: RuleContext): string | undefined {
  const type = tokenOf("DirectoryRoleManagementPolicy");
  return plan?.resources.find(
    (resource) =>
      resource.type === type &&
      !resource.read &&
      asText(resource.inputs["roleDefinitionId"])?.toLowerCase() === templateId.toLowerCase(),
  )?.urn;
}

/** https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-how-to-change-default-settings */
function asShipped(id: string): ActivationPolicy {
  return {
    id,
    approvalStages: [],
    approval: false,
    multifactor: true,
    justification: true,
    ticket: false,
    maximumHours: 8,
    eligibilityEnds: false,
    assignmentEnds: false,
  };
}

function shortcomings(policy: ActivationPolicy, agreed: PrivilegedRole, context: RuleContext): string[] {
  const { approval, authenticationContext, ticket, maximumHours, activeDays } = agreed;
  const isInternal = approvalCondition(policy.approvalStages, context.attribution) === "internal-approval";
  const facts: readonly [isLacking: boolean, words: string][] = [
    [approval && !policy.approval, "it needs no approval"],
    [approval && policy.approval && !isInternal, "somebody beside the internal team approves"],
    [!policy.multifactor, "it needs no multifactor authentication"],
    [
      policy.multifactor &&
        authenticationContext !== undefined &&
        policy.authenticationContext !== authenticationContext,
      `it does not demand the authentication context ${authenticationContext}`,
    ],
    [!policy.justification, "it needs no justification"],
    [ticket && !policy.ticket, "it needs no ticket"],
    [
      !(policy.maximumHours <= maximumHours),
      Number.isNaN(policy.maximumHours)
        ? "it has no stated end"
        : `it lasts up to ${policy.maximumHours} hours instead of ${maximumHours}`,
    ],
    [!policy.eligibilityEnds, "who is eligible stays so without an end"],
    [activeDays !== undefined && !policy.assignmentEnds, "it may be held without an end"],
  ];
  return facts.flatMap(([isLacking, words]) => (isLacking ? [words] : []));
}

/** Who approves may follow from another resource; how a role is activated must not be open. */
function notKnown({ plan }: RuleContext): RuleFinding[] {
  const type = tokenOf("DirectoryRoleManagementPolicy");
  return (plan?.resources ?? []).flatMap((resource): RuleFinding[] => {
    if (resource.type !== type || resource.read) return [];
    const { approvalStage: _, ...rules } = asObject(resource.inputs["activationRules"]) ?? {};
    if (!hasUnknown(rules)) return [];
    return [
      {
        message: "How this role is activated cannot be told before the deployment: activationRules are not known yet.",
        resource: resource.urn,
        remedy: "Write the values out in the program; only who approves may come from elsewhere.",
      },
    ];
  });
}
