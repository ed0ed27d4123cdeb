/**
 * Which of the matrix's people can use an access that is not in their own name: by an account that is also theirs, by a group that they
 * are in, can become a member of or own, by an application that they own, and by whatever these are in or own in turn. Nobody decides
 * on their own access, and this is what makes it theirs. Only what somebody has or can take without anybody else's object is followed:
 * an administrator could change every group, which makes the groups nobody's own.
 */

import { addressOf, isPrincipalReference, type UserObject } from "../access/directory.ts";
import { type EdgeKind, edgeWords } from "../access/edge-kinds.ts";
import type { Entitlements } from "../entitlements/entitlements.ts";
import type { Matrix } from "../matrix/schema.ts";
import { compareText } from "../order.ts";
import { escapedForPattern } from "../pattern-text.ts";
import type { Snapshot } from "../tenant/snapshot.ts";
import type { Review } from "./schema.ts";

export type UsedBy = NonNullable<Review["usedBy"]>[number];

interface MatrixPerson {
  readonly name: string;
  /** As decisions name them: lower case. */
  readonly address: string;
  /** Other addresses of the same person, lower case. */
  readonly others: readonly string[];
}

interface Step {
  readonly to: string;
  readonly label: string;
  readonly kind: EdgeKind;
}

/**
 * @param snapshot of the whole tenant: whom a smaller one leaves out may be who decides
 * @param principals object ids of what is decided on, and their identities
 * @returns by identity and person
 */
export function usedBy(
  snapshot: Snapshot,
  matrix: Matrix,
  entitlements: Entitlements,
  principals: ReadonlyMap<string, string>,
): UsedBy[] {
  const wanted = new Map([...principals].map(([id, identity]) => [id.toLowerCase(), identity]));
  const accounts = accountsOf(peopleIn(matrix, entitlements), snapshot);
  const steps = stepsIn(snapshot, new Set([...accounts.values()].flatMap((own) => [...own.keys()])));
  const found = new Map<string, UsedBy>();
  for (const [person, own] of accounts) {
    // Breadth first: the shortest way is the one that is told.
    const ways = new Map(own);
    for (const [id, way] of ways) {
      const identity = wanted.get(id);
      const key = `${identity}\n${person.address}`;
      if (identity !== undefined && way.length > 0 && !found.has(key)) {
        found.set(key, { identity, person: person.address, how: `${person.name} ${way.join(", which ")}` });
      }
      for (const { to, label, kind } of steps.get(id) ?? []) {
        if (!ways.has(to)) ways.set(to, [...way, `${edgeWords(kind)} ${label}`]);
      }
    }
  }
  return [...found.values()].toSorted(
    (left, right) => compareText(left.identity, right.identity) || compareText(left.person, right.person),
  );
}

function peopleIn(matrix: Matrix, entitlements: Entitlements): MatrixPerson[] {
  const local = new Map(
    entitlements.people.flatMap(({ email, userPrincipalName }) =>
      userPrincipalName === undefined ? [] : [[email.toLowerCase(), userPrincipalName.toLowerCase()] as const],
    ),
  );
  const named = [
    ...matrix.internal.people.map(({ name, userPrincipalName }) => ({ name, address: userPrincipalName })),
    ...Object.values(matrix.providers).flatMap(({ people }) =>
      people.map(({ name, email }) => ({ name, address: email })),
    ),
  ];
  return named.map(({ name, address }) => {
    const own = address.toLowerCase();
    const other = local.get(own);
    return { name, address: own, others: other === undefined ? [] : [other] };
  });
}

