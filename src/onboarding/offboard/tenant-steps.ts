/** Everything of a provider's that is in the tenant, as steps. */

import type { RuleContext } from "../../../policies/rule.ts";
import { labelOf } from "../../access/directory.ts";
import type { AccessRecord } from "../../access/record.ts";
import { providerGroups } from "../../entitlements/entitlements.ts";
import { shortName } from "../../review/names.ts";
import { asObject, asText } from "../../tenant/entity.ts";
import { oneLine } from "../question.ts";
import { safety, successors } from "./before-removal.ts";
import { type ExitContext, isIts } from "./exit-context.ts";
import type { Named } from "./names.ts";
import type { ExitStep, PhaseId } from "./phases.ts";

/** Key of an access: the same as long as it is there. */
export function objectOf({ kind, principal, objectKey, target }: AccessRecord): string {
  return `${kind} ${principal.id} ${objectKey} ${target}`;
}

type Read = (exit: ExitContext) => ExitStep[];

/** The phase of an access by its kind; kinds that give nothing by themselves have none. */
function phaseOf({ kind, held }: AccessRecord): PhaseId | undefined {
  switch (kind) {
    case "directory-role":
      return held === "eligible" ? "eligible" : "standing";
    case "group-member":
      return held === "eligible" ? "eligible" : "groups";
    case "group-owner":
    case "application-owner":
      return held === "eligible" ? "eligible" : "groups";
    case "user":
      return "accounts";
    case "application-permission":
    case "application-role":
    case "delegated-permission":
    case "application-credential":
      return "applications";
    case "azure-role":
      return "azure";
    default:
      return undefined;
  }
}

const accesses: Read = (exit) =>
  exit.context.records.flatMap((record) => {
    const phase = phaseOf(record);
    if (phase === undefined || !isIts(exit)(record.principal.party)) return [];
    return [{ phase, what: sentence(record, exit.named), who: exit.client, object: objectOf(record) }];
  });

function sentence({ kind, principal, target, targetId, scope, held }: AccessRecord, named: Named): string {
  const who = named(principal.id, shortName(principal.label));
  const what = named(targetId, target);
  switch (kind) {
    case "user":
      return `Block ${named(principal.id, principal.label)}, end its sessions, then delete it.`;
    case "group-member":
      return `Take ${who} out of the group ${what}${held === "eligible" ? " (eligible)" : ""}.`;
    case "group-owner":
    case "application-owner":
      return `Take ${who} out of the owners of ${what}.`;
    case "application-credential":
      return `Delete the credential of ${who}: ${what}.`;
    case "application-role":
      return `Take the assignment of ${who} to ${oneLine(scope)} (${what}) away.`;
    case "application-permission":
    case "delegated-permission":
      return `Revoke the permission ${what} of ${who} (${oneLine(scope)}).`;
    default:
      return `Take the ${kind === "azure-role" ? "Azure role" : "role"} ${what} (${oneLine(scope)}${held === "eligible" ? ", eligible" : ""}) from ${who}.`;
  }
}

const applications: Read = (exit) => {
  const { attribution, snapshot } = exit.context;
  const { servicePrincipals, applications: registrations } = snapshot.collections;
  return [...servicePrincipals, ...registrations].flatMap(({ id }): ExitStep[] => {
    const object = attribution.directory.object(id);
    if (object === undefined || !isIts(exit)(attribution.partyOf(id).party)) return [];
    return [
      {
        phase: "applications",
        what: `Delete the ${exit.named(id, labelOf(object))}.`,
        who: exit.client,
        object: `object ${id}`,
      },
    ];
  });
};

/** Its groups. Those that the matrix declares go with its rows. */
const ownGroups: Read = (exit) => {
  const { attribution, snapshot, entitlements } = exit.context;
  const declared = new Set(providerGroups(entitlements).map(({ displayName }) => displayName));
  return snapshot.collections.groups
    .filter(({ id }) => isIts(exit)(attribution.partyOf(id).party))
    .map(({ id, displayName }): ExitStep => {
      const name = exit.named(id, displayName ?? id);
      return declared.has(displayName ?? "")
        ? { phase: "matrix", what: `See that the group ${name} is gone.`, who: exit.client, object: `object ${id}` }
        : { phase: "groups", what: `Delete the group ${name}.`, who: exit.client, object: `object ${id}` };
    });
};

/** Its pipelines on applications of others, and domains that its identity provider answers for. */
const federation: Read = (exit) => {
  const { attribution, snapshot } = exit.context;
  const { applications: registrations, domains } = snapshot.collections;
  const workloads = registrations.flatMap(({ id, displayName, federatedIdentityCredentials = [] }) =>
    federatedIdentityCredentials
      .filter((credential) => isIts(exit)(attribution.partyOfCredential(credential).party))
      .map(
        (credential): ExitStep => ({
          phase: "federation",
          what: `Delete the federated credential ${oneLine(credential.name ?? credential.id)} of ${exit.named(id, displayName ?? id)}: its pipeline signs in with it.`,
          who: exit.client,
          object: `federated ${id} ${credential.id}`,
        }),
      ),
  );
  const issuers = domains.flatMap((domain) => {
    const given: unknown = "federationConfiguration" in domain ? domain.federationConfiguration : undefined;
    const found = (Array.isArray(given) ? given : []).flatMap((each) => asText(asObject(each)?.["issuerUri"]) ?? []);
    return found
      .filter((issuer) => isIts(exit)(attribution.partyOfIssuer(issuer).party))
      .map(
        (issuer): ExitStep => ({
          phase: "federation",
          what: `Make the domain ${domain.id} managed, or federate it with the client's own: ${oneLine(issuer)} can sign in as anybody in it.`,
          who: exit.client,
          object: `domain ${domain.id} ${issuer}`,
        }),
      );
  });
  return [...workloads, ...issuers];
};

