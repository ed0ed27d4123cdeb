/**
 * A tenant of any size: what a company has already, and around it so many people, groups and applications as are asked for, in the shares
 * that larger tenants have. It comes row by row, and is the same for the same seed.
 */

import type { Matrix } from "../../../matrix/schema.ts";
import type { Snapshot } from "../../snapshot.ts";
import { EmbeddedTenant, type TenantEnvironment } from "../../tenant.ts";
import { applicationRows } from "./applications.ts";
import { azureRows } from "./azure.ts";
import { Frame, type Row, row, type ScaleOptions, type ScaleProvider } from "./frame.ts";
import { groupRows } from "./groups.ts";
import { type Oddity, plant } from "./oddities.ts";
import { peopleRows } from "./people.ts";
import { privilegeRows } from "./privilege.ts";

export interface Scale {
  /** Users altogether; at least as many as the base has. */
  readonly users: number;
  /** The same seed, the same tenant; 1 when absent. */
  readonly seed?: number;
  /** Whose guests there are. */
  readonly providers: readonly ScaleProvider[];
}

export interface ScaledTenant {
  readonly tenant: EmbeddedTenant;
  /** What a review has to find, besides what the base has. */
  readonly oddities: readonly Oddity[];
}

/** The providers of a matrix, as the crowd's guests come from them. */
export function scaleProviders({ providers }: Pick<Matrix, "providers">): ScaleProvider[] {
  return Object.values(providers).map(({ name, tenantId, domains, contract }) => ({
    name,
    tenantId,
    domains,
    contractEnd: contract.end,
  }));
}

/**
 * @param base The company as it is without the crowd, e.g. `seedHarbour()`; its day is the tenant's today.
 */
export function scaledTenant(base: Snapshot, scale: Scale, environment: TenantEnvironment = {}): ScaledTenant {
  const frame = new Frame(frameOptions(base, scale));
  const planted = plant(frame);
  const tenant = EmbeddedTenant.fromRows(
    base.tenantId,
    rowsOf(
      frame,
      base,
      planted.flatMap(({ rows }) => [...rows]),
    ),
    environment,
  );
  return { tenant, oddities: planted.map(({ oddity }) => oddity) };
}

function frameOptions(base: Snapshot, { users, seed, providers }: Scale): ScaleOptions {
  const { domains, organization } = base.collections;
  const initialDomain = domains.find(({ isInitial }) => isInitial === true)?.id ?? "unknown.onmicrosoft.com";
  const domain = domains.find(({ isDefault }) => isDefault === true)?.id ?? initialDomain;
  return {
    users,
    ...(seed !== undefined && { seed }),
    today: base.collectedAt,
    tenantId: base.tenantId,
    initialDomain,
    domain,
    company: organization[0]?.displayName ?? domain,
    providers,
  };
}

function* rowsOf(frame: Frame, base: Snapshot, planted: readonly Row[]): Generator<Row> {
  yield* EmbeddedTenant.fromSnapshot(base, { isKept: false }).rows();
  yield* ofTheTenant(frame);
  yield* planted;
  const of = (table: Row["table"]) => planted.filter((each) => each.table === table).length;
  const { users, groups } = base.collections;
  const people = yield* peopleRows(frame, users.length + of("users"));
  const made = yield* groupRows(frame, people, groups.length + of("groups"));
  yield* applicationRows(frame, people);
  yield* privilegeRows(frame, people, made);
  yield* azureRows(frame, people, made);
}

/** What the tenant has once: licences, and how it names the providers' tenants. */
function* ofTheTenant(frame: Frame): Generator<Row> {
  const { users, providers } = frame.options;
  const plans = [
    { servicePlanId: "eec0eb4f-6444-4f95-aba0-50c24d67f998", servicePlanName: "AAD_PREMIUM_P2" },
    { servicePlanId: "41781fb2-bc02-4b7c-bd55-b576c07bb09d", servicePlanName: "AAD_PREMIUM" },
  ].map((plan) => ({ ...plan, appliesTo: "User", provisioningStatus: "Success" }));
  const skuId = "06ebc4ee-1bb5-47dd-8120-11324bc54e06";
  yield row("subscribedSkus", {
    id: `${frame.options.tenantId}_${skuId}`,
    appliesTo: "User",
    capabilityStatus: "Enabled",
    consumedUnits: users,
    prepaidUnits: { enabled: users + 100, suspended: 0, warning: 0, lockedOut: 0 },
    servicePlans: plans,
    skuId,
    skuPartNumber: "SPE_E5",
  });
  for (const { name, tenantId, domains } of providers) {
    yield row("tenantInformation", {
      id: tenantId.toLowerCase(),
      tenantId: tenantId.toLowerCase(),
      displayName: name,
      defaultDomainName: domains[0] ?? null,
      federationBrandName: null,
    });
  }
}
