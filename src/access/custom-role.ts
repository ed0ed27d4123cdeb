/** What a custom Entra role amounts to, by its resource actions. */

import type { Judgement } from "../catalogue/tier.ts";

interface ActionJudgement {
  readonly pattern: RegExp;
  readonly equivalent: "global-administrator" | "path";
  readonly reason: string;
}

/**
 * Actions that can change who controls the tenant
 * (https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference). Lower case.
 */
export const dangerousActions: readonly ActionJudgement[] = [
  {
    pattern: /^microsoft\.directory\/(roleassignments|roledefinitions|directoryroles)\/.*(alltasks|create|update)$/,
    equivalent: "global-administrator",
    reason: "it can assign roles",
  },
  {
    pattern: /^microsoft\.directory\/privilegedidentitymanagement\/.*(alltasks|create|update)$/,
    equivalent: "global-administrator",
    reason: "it can assign roles and change what an activation takes",
  },
  {
    pattern:
      /^microsoft\.directory\/(conditionalaccesspolicies|namedlocations|conditionalaccesspolicies\.[a-z]+)\/(.*\/)?(alltasks|create|delete|update|tenantdefault\/update)$/,
    equivalent: "path",
    reason: "it can change conditional access",
  },
  {
    pattern: /^microsoft\.directory\/groupsassignabletoroles\/.*(alltasks|update|create|restore)/,
    equivalent: "global-administrator",
    reason: "it can fill groups that hold roles",
  },
  {
    pattern:
      /^microsoft\.directory\/groups(\.[a-z]+)*\/(members|owners|allproperties|dynamicmembershiprule)\/(update|alltasks)$/,
    equivalent: "path",
    reason: "it can fill groups that hold access",
  },
  {
    pattern:
      /^microsoft\.directory\/(applications(\.[a-z]+)?|serviceprincipals)\/(credentials|owners|authentication|allproperties)\/(update|alltasks)$/,
    equivalent: "path",
    reason: "it can sign in as applications that hold more",
  },
  {
    pattern: /^microsoft\.directory\/agentidentit[a-z]*(\.[a-z]+)*\/.*(update|create|alltasks)$/,
    equivalent: "path",
    reason: "it can sign in as agents that hold more",
  },
  {
    pattern:
      /^microsoft\.directory\/(serviceprincipals\/(approleassignedto\/update|managepermissiongrants)|(oauth2permissiongrants|permissiongrantpolicies)\/.*(update|create|alltasks)$)/,
    equivalent: "path",
    reason: "it can grant permissions to applications",
  },
  {
    pattern:
      /^microsoft\.directory\/(serviceprincipals\/synchronization[a-z]*\/manage|applicationtemplates\/.*synchronization|onpremisessynchronization\/.*(update|alltasks)$)/,
    equivalent: "path",
    reason: "it can write accounts and groups through provisioning",
  },
  {
    pattern:
      /^microsoft\.directory\/users\/(password|authenticationmethods|allproperties|userprincipalname|identities)\/.*(update|create|alltasks)$/,
    equivalent: "path",
    reason: "it can take over accounts",
  },
  {
    pattern: /^microsoft\.directory\/(lifecycleworkflows|entitlementmanagement)\/.*(update|create|alltasks)$/,
    equivalent: "path",
    reason: "it can hand out access",
  },
  {
    pattern: /^microsoft\.directory\/administrativeunits\/(members|allproperties)\/(update|alltasks)$/,
    equivalent: "path",
    reason: "it can move people into the reach of lesser roles",
  },
  {
    pattern:
      /^microsoft\.directory\/(domains|federation|crosstenantaccesspolicy|authorizationpolicy|identityproviders|hybridauthenticationpolicy|passwordhashsync|usercredentialpolicies|multitenantorganization|organization\/(trustedcasforpasswordlessauth|strongauthentication))\/(.*\/)?(update|create|alltasks)$/,
    equivalent: "path",
    reason: "it can change whom the tenant trusts",
  },
  {
    pattern: /\*|\/allentities\/.*alltasks$/,
    equivalent: "global-administrator",
    reason: "it allows everything in a namespace",
  },
];

/** Tier of a custom role held over the whole directory, and why. Actions that only read are tier 2, other writes tier 1. */
export function customRoleTier(actions: readonly string[]): Judgement & { readonly reason: string } {
  const found = dangerousActions.filter(({ pattern }) => actions.some((action) => pattern.test(action.toLowerCase())));
  const worst = found.find(({ equivalent }) => equivalent === "global-administrator") ?? found[0];
  if (worst) return { tier: 0, equivalent: worst.equivalent, known: true, reason: worst.reason };
  const reads = actions.every((action) => /\/read$/i.test(action));
  return { tier: reads ? 2 : 1, equivalent: "none", known: true, reason: "" };
}
