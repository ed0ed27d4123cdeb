/** What policies ask for before they grant (https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-grant). */

import * as catalogue from "../../catalogue/authentication-strengths.ts";
import type { Collections } from "../../tenant/snapshot.ts";
import type { Policy } from "./conditions.ts";
import { all, always, any, constant, type Formula, never, not, test } from "./formula.ts";
import { lastSegment } from "./references.ts";
import type { HomeClaim, SignInPrincipal } from "./sign-in.ts";

export interface AuthenticationStrength {
  readonly name: string;
  /** Allowed combinations of methods, as Graph writes them. */
  readonly combinations: readonly string[];
  /** Combinations of which only some keys or certificates count, and which: AAGUIDs, issuers, policy OIDs. */
  readonly restricted: Readonly<Record<string, string>>;
}

/** One thing a policy asks for. */
export type Control =
  | { readonly kind: "built-in"; readonly name: string }
  | ({ readonly kind: "authentication-strength" } & AuthenticationStrength)
  | { readonly kind: "terms-of-use" | "custom"; readonly name: string };

export interface Requirement {
  readonly policy: string;
  readonly operator: "AND" | "OR";
  readonly controls: readonly Control[];
}

export type Strengths = ReadonlyMap<string, AuthenticationStrength>;

/** Strengths by id, the built-in ones as Microsoft ships them. */
export function readStrengths(policies: Collections["authenticationStrengthPolicies"]): Strengths {
  return new Map([
    ...policies.map((policy) => [policy.id.toLowerCase(), strengthOf(policy)] as const),
    ...catalogue.builtInStrengths.map(({ id, ...strength }) => [id, { ...strength, restricted: {} }] as const),
  ]);
}

type StrengthPolicy = Partial<Collections["authenticationStrengthPolicies"][number]>;

function strengthOf(policy: StrengthPolicy & { readonly id: string }): AuthenticationStrength {
  return {
    name: policy.displayName ?? policy.id,
    combinations: policy.allowedCombinations ?? [],
    restricted: Object.fromEntries(
      (policy.combinationConfigurations ?? []).flatMap((configuration) => {
        const allowed = catalogue.combinationRestrictions.flatMap(({ property, words }) => {
          const values: unknown = Object.entries(configuration).find(([name]) => name === property)?.[1];
          return Array.isArray(values) && values.length > 0 ? [`${words} ${values.toSorted().join(", ")}`] : [];
        });
        return (configuration.appliesToCombinations ?? []).map((combination) => [combination, allowed.join("; ")]);
      }),
    ),
  };
}

/** True for a policy that blocks whatever it applies to. */
export function blocks(policy: Policy): boolean {
  return policy.grantControls?.builtInControls?.includes("block") === true;
}

export function nameOf(policy: Policy): string {
  return policy.displayName ?? policy.id;
}

/** What a policy asks for before it grants; undefined when it asks for nothing or blocks. */
export function requirementIn(strengths: Strengths, policy: Policy): Requirement | undefined {
  const grant = policy.grantControls;
  if (!grant || blocks(policy)) return undefined;
  const { authenticationStrength: strength } = grant;
  const controls: Control[] = [
    ...(grant.builtInControls ?? []).map((name) => ({ kind: "built-in" as const, name })),
    ...(strength ? [strengthControl(strengths, strength)] : []),
    ...(grant.termsOfUse ?? []).map((name) => ({ kind: "terms-of-use" as const, name })),
    ...(grant.customAuthenticationFactors ?? []).map((name) => ({ kind: "custom" as const, name })),
  ];
  if (controls.length === 0) return undefined;
  return { policy: nameOf(policy), operator: grant.operator?.toUpperCase() === "OR" ? "OR" : "AND", controls };
}

/** A strength that a policy refers to; what the policy itself says of it where nothing else does. */
function strengthControl(strengths: Strengths, strength: StrengthPolicy): Control {
  const id = lastSegment(strength.id ?? "").toLowerCase();
  return { kind: "authentication-strength", ...(strengths.get(id) ?? strengthOf({ ...strength, id })) };
}

/** True when the requirement cannot be met without a control of that kind. */
export function demands(requirement: Requirement, control: (control: Control) => boolean): boolean {
  const { operator, controls } = requirement;
  return operator === "AND" ? controls.some(control) : controls.every(control);
}

/** True when somebody who has just the controls that `has` accepts gets through. */
export function satisfiedBy(requirement: Requirement, has: (control: Control) => boolean): boolean {
  const { operator, controls } = requirement;
  return operator === "AND" ? controls.every(has) : controls.some(has);
}

const phishingResistantMethods: ReadonlySet<string> = new Set(catalogue.phishingResistantMethods);

/** True for an authentication strength that only methods meet that cannot be phished. */
export function isPhishingResistant(control: Control): boolean {
  return (
    control.kind === "authentication-strength" &&
    control.combinations.length > 0 &&
    control.combinations.every((combination) =>
      combination.split(",").some((method) => phishingResistantMethods.has(method.trim())),
    )
  );
}

