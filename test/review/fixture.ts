/** Records, ways and parts of a review to start from; tests change one thing at a time. */

import type { AccessRecord, Party } from "../../src/access/record.ts";
import { deriveEntitlements } from "../../src/entitlements/derive.ts";
import type { PathStep } from "../../src/finding.ts";
import { loadMatrix } from "../../src/matrix/load.ts";
import type { ReviewParts } from "../../src/review/assemble.ts";
import type { CompareInput } from "../../src/review/compare.ts";
import type { ReachingPrincipal } from "../../src/review/reach.ts";
import { emptySnapshot } from "../../src/tenant/snapshot.ts";

const loaded = loadMatrix("stacks/harbour/matrix.yaml");
if (loaded.matrix === undefined) throw new Error("stacks/harbour/matrix.yaml does not load");
export const matrix = loaded.matrix;
export const entitlements = deriveEntitlements(matrix);

export const tideway: Party = { kind: "provider", provider: "tideway" };
export const internal: Party = { kind: "internal" };
export const unknown: Party = { kind: "unknown" };
export const emergency: Party = { kind: "emergency" };

export const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
const helpdeskAdministrator = "729827e3-9c14-49f7-bb1b-9608f156bbb8";

/** The compliant base: a provider's team holds one role over one administrative unit. */
export const team = entitlements.teams.find(({ key }) => key === "tideway-tier-1-helpdesk");
if (team === undefined) throw new Error("the helpdesk team is gone from the example matrix");

type Change = Partial<Omit<AccessRecord, "principal">> & { readonly principal?: Partial<AccessRecord["principal"]> };

/** A record of a role that Dana Reyes of Tideway holds, with changes laid over it; the key follows. */
export function role(change: Change = {}): AccessRecord {
  const principal = {
    id: "00000000-0000-4000-8000-00000000da7a",
    identity: "user:dana.reyes@tideway.example",
    label: "Dana Reyes",
    type: "user" as const,
    party: tideway,
    ...change.principal,
  };
  const record = {
    kind: "directory-role" as const,
    target: "Helpdesk Administrator",
    targetId: helpdeskAdministrator,
    scope: "administrative unit Practice staff",
    held: "eligible" as const,
    tier: 1 as const,
    objectKey: `assignment-${principal.id}`,
    ...change,
    principal,
  };
  return {
    ...record,
    key: [record.kind, principal.identity, record.targetId ?? record.target, record.scope].join(" | "),
  };
}

/** A record of another kind, without role id or tier. */
export function access(kind: AccessRecord["kind"], change: Change = {}): AccessRecord {
  const { targetId: _, tier: __, ...rest } = role({ scope: "directory", held: "standing", ...change });
  const { targetId, tier } = change;
  const record = { ...rest, kind, ...(targetId !== undefined && { targetId }), ...(tier !== undefined && { tier }) };
  return { ...record, key: [kind, record.principal.identity, targetId ?? record.target, record.scope].join(" | ") };
}

/** Input of a comparison in which everything that is declared has a URN. */
export function comparing(change: Partial<CompareInput>): CompareInput {
  const declared = change.declared ?? [];
  return {
    declared,
    actual: [],
    declaredBy: new Map(declared.map((record) => [record.objectKey, `urn:${record.objectKey}`])),
    unreadable: [],
    entitlements,
    stack: "harbour",
    findings: [],
    pathOf: () => undefined,
    partyLabel: (party) => (party.kind === "provider" ? party.provider : party.kind),
    ...change,
  };
}

export const goal = "Global Administrator or an equivalent";

/** A step that works at once, unless said otherwise. */
export function step(from: string, edge: string, to: string, condition: PathStep["condition"] = "standing"): PathStep {
  return { from, edge, to, condition };
}

/** A user who reaches the goal by the steps given as `[edge, to, condition]`. */
export function reaching(
  label: string,
  party: Party,
  steps: readonly (readonly [edge: string, to: string, condition?: PathStep["condition"]])[],
): ReachingPrincipal {
  let from = label;
  const path = steps.map(([edge, to, condition]) => {
    const made = step(from, edge, to, condition);
    from = to;
    return made;
  });
  const identity = `user:${label.toLowerCase().replaceAll(" ", ".")}@example.com`;
  return { principal: { id: `id-of-${label}`, identity, label, type: "user", party }, path };
}

/** Parts of a review in which the tenant is empty and so is the declaration. */
export function parts(change: Partial<ReviewParts> = {}): ReviewParts {
  return {
    matrix,
    entitlements,
    stack: "harbour",
    today: "2026-11-21",
    declared: [],
    declaredBy: new Map((change.declared ?? []).map((record) => [record.objectKey, `urn:${record.objectKey}`])),
    declaredDigest: "0".repeat(64),
    actual: [],
    snapshot: emptySnapshot(matrix.client.tenantId, "embedded", "2026-11-21T09:30:00Z"),
    snapshotDigest: "1".repeat(64),
    findings: [],
    rules: [],
    reaching: [],
    versions: { demarc: "0.1.0", node: "24.21.0" },
    ...change,
  };
}
