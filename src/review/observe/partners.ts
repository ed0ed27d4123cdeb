/** Other tenants that may do something in this one or whose word is taken here, and that no provider of the matrix has, or more than it says. */

import type { Provider } from "../../matrix/schema.ts";
import { isWhole } from "../../tenant/blind-spots.ts";
import type { Collections } from "../../tenant/snapshot.ts";
import type { Observation, Observer } from "./observation.ts";

export const unknownPartners: Observer = ({ whole, matrix }) => {
  const { crossTenantPartners, crossTenantDefault } = whole.collections;
  const known = new Set(Object.values(matrix.providers).map(({ tenantId }) => tenantId.toLowerCase()));
  const strangers = crossTenantPartners.filter(({ id, tenantId }) => !known.has((tenantId ?? id).toLowerCase()));
  const missing = (["crossTenantPartners", "crossTenantDefault"] as const).some((name) => !isWhole(whole, name));
  return {
    found: [
      ...strangers.flatMap(ofPartner),
      ...Object.entries(matrix.providers).flatMap(([key, provider]) =>
        crossTenantPartners
          .filter(({ id, tenantId }) => (tenantId ?? id).toLowerCase() === provider.tenantId.toLowerCase())
          .flatMap((partner) => beyondMatrix(key, provider, partner)),
      ),
      ...crossTenantDefault.flatMap(ofEverybody),
    ],
    unseen: missing
      ? [
          "Whether partners have delegated administration, and whose word is taken, is not known: not all of it was read.",
        ]
      : [],
  };
};

type Partner = Collections["crossTenantPartners"][number];

/** https://learn.microsoft.com/graph/api/resources/crosstenantaccesspolicyconfigurationpartner */
function ofPartner(partner: Partner): Observation[] {
  const { id, tenantId, isServiceProvider, identitySynchronization } = partner;
  const tenant = (tenantId ?? id).toLowerCase();
  const shared = {
    kind: "unknown-partner" as const,
    objects: [],
    joins: "also" as const,
    row: { text: "No row: no provider of the matrix has this tenantId" },
  };
  const found: Observation[] = [];
  if (isServiceProvider === true) {
    found.push({
      ...shared,
      severity: "high",
      message: `The tenant ${tenant} is a partner with delegated administration here, and no provider of the matrix has it.`,
      why: "What a partner's technicians may do is agreed with the partner, and its groups cannot be read here. A contract that ended long ago may still be open.",
      key: `partner ${tenant}`,
      remedy: {
        words:
          "Find out who it is (Microsoft 365 admin center, Settings, Partner relationships). If it is a provider of yours, write its tenantId into the matrix; if not, end its roles and the relationship there.",
      },
    });
  }
  const trusted = trustedClaims(partner.inboundTrust);
  const makesAccounts = identitySynchronization?.userSyncInbound?.isSyncAllowed === true;
  const may = [
    ...(makesAccounts ? ["may make accounts in this tenant"] : []),
    ...(trusted === "" ? [] : [`is believed about ${trusted}`]),
  ];
  if (may.length > 0) {
    found.push({
      ...shared,
      severity: makesAccounts ? "medium" : "low",
      message: `The tenant ${tenant} ${may.join(" and ")}, and no provider of the matrix has it.`,
      why: "Whoever rules that tenant decides who comes with which proof: policies here ask for nothing more. Groups that fill themselves take its accounts in.",
      key: `trust ${tenant}`,
      remedy: {
        words:
          "Find out who it is (Entra admin center, External Identities, Cross-tenant access settings). Keep what a sister company or a provider needs; take the rest back.",
      },
    });
  }
  return found;
}

/** Claims of a provider's tenant that are believed although the matrix says which are, and not these. */
function beyondMatrix(key: string, { name, trust }: Provider, { inboundTrust }: Partner): Observation[] {
  if (trust === undefined) return [];
  const agreed = new Set(
    [
      trust.mfa && "isMfaAccepted",
      trust.compliantDevice && "isCompliantDeviceAccepted",
      trust.hybridJoinedDevice && "isHybridAzureADJoinedDeviceAccepted",
    ].filter((claim) => claim !== false),
  );
  const beyond = Object.fromEntries(Object.entries(inboundTrust ?? {}).filter(([claim]) => !agreed.has(claim)));
  const trusted = trustedClaims(beyond);
  if (trusted === "") return [];
  return [
    {
      kind: "unknown-partner",
      severity: "medium",
      message: `The tenant of ${name} is believed about ${trusted}, and the matrix does not say so.`,
      why: "Whoever rules that tenant decides who comes with which proof: policies here ask for nothing more.",
      key: `trust beyond the matrix ${key}`,
      objects: [],
      joins: "also",
      remedy: { words: `Deploy the stack again, or say it in the matrix: providers.${key}.trust.` },
      row: { text: `providers.${key}.trust` },
    },
  ];
}

/** What every tenant of the world is believed, unless settings of its own say otherwise. */
function ofEverybody({ inboundTrust }: Collections["crossTenantDefault"][number]): Observation[] {
  const trusted = trustedClaims(inboundTrust);
  if (trusted === "") return [];
  return [
    {
      kind: "unknown-partner",
      severity: "medium",
      message: `Every other tenant is believed about ${trusted}: the default of cross-tenant access trusts it.`,
      why: "Anybody can have a tenant, and says there what they like. A policy that asks guests for it then asks for nothing.",
      key: "trust of every tenant",
      objects: [],
      joins: "also",
      remedy: { words: "Trust nothing by default; trust the tenants of your providers one by one." },
      row: { text: "No row: it is about every tenant" },
    },
  ];
}

/** https://learn.microsoft.com/graph/api/resources/crosstenantaccesspolicyinboundtrust */
function trustedClaims(trust: Partner["inboundTrust"]): string {
  return [
    ...(trust?.isMfaAccepted === true ? ["multifactor authentication"] : []),
    ...(trust?.isCompliantDeviceAccepted === true ? ["compliant devices"] : []),
    ...(trust?.isHybridAzureADJoinedDeviceAccepted === true ? ["hybrid joined devices"] : []),
  ].join(" and ");
}