const legacyClient = any(test({ kind: "client", is: "other" }), test({ kind: "client", is: "exchangeActiveSync" }));
const deviceCode = test({ kind: "flow", is: "deviceCodeFlow" });

/** A device that its attribute shows not to be what the control wants; of an unknown device nothing is certain. */
function deviceWithout(name: string, value: string): Formula {
  const has = test({
    kind: "attribute",
    of: "device",
    name: name.toLowerCase(),
    operator: "eq",
    value,
  });
  return any(test({ kind: "device", is: "unregistered" }), all(test({ kind: "device", is: "registered" }), not(has)));
}

/**
 * Where a control can never be met. Clients of legacy authentication can do no multifactor authentication and show no device
 * (https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-conditions#client-apps), a device
 * code shows no device either, and only a registered device is compliant or joined (…/concept-conditional-access-grant).
 */
function beyondReach(control: Control): Formula {
  if (control.kind !== "built-in") return legacyClient;
  switch (control.name) {
    case "compliantDevice":
      return any(legacyClient, deviceCode, deviceWithout("isCompliant", "True"));
    case "domainJoinedDevice":
      return any(legacyClient, deviceCode, deviceWithout("trustType", "ServerAD"));
    case "approvedApplication":
      // Retired: from 30 June 2026 on it is as if it were not selected (…/conditional-access/migrate-approved-client-app).
      return never;
    case "compliantApplication":
      return test({ kind: "client", is: "other" });
    default:
      return legacyClient;
  }
}

/**
 * Whether somebody can never meet a control: a guest whose home tenant is not believed shows no device, and does multifactor
 * authentication here, with the few methods that guests can register
 * (https://learn.microsoft.com/entra/identity/authentication/concept-authentication-strength-external-users,
 * https://learn.microsoft.com/entra/external-id/authentication-conditional-access#authentication-flow-for-external-azure-ad-users).
 */
export function cannotShow({ external }: SignInPrincipal, control: Control): boolean {
  const isNotBelieved = (claim: HomeClaim) => external?.notBelieved?.includes(claim) === true;
  if (control.kind === "built-in") {
    const claim = deviceClaims[control.name];
    return claim !== undefined && isNotBelieved(claim);
  }
  if (control.kind !== "authentication-strength" || !isNotBelieved("mfa")) return false;
  const { combinations } = control;
  return combinations.length > 0 && !combinations.some((each) => each.split(",").every(isOpenToGuests));
}

const deviceClaims: Readonly<Record<string, HomeClaim>> = {
  compliantDevice: "compliantDevice",
  domainJoinedDevice: "hybridJoinedDevice",
};

const guestMethods: ReadonlySet<string> = new Set(catalogue.guestMethods);

function isOpenToGuests(method: string): boolean {
  return guestMethods.has(method.trim());
}

/** Where a requirement can never be met, so that it blocks. */
function unmeetable({ operator, controls }: Requirement, principal: SignInPrincipal): Formula {
  const each = controls.map((control) => (cannotShow(principal, control) ? always : beyondReach(control)));
  return operator === "AND" ? any(...each) : all(...each);
}

/** Where a policy keeps out a principal to whom it applies. */
export function blocking(strengths: Strengths, policy: Policy, principal: SignInPrincipal): Formula {
  const requirement = requirementIn(strengths, policy);
  return requirement ? unmeetable(requirement, principal) : constant(blocks(policy));
}

/** What a principal has to meet, all of it: of each list, one control. What it can never show is no choice. */
export function demandsOf({ operator, controls }: Requirement, principal: SignInPrincipal): (readonly Control[])[] {
  if (operator === "AND") return controls.map((control) => [control]);
  const choices = controls.filter((control) => !cannotShow(principal, control));
  return [choices.length === 0 ? controls : choices];
}

/** True when whoever meets the one demand has met the other. */
export function implies(one: readonly Control[], other: readonly Control[]): boolean {
  return one.every((control) => other.some((weaker) => isAsStrong(control, weaker)));
}

const anyFactors: readonly string[] = catalogue.builtInStrengths.flatMap(({ id, combinations }) =>
  id === catalogue.multifactorStrength ? combinations : [],
);

/** "Require multifactor authentication" is the same as the strength of that name. */
function isAsStrong(one: Control, other: Control): boolean {
  const [accepted, wanted] = [acceptedBy(one), acceptedBy(other)];
  if (!accepted || !wanted) return one.kind === other.kind && one.name === other.name;
  const isLimited = other.kind === "authentication-strength" && Object.keys(other.restricted).length > 0;
  if (isLimited) return JSON.stringify(one) === JSON.stringify(other);
  return accepted.length > 0 && accepted.every((combination) => wanted.includes(combination));
}

function acceptedBy(control: Control): readonly string[] | undefined {
  if (control.kind === "authentication-strength") return control.combinations;
  return control.kind === "built-in" && control.name === "mfa" ? anyFactors : undefined;
}
