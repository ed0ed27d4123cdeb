/**
 * What a change does to sign-ins: two sets of policies compared over every sign-in that either of them tells apart. Searched, not
 * sampled: what is not among the changes is not a change. Only what lets in, keeps out or is asked for counts; session controls
 * do not.
 */

import type { Attribution } from "./attribution.ts";
import { type ConcerningPolicy, concerning } from "./conditional-access/concerning.ts";
import type { Policy } from "./conditional-access/conditions.ts";
import { type Control, implies, nameOf } from "./conditional-access/grants.ts";
import type { SignIn, SignInPrincipal } from "./conditional-access/sign-in.ts";
import { evaluateSignIn, type PolicySet, readPolicies, type SignInOutcome } from "./conditional-access.ts";
import type { Party } from "./record.ts";
import { providersByDelegation, signInPrincipals, technicianOf } from "./sign-in-principal.ts";
import { findScenario } from "./sign-in-scenarios.ts";

/** Some sign-ins that come out otherwise than before, shown by one of them. */
export interface SignInChange {
  /** Sign-ins that were blocked and are not, or the reverse; or that ask for less, or more, than before. */
  readonly change: "possible" | "impossible" | "asks-less" | "asks-more";
  /** Who is concerned, in the order of the tenant. */
  readonly principals: readonly ConcernedPrincipal[];
  /** By which policy: the one that no longer blocks or asks, or that now does. */
  readonly policy: string;
  /** What is no longer asked for, or now is: any one of these. Empty for `possible` and `impossible`. */
  readonly controls: readonly Control[];
  /** The example as a clause that follows a name: `signs in to Azure management with a browser`. */
  readonly words: string;
  /** The example, of the first of the principals, and what becomes of it. */
  readonly signIn: SignIn;
  readonly before: SignInOutcome;
  readonly after: SignInOutcome;
}

export interface ConcernedPrincipal {
  readonly label: string;
  readonly party: Party;
  /** Object id; absent for a GDAP technician, who is no object of the tenant. */
  readonly id?: string;
}

/** How the users of both tenants sign in differently. Accounts that only one side has are no sign-in that changes. */
export function signInChanges(before: Attribution, after: Attribution): SignInChange[] {
  const [setBefore, setAfter] = [readPolicies(before.directory.snapshot), readPolicies(after.directory.snapshot)];
  const [concernBefore, concernAfter] = [concerning(setBefore), concerning(setAfter)];
  const cases = subjects(before, after).map((subject) => ({
    ...subject,
    old: concernBefore(subject.was),
    young: concernAfter(subject.is),
  }));
  // Principals for whom the same policies hold on both sides are one case.
  const groups = Map.groupBy(cases, ({ old, young }) => `${old.alike} => ${young.alike}`);
  const changes = [...groups.values()].flatMap((group): SignInChange[] => {
    const principals = group.map(({ who }) => who);
    return group
      .slice(0, 1)
      .flatMap(({ old, young, was, is }) =>
        compareSets(
          { set: setBefore, policies: old.policies, principal: was },
          { set: setAfter, policies: young.policies, principal: is },
        ).map((change) => ({ ...change, principals })),
      );
  });
  return merged(changes);
}

/** One change for all whom the same sign-in shows it; the example stays that of the first. */
function merged(changes: readonly SignInChange[]): SignInChange[] {
  const alike = Map.groupBy(changes, ({ change, policy, controls, words }) =>
    JSON.stringify([change, policy, controls, words]),
  );
  return [...alike.values()].flatMap((some) =>
    some.slice(0, 1).map((first) => ({ ...first, principals: some.flatMap(({ principals }) => principals) })),
  );
}

interface Subject {
  readonly who: ConcernedPrincipal;
  /** As policies saw it before, and see it after. */
  readonly was: SignInPrincipal;
  readonly is: SignInPrincipal;
}

function subjects(before: Attribution, after: Attribution): Subject[] {
  const [old, young] = [signInPrincipals(before), signInPrincipals(after)];
  const users = after.directory.snapshot.collections.users.flatMap((user): Subject[] => {
    const earlier = before.directory.object(user.id);
    if (earlier?.kind !== "user" || user.accountEnabled === false || earlier.value.accountEnabled === false) return [];
    const is = young(user);
    return [
      { who: { label: is.label, party: after.partyOf(user.id).party, id: user.id }, was: old(earlier.value), is },
    ];
  });
  const delegated = providersByDelegation(after).map(({ provider, tenantId }): Subject => {
    const technician = technicianOf(tenantId);
    return { who: { label: technician.label, party: { kind: "provider", provider } }, was: technician, is: technician };
  });
  return [...users, ...delegated];
}

/** One side of a comparison, for one principal. */
interface Side {
  readonly set: PolicySet;
  readonly policies: readonly ConcerningPolicy[];
  readonly principal: SignInPrincipal;
}

type Change = Omit<SignInChange, "principals">;

function compareSets(before: Side, after: Side): Change[] {
  const find = (
    change: SignInChange["change"],
    policy: Policy,
    controls: readonly Control[],
    query: Parameters<typeof findScenario>[1],
  ): Change[] => {
    const found = findScenario(after.principal, query);
    if (!found) return [];
    const outcomes = {
      before: evaluateSignIn(before.set, { ...found.signIn, principal: before.principal }),
      after: evaluateSignIn(after.set, found.signIn),
    };
    return [{ change, policy: nameOf(policy), controls, words: found.words, signIn: found.signIn, ...outcomes }];
  };
  const blocked = ({ policies: from }: Side, { policies: to }: Side, change: "possible" | "impossible") => {
    const kept = new Set(to.map(({ blocksText }) => blocksText));
    return from
      .filter(({ blocksText }) => !kept.has(blocksText))
      .flatMap(({ policy, blocks }) =>
        find(change, policy, [], { must: [blocks], mustNot: to.map((other) => other.blocks) }),
      );
  };
  const asked = ({ policies: from }: Side, { policies: to }: Side, change: "asks-less" | "asks-more") => {
    const asks = (other: ConcerningPolicy, demand: readonly Control[]) =>
      other.demands.some((theirs) => implies(theirs, demand));
    const byText = Map.groupBy(to, ({ appliesText }) => appliesText);
    return from.flatMap(({ policy, applies, appliesText, demands }) =>
      demands.flatMap((demand) => {
        // Most policies are as they were; only for the others it matters what all the rest ask for.
        if (byText.get(appliesText)?.some((other) => asks(other, demand))) return [];
        const asking = to.filter((other) => asks(other, demand));
        return find(change, policy, demand, {
          must: [applies],
          mustNot: [...[...from, ...to].map(({ blocks }) => blocks), ...asking.map((other) => other.applies)],
        });
      }),
    );
  };
  return [
    ...blocked(before, after, "possible"),
    ...asked(before, after, "asks-less"),
    ...blocked(after, before, "impossible"),
    ...asked(after, before, "asks-more"),
  ];
}