const partners: Read = ({ context: { matrix, snapshot }, provider, client, theirs }) => {
  const tenantId = matrix.providers[provider]?.tenantId.toLowerCase();
  const { crossTenantPartners, armResources } = snapshot.collections;
  const partner = crossTenantPartners
    .filter((each) => each.tenantId?.toLowerCase() === tenantId)
    .flatMap(({ id, isServiceProvider }): ExitStep[] => [
      ...(isServiceProvider === true
        ? [
            {
              phase: "partners" as const,
              what: "End every delegated administration relationship (GDAP), and the reseller relationship after licences are moved.",
              who: `${client}; ${theirs} in Partner Center`,
              how: "https://admin.microsoft.com, Settings, Partner relationships",
              object: `partner ${id} gdap`,
            },
          ]
        : []),
      {
        phase: "partners",
        what: `Delete the cross-tenant access settings of the tenant ${tenantId}.`,
        who: client,
        object: `partner ${id}`,
      },
    ]);
  const lighthouse = armResources.flatMap(({ id, type, properties }): ExitStep[] => {
    if (!/^microsoft\.managedservices\/registration(definitions|assignments)$/i.test(type)) return [];
    const definition = asObject(asObject(properties?.["registrationDefinition"])?.["properties"]) ?? properties ?? {};
    if (asText(definition["managedByTenantId"])?.toLowerCase() !== tenantId) return [];
    return [{ phase: "lighthouse", what: `Delete the Lighthouse delegation ${id}.`, who: client, object: `arm ${id}` }];
  });
  return [...partner, ...lighthouse];
};

/** Policies and locations that are about nobody else: those named for it or that apply to it alone. */
const policies: Read = (exit) => {
  const { matrix, snapshot, entitlements, attribution } = exit.context;
  const own = matrix.providers[exit.provider];
  const names = new Set(
    [
      ...entitlements.namedLocations.filter(({ key }) => key.startsWith(`${exit.provider}-`)),
      ...entitlements.signInPolicies.filter(({ key }) => key.startsWith(`${exit.provider}-`)),
    ].map(({ displayName }) => displayName),
  );
  const networks = new Set(own?.networks);
  const { conditionalAccessPolicies, namedLocations } = snapshot.collections;
  const about = conditionalAccessPolicies.filter(({ displayName, conditions }) => {
    if (names.has(displayName ?? "")) return true;
    const {
      includeUsers = [],
      includeGroups = [],
      includeRoles = [],
      includeGuestsOrExternalUsers,
    } = conditions?.users ?? {};
    const tenants: unknown = asObject(includeGuestsOrExternalUsers?.externalTenants)?.["members"];
    const ids = [...(includeUsers ?? []), ...(includeGroups ?? [])];
    const outside = Array.isArray(tenants) ? tenants.map(String) : [];
    if ((includeRoles ?? []).length > 0 || ids.length + outside.length === 0) return false;
    return (
      ids.every((id) => isIts(exit)(attribution.partyOf(id).party)) &&
      outside.every((id) => id.toLowerCase() === own?.tenantId.toLowerCase())
    );
  });
  const where = namedLocations.filter(({ displayName, ...location }) => {
    const ranges: unknown = "ipRanges" in location ? location.ipRanges : undefined;
    const written = (Array.isArray(ranges) ? ranges : []).flatMap(
      (range) => asText(asObject(range)?.["cidrAddress"]) ?? [],
    );
    return names.has(displayName ?? "") || (written.length > 0 && written.every((cidr) => networks.has(cidr)));
  });
  return [
    ...about.map(
      ({ id, displayName }): ExitStep => ({
        phase: "conditional-access",
        what: `Delete the policy ${exit.named(id, displayName ?? id)}: it is about the provider alone. Last, when none of its accounts is left.`,
        who: exit.client,
        object: `policy ${id}`,
      }),
    ),
    ...where.map(
      ({ id, displayName }): ExitStep => ({
        phase: "conditional-access",
        what: `Delete the named location ${exit.named(id, displayName ?? id)}: its networks are the provider's.`,
        who: exit.client,
        object: `location ${id}`,
      }),
    ),
  ];
};

const readers: readonly Read[] = [
  safety,
  successors,
  accesses,
  ownGroups,
  applications,
  federation,
  partners,
  policies,
];

/** Steps about what is in the tenant now, in no particular order. */
export function tenantSteps(exit: ExitContext): ExitStep[] {
  return readers.flatMap((read) => read(exit));
}

/** Objects of steps that are there, told without whose they are: owners may have gone before what they owned. */
export function objectsPresent({ records, snapshot }: RuleContext): ReadonlySet<string> {
  const { servicePrincipals, applications: registrations, crossTenantPartners, armResources } = snapshot.collections;
  const { conditionalAccessPolicies, namedLocations } = snapshot.collections;
  return new Set([
    ...records.map(objectOf),
    ...[...servicePrincipals, ...registrations, ...snapshot.collections.groups].map(({ id }) => `object ${id}`),
    ...registrations.flatMap(({ id, federatedIdentityCredentials = [] }) =>
      federatedIdentityCredentials.map((credential) => `federated ${id} ${credential.id}`),
    ),
    ...crossTenantPartners.flatMap(({ id, isServiceProvider }) => [
      `partner ${id}`,
      ...(isServiceProvider === true ? [`partner ${id} gdap`] : []),
    ]),
    ...armResources.map(({ id }) => `arm ${id}`),
    ...conditionalAccessPolicies.map(({ id }) => `policy ${id}`),
    ...namedLocations.map(({ id }) => `location ${id}`),
  ]);
}
