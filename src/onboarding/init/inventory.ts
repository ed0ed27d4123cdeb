/**
 * The day-one inventory: who has access to what in a tenant, and whose they seem to be. Both sides sign it; the exit from a provider uses
 * it in reverse. Only people who hold something are named.
 */

import { buildContext } from "../../../policies/context.ts";
import { conveysAccess } from "../../../policies/conveying.ts";
import type { RuleContext } from "../../../policies/rule.ts";
import { normalisedPolicy } from "../../access/conditional-access-settings.ts";
import type { AccessRecord } from "../../access/record.ts";
import { relevantTenant } from "../../access/relevant-tenant.ts";
import { shortestPaths } from "../../access/search.ts";
import { startsOf } from "../../access/starts.ts";
import { deriveEntitlements } from "../../entitlements/derive.ts";
import type { Matrix } from "../../matrix/schema.ts";
import { digestOf } from "../../review/digest.ts";
import { daysBetween } from "../../review/last-use.ts";
import { shortName } from "../../review/names.ts";
import { labelOfParty } from "../../review/party-label.ts";
import { missingName } from "../../tenant/blind-spots.ts";
import type { Snapshot } from "../../tenant/snapshot.ts";
import { type NumberedQuestion, oneLine } from "../question.ts";
import type { DeploymentCandidate } from "./accounts.ts";
import type { ForeignTenant } from "./tenants.ts";

export interface InventoryAccess {
  readonly kind: AccessRecord["kind"];
  readonly what: string;
  readonly scope: string;
  readonly held: AccessRecord["held"];
  readonly tier?: 0 | 1 | 2;
  readonly since?: string;
  readonly until?: string;
}

export interface InventoryPrincipal {
  readonly id: string;
  readonly name: string;
  readonly identity: string;
  readonly type: AccessRecord["principal"]["type"];
  readonly party: string;
  /** Internal, or not. */
  readonly side: "internal" | "provider" | "emergency" | "unknown";
  /** Why it is taken for that party's. */
  readonly because: string;
  /** How it reaches Global Administrator or an equivalent; absent when it does not. */
  readonly control?: string;
  readonly lastSignIn?: string;
  readonly access: readonly InventoryAccess[];
}

export interface InventoryApplication {
  readonly id: string;
  readonly name: string;
  readonly party: string;
  /** Lowest tier of its permissions. */
  readonly tier?: 0 | 1 | 2;
  readonly permissions: readonly string[];
  readonly owners: readonly string[];
  readonly credentials: readonly {
    readonly what: string;
    /** Days since it was made, where that is known. */
    readonly ageDays?: number;
    readonly until?: string;
  }[];
}

export interface Inventory {
  readonly format: "demarc-inventory/1";
  readonly client: { readonly name: string; readonly tenantId: string; readonly domains: readonly string[] };
  readonly snapshot: {
    readonly sha256: string;
    readonly collectedAt: string;
    readonly source: string;
    /** What was not read, and so may hide more. */
    readonly unreadable: readonly { readonly collection: string; readonly message: string }[];
  };
  readonly principals: readonly InventoryPrincipal[];
  readonly emergencyAccounts: readonly {
    readonly userPrincipalName: string;
    readonly isThere: boolean;
    readonly lastSignIn?: string;
  }[];
  readonly applications: readonly InventoryApplication[];
  readonly conditionalAccess: readonly {
    readonly name: string;
    readonly state: string;
    readonly settings: Readonly<Record<string, unknown>>;
  }[];
  readonly licences: readonly { readonly name: string; readonly bought: number; readonly used: number }[];
  readonly domains: readonly { readonly name: string; readonly authentication: string; readonly isInitial: boolean }[];
  readonly partners: readonly (Pick<ForeignTenant, "tenantId" | "names" | "isServiceProvider" | "hasLighthouse"> & {
    readonly applications: number;
    readonly party: string;
  })[];
  readonly deployment: readonly DeploymentCandidate[];
  readonly questions: readonly NumberedQuestion[];
}

export interface InventoryInput {
  readonly snapshot: Snapshot;
  /** The first matrix: it says whose everybody seems to be. */
  readonly matrix: Matrix;
  readonly questions: readonly NumberedQuestion[];
  readonly tenants: readonly ForeignTenant[];
  readonly deployment: readonly DeploymentCandidate[];
}

