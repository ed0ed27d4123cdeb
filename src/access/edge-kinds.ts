/** Every kind of edge of the access graph, as data. A new kind is a new line here, and an edge builder in `edges/` that makes it. */

interface EdgeKindFacts {
  /** As it reads between two names. */
  readonly words: string;
  /** True for edges by which somebody has an access already, without taking anything over first. */
  readonly holding?: true;
}

const kinds = {
  "member-of": { words: "is a member of", holding: true },
  "eligible-member-of": { words: "can become a member of" },
  "owner-of": { words: "owns and can add itself to" },
  "eligible-owner-of": { words: "can become an owner of" },
  "can-request-membership-of": { words: "can request membership of" },
  "can-request-ownership-of": { words: "can request ownership of" },
  "holds-role": { words: "holds", holding: true },
  "eligible-for-role": { words: "can activate" },
  "has-app-role": { words: "holds", holding: true },
  "owns-application": { words: "owns and can add a credential to" },
  "can-sign-in-as": { words: "can sign in as", holding: true },
  "can-reset-password-of": { words: "can reset the password of" },
  administers: { words: "administers" },
  "can-request-role": { words: "can request" },
  "can-match-rule-of": { words: "can match the membership rule of" },
  "can-make-match": { words: "can make somebody match the membership rule of" },
  "can-add-credential-to": { words: "can add a credential to" },
  "acts-for": { words: "can act in the name of" },
  synchronises: { words: "writes the passwords and memberships of" },
  "can-pull-in": { words: "can pull anybody into" },
  includes: { words: "includes" },
  "holds-azure-role": { words: "holds", holding: true },
  "eligible-for-azure-role": { words: "can activate" },
  "can-run-code-on": { words: "can run code on" },
  "can-use-identity": { words: "can sign in as" },
  "can-read-vault": { words: "can read what is kept in" },
  "can-give-itself-access-to": { words: "can give itself access to" },
  contains: { words: "includes" },
  "runs-as": { words: "runs as" },
  "keeps-credential-of": { words: "keeps a credential of" },
  "equals-azure-owner": { words: "is as good as", holding: true },
  "equals-global-administrator": { words: "is as good as", holding: true },
  "can-reach-tier-zero": { words: "can be turned into" },
} as const satisfies Readonly<Record<string, EdgeKindFacts>>;

/** What an edge means. The key of `edgeKinds`. */
export type EdgeKind = keyof typeof kinds;

export const edgeKinds: Readonly<Record<EdgeKind, EdgeKindFacts>> = kinds;

/** An edge as it reads between two names; a kind that nobody knows reads as its own name. */
export function edgeWords(kind: string): string {
  return kind in edgeKinds ? edgeKinds[kind as EdgeKind].words : kind.replaceAll("-", " ");
}

/** Edge kinds by which somebody has an access already, without taking anything over first. */
export const holdingKinds: ReadonlySet<EdgeKind> = new Set(
  (Object.keys(kinds) as EdgeKind[]).filter((kind) => edgeKinds[kind].holding === true),
);