/** Each person's accounts, by object id in lower case, with what makes them theirs; nothing for the one of the matrix itself. */
function accountsOf(
  people: readonly MatrixPerson[],
  { collections: { users } }: Snapshot,
): Map<MatrixPerson, Map<string, string[]>> {
  const accounts = new Map(people.map((person) => [person, new Map<string, string[]>()]));
  const byAddress = new Map(
    people.flatMap((person) => [person.address, ...person.others].map((each) => [each, person])),
  );
  const full = people.filter(({ name }) => /\S\s+\S/.test(name));
  const byName = new Map(full.map((person) => [spaced(person.name), person]));
  // One pattern for all: there may be a hundred thousand names to look at.
  const names = full.map(({ name }) => escapedForPattern(spaced(name))).join("|");
  const named = names === "" ? undefined : new RegExp(`(?<![\\p{L}\\p{N}-])(?:${names})(?![\\p{L}\\p{N}-])`, "u");
  for (const user of users) {
    const id = user.id.toLowerCase();
    const address = addressesOf(user).find((each) => byAddress.has(each));
    const byItsAddress = byAddress.get(address ?? "");
    if (byItsAddress !== undefined) {
      const isMain = addressOf(user) === byItsAddress.address;
      accounts.get(byItsAddress)?.set(id, isMain ? [] : [`also has the account ${user.userPrincipalName}`]);
      continue;
    }
    // Accounts for administration are often told by no more than this: "Miriam Okafor (Admin)".
    const [name] = (user.displayName && named?.exec(spaced(user.displayName))) || [];
    const byItsName = byName.get(name ?? "");
    if (byItsName !== undefined) {
      accounts.get(byItsName)?.set(id, [`is named by the account ${user.userPrincipalName}`]);
    }
  }
  return accounts;
}

const spaced = (name: string) => name.trim().replaceAll(/\s+/g, " ").toLowerCase();

function addressesOf(user: UserObject): string[] {
  const { userPrincipalName, mail, otherMails } = user;
  return [addressOf(user), userPrincipalName, mail, ...(otherMails ?? [])].flatMap((each) =>
    each ? [each.toLowerCase()] : [],
  );
}

/** What people's accounts, groups and applications are in or own, by object id in lower case. */
function stepsIn({ collections }: Snapshot, accounts: ReadonlySet<string>): Map<string, Step[]> {
  const { groups, applications, servicePrincipals, groupAssignmentSchedules, groupEligibilitySchedules } = collections;
  const labels = new Map([
    ...groups.map((each) => [each.id.toLowerCase(), `the group ${each.displayName ?? each.id}`] as const),
    ...[...applications, ...servicePrincipals].map(
      (each) => [each.id.toLowerCase(), `the application ${each.displayName ?? each.id}`] as const,
    ),
  ]);
  const steps = new Map<string, Step[]>();
  const add = (from: string | null | undefined, to: string | null | undefined, kind: EdgeKind) => {
    const start = from?.toLowerCase();
    if (start === undefined || !(accounts.has(start) || labels.has(start))) return;
    const end = to?.toLowerCase() ?? "";
    const label = labels.get(end);
    if (label === undefined) return;
    const list = steps.get(start);
    if (list === undefined) steps.set(start, [{ to: end, label, kind }]);
    else list.push({ to: end, label, kind });
  };
  for (const { id, members, owners } of groups) {
    for (const member of members ?? []) {
      // Nearly every member of a large tenant is a user whom the matrix does not name.
      const isUser = member["@odata.type"] === "#microsoft.graph.user";
      if (isUser ? accounts.has(member.id.toLowerCase()) : isPrincipalReference(member))
        add(member.id, id, "member-of");
    }
    for (const owner of owners ?? []) add(owner.id, id, "owner-of");
  }
  for (const { groupId, principalId, accessId } of groupAssignmentSchedules) {
    add(principalId, groupId, accessId === "owner" ? "owner-of" : "member-of");
  }
  for (const { groupId, principalId, accessId } of groupEligibilitySchedules) {
    add(principalId, groupId, accessId === "owner" ? "eligible-owner-of" : "eligible-member-of");
  }
  for (const { id, owners } of [...applications, ...servicePrincipals]) {
    for (const owner of owners ?? []) add(owner.id, id, "owns-application");
  }
  const registrations = new Map(applications.map(({ id, appId }) => [appId?.toLowerCase(), id]));
  for (const { id, appId } of servicePrincipals) {
    if (appId) add(registrations.get(appId.toLowerCase()), id, "can-sign-in-as");
  }
  return steps;
}