/** Kinds of access that are worth a line; being in a group counts where the group gives something. */
const acted: ReadonlySet<AccessRecord["kind"]> = new Set([
  "directory-role",
  "azure-role",
  "application-permission",
  "application-owner",
  "delegated-permission",
  "group-member",
  "group-owner",
]);

export function buildInventory(input: InventoryInput): Inventory {
  const { snapshot, matrix, questions, tenants, deployment } = input;
  const entitlements = deriveEntitlements(matrix);
  const relevant = relevantTenant(snapshot, matrix, entitlements, { ids: [], names: new Set() });
  const today = snapshot.collectedAt.slice(0, 10);
  const context = buildContext({ matrix, entitlements, snapshot: relevant, scope: "whole-tenant", today });
  const { client } = matrix;
  const { subscribedSkus, domains } = snapshot.collections;
  const tenantParties = new Map(Object.entries(matrix.providers).map(([, { name, tenantId }]) => [tenantId, name]));
  return {
    format: "demarc-inventory/1",
    client: { name: client.name, tenantId: client.tenantId, domains: client.domains },
    snapshot: {
      sha256: digestOf(snapshot),
      collectedAt: snapshot.collectedAt,
      source: snapshot.source,
      unreadable: snapshot.unreadable.map((entry) => ({ collection: missingName(entry), message: entry.message })),
    },
    principals: principalsOf(context),
    emergencyAccounts: matrix.emergencyAccounts.map(({ userPrincipalName }) => {
      const user = context.attribution.emergencyAccounts.get(userPrincipalName.toLowerCase());
      const lastSignIn = user?.signInActivity?.lastSignInDateTime;
      return { userPrincipalName, isThere: user !== undefined, ...(lastSignIn && { lastSignIn }) };
    }),
    applications: applicationsOf(context, today),
    conditionalAccess: snapshot.collections.conditionalAccessPolicies.map((policy) => ({
      name: oneLine(policy.displayName ?? policy.id),
      state: policy.state ?? "unknown",
      settings: normalisedPolicy(policy, context.attribution.directory),
    })),
    licences: subscribedSkus.map(({ id, skuPartNumber, prepaidUnits, consumedUnits }) => ({
      name: skuPartNumber ?? id,
      bought: prepaidUnits?.enabled ?? 0,
      used: consumedUnits ?? 0,
    })),
    domains: domains.map(({ id, authenticationType, isInitial }) => ({
      name: id,
      authentication: authenticationType ?? "unknown",
      isInitial: isInitial === true,
    })),
    partners: tenants
      .filter(
        ({ isPartner, hasLighthouse, principals, worst }) =>
          isPartner || hasLighthouse || principals.length > 0 || worst < 2,
      )
      .map(({ tenantId, names, isServiceProvider, hasLighthouse, applications }) => ({
        tenantId,
        names: [...new Set(names)],
        isServiceProvider,
        hasLighthouse,
        applications: applications.length,
        party: tenantParties.get(tenantId) ?? "Unknown",
      })),
    deployment,
    questions,
  };
}

function principalsOf(context: RuleContext): InventoryPrincipal[] {
  const { records, attribution, matrix, graph } = context;
  const control = controlOf(context);
  const held = Map.groupBy(
    records.filter((record) => matters(record, context)),
    ({ principal }) => principal.id,
  );
  const ids = new Set([...held.keys(), ...control.keys()]);
  const known = new Map(records.map(({ principal }) => [principal.id, principal]));
  return [...ids]
    .flatMap((id): InventoryPrincipal[] => {
      const principal = known.get(id);
      const node = graph.node(id);
      if (principal === undefined && node === undefined) return [];
      const { party, because } = attribution.partyOf(id);
      if (party.kind === "microsoft") return [];
      const object = attribution.directory.object(id);
      const lastSignIn = object?.kind === "user" ? object.value.signInActivity?.lastSignInDateTime : undefined;
      const way = control.get(id);
      const identity = principal?.identity ?? id;
      const name = oneLine(shortName(principal?.label ?? node?.label ?? id));
      // Somebody without an address is told by the id, which is the identity then.
      const note = ` (${identity.replace(/^\w+:/, "")})`;
      return [
        {
          id,
          name: name.endsWith(note) ? name.slice(0, -note.length) : name,
          identity,
          type: principal?.type ?? "resource",
          party: labelOfParty(party, matrix),
          side:
            party.kind === "provider" || party.kind === "emergency" || party.kind === "unknown"
              ? party.kind
              : "internal",
          because: oneLine(because),
          ...(way !== undefined && { control: way }),
          ...(lastSignIn && { lastSignIn }),
          access: (held.get(id) ?? []).map(accessOf),
        },
      ];
    })
    .toSorted((left, right) => order(left) - order(right) || (left.name < right.name ? -1 : 1));
}

const sides = ["provider", "unknown", "internal", "emergency"] as const;
const order = ({ side, control }: InventoryPrincipal) => sides.indexOf(side) * 2 + (control === undefined ? 1 : 0);

/** How each principal reaches Global Administrator or an equivalent, in words; one sentence a step. */
function controlOf({ graph, attribution }: RuleContext): ReadonlyMap<string, string> {
  const starts = new Set(startsOf(graph, attribution, (party) => party.kind !== "microsoft"));
  const ways = shortestPaths(graph, (node) => starts.has(node)).filter(
    ({ path: [first] }) => !(first?.kind === "can-sign-in-as" && starts.has(first.to)),
  );
  return new Map(
    // An app registration is the same thing as its service principal, seen from the other side.
    ways.map(({ from, condition, path }) => {
      const steps = path.filter(({ kind }) => kind !== "can-reach-tier-zero");
      const through = steps.slice(0, -1).map(({ to }) => oneLine(shortName(to.label)));
      const how = through.length === 0 ? "directly" : `through ${through.join(", ")}`;
      return [from.id, `${how}${condition === "standing" ? "" : ` (${condition.replaceAll("-", " ")})`}`];
    }),
  );
}

function matters(record: AccessRecord, context: RuleContext): boolean {
  if (!acted.has(record.kind)) return false;
  if (record.kind === "delegated-permission") return (record.tier ?? 2) < 2;
  if (record.kind !== "group-member" && record.kind !== "group-owner") return true;
  return conveysAccess(context, record.targetId ?? "");
}

function accessOf({ kind, target, scope, held, tier, since, until }: AccessRecord): InventoryAccess {
  return {
    kind,
    what: oneLine(target),
    scope: oneLine(scope),
    held,
    ...(tier !== undefined && { tier }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
}

/** Applications that hold a permission or have a credential; Microsoft's own are not listed. */
function applicationsOf(
  { records, attribution, matrix, snapshot }: RuleContext,
  today: string,
): InventoryApplication[] {
  const { directory } = attribution;
  const byPrincipal = Map.groupBy(records, ({ principal }) => principal.id);
  const found = new Map<string, InventoryApplication>();
  const objects = [...snapshot.collections.servicePrincipals, ...snapshot.collections.applications];
  for (const { id, appId, displayName } of objects) {
    const { party } = attribution.partyOf(id);
    if (party.kind === "microsoft") continue;
    const own = byPrincipal.get(id) ?? [];
    const permissions = own.filter(({ kind }) => kind === "application-permission" || kind === "directory-role");
    const credentials = own.filter(({ kind }) => kind === "application-credential");
    const key = appId?.toLowerCase() ?? id;
    const before = found.get(key);
    if (before === undefined && permissions.length === 0 && credentials.length === 0) continue;
    const tiers = [
      ...permissions.flatMap(({ tier }) => tier ?? []),
      ...(before?.tier === undefined ? [] : [before.tier]),
    ];
    const worst = tiers.toSorted((left, right) => left - right)[0];
    const object = directory.object(id);
    const owners = object !== undefined && "owners" in object.value ? (object.value.owners ?? []) : [];
    found.set(key, {
      id: before?.id ?? id,
      name: oneLine(displayName ?? id),
      party: before?.party ?? labelOfParty(party, matrix),
      ...(worst !== undefined && { tier: worst }),
      permissions: [...(before?.permissions ?? []), ...permissions.map(({ target }) => oneLine(target))],
      owners: [
        ...new Set([
          ...(before?.owners ?? []),
          ...owners.map((owner) => nameOf(directory.object(owner.id)) ?? owner.id),
        ]),
      ],
      credentials: [
        ...(before?.credentials ?? []),
        ...credentials.map(({ target, since, until }) => ({
          what: oneLine(target),
          ...(since !== undefined && { ageDays: daysBetween(since, today) }),
          ...(until !== undefined && { until }),
        })),
      ],
    });
  }
  return [...found.values()].toSorted(
    (left, right) => (left.tier ?? 3) - (right.tier ?? 3) || (left.name < right.name ? -1 : 1),
  );
}

function nameOf(object: { readonly value: { readonly displayName?: string | null } } | undefined): string | undefined {
  return object?.value.displayName ? oneLine(object.value.displayName) : undefined;
}
