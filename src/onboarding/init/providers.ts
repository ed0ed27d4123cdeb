/** Who looks like a provider: people of other domains, and other tenants, that administer something here. */

import { type Directory, labelOf } from "../../access/directory.ts";
import { globalAdministratorId } from "../../catalogue/entra-roles.ts";
import { slug } from "../../entitlements/names.ts";
import { oneLine } from "../question.ts";
import { addressElsewhere, domainOf } from "./addresses.ts";
import { type SeemingFunctions, seemingFunctions } from "./functions.ts";
import { type Grant, type Holders, worstOf } from "./holders.ts";
import { administers, type ForeignTenant } from "./tenants.ts";

export interface CandidatePerson {
  readonly id: string;
  readonly name: string;
  /** Where they work. */
  readonly address: string;
  /** Whether the account is a guest; else it is one of the tenant's own. */
  readonly isGuest: boolean;
  readonly userPrincipalName: string;
}

export interface ProviderCandidate {
  readonly key: string;
  readonly name: string;
  readonly domains: readonly string[];
  readonly tenant?: ForeignTenant;
  /** Those who hold something. */
  readonly people: readonly CandidatePerson[];
  /** More of the same domain who hold nothing. */
  readonly othersOfDomain: number;
  readonly grants: readonly Grant[];
  readonly functions: SeemingFunctions;
  /** Sentences: why it looks like one. */
  readonly because: readonly string[];
  /** How the tenant was found to be that of the domain. */
  readonly linkedBy?: string;
}

export interface FoundProviders {
  /** The weightiest first. */
  readonly candidates: readonly ProviderCandidate[];
  /** Beyond those that a person can look through. */
  readonly left: readonly string[];
}

/** So many providers a first matrix proposes; a company has few, and the inventory has everybody. */
const most = 12;

interface Cluster {
  readonly domain: string;
  readonly people: CandidatePerson[];
  readonly companies: string[];
  others: number;
}

export function findProviders(
  directory: Directory,
  holders: Holders,
  tenants: readonly ForeignTenant[],
  client: { readonly name: string; readonly domains: readonly string[] },
): FoundProviders {
  const clusters = clustersOf(directory, holders, new Set(client.domains), client.name);
  const acting = tenants.filter(administers);
  const links = linkTenants(acting, clusters, directory);
  const linked = new Set([...links.values()].map(({ tenant }) => tenant));
  const drafts = [
    ...clusters.map((cluster) => ({ cluster, link: links.get(cluster.domain) })),
    ...acting.filter((tenant) => !linked.has(tenant)).map((tenant) => ({ link: { tenant, by: undefined } })),
  ];
  const keys = new Set(["internal"]);
  const candidates = drafts
    .map((draft) => candidate(draft, holders, keys, directory))
    .toSorted((left, right) => weight(right) - weight(left));
  return { candidates: candidates.slice(0, most), left: candidates.slice(most).map(({ name }) => name) };
}

function clustersOf(
  directory: Directory,
  holders: Holders,
  clientDomains: ReadonlySet<string>,
  clientName: string,
): Cluster[] {
  const clusters = new Map<string, Cluster>();
  for (const user of directory.snapshot.collections.users) {
    const address = addressElsewhere(user, clientDomains);
    if (address === undefined) continue;
    const domain = domainOf(address);
    const cluster = clusters.get(domain) ?? { domain, people: [], companies: [], others: 0 };
    clusters.set(domain, cluster);
    const company = oneLine(user.companyName ?? "");
    if (company !== "" && company.toLowerCase() !== clientName.toLowerCase()) cluster.companies.push(company);
    if (!holders.has(user.id)) {
      cluster.others++;
      continue;
    }
    const userPrincipalName = user.userPrincipalName ?? "";
    cluster.people.push({
      id: user.id,
      // `Dana Reyes (Tideway)`: what is in brackets is not the name.
      name: oneLine((user.displayName ?? "").replace(/\s*\([^()]*\)\s*$/, "")) || address,
      address,
      isGuest: user.userType === "Guest" || /#ext#/i.test(userPrincipalName),
      userPrincipalName,
    });
  }
  return [...clusters.values()].filter(({ people }) => people.length > 0);
}

interface Link {
  readonly tenant: ForeignTenant;
  /** How it was found, a clause; absent where there is nothing but the tenant. */
  readonly by: string | undefined;
}

/** The tenant of each domain, where something in this tenant ties them: an application of it that people of the domain own, or its name. */
function linkTenants(
  tenants: readonly ForeignTenant[],
  clusters: readonly Cluster[],
  directory: Directory,
): ReadonlyMap<string, Link> {
  const links = new Map<string, Link>();
  const domainOfPerson = new Map(
    clusters.flatMap(({ domain, people }) => people.map(({ id }) => [id, domain] as const)),
  );
  for (const tenant of tenants) {
    const applications = tenant.applications.flatMap((id) => {
      const object = directory.object(id);
      return object?.kind === "servicePrincipal" ? [object.value] : [];
    });
    const owning = applications.flatMap(({ displayName, owners = [] }) =>
      owners.flatMap(({ id }) => {
        const domain = domainOfPerson.get(directory.canonical(id));
        return domain === undefined ? [] : [{ domain, by: `people of ${domain} own its application ${displayName}` }];
      }),
    );
    const names = [...tenant.names, ...applications.flatMap(({ displayName }) => displayName ?? [])];
    const named = clusters.flatMap(({ domain }) => {
      const label = domain.split(".", 1)[0] ?? "";
      const found = names.find((name) => label.length >= 4 && words(name).includes(label));
      return found === undefined ? [] : [{ domain, by: `it is called ${oneLine(found)}` }];
    });
    const [first] = [...owning, ...named].filter(({ domain }) => !links.has(domain));
    if (first !== undefined) links.set(first.domain, { tenant, by: first.by });
  }
  return links;
}

const words = (text: string) => text.toLowerCase().split(/[^a-z0-9]+/);

function candidate(
  { cluster, link }: { readonly cluster?: Cluster; readonly link?: Link | undefined },
  holders: Holders,
  keys: Set<string>,
  directory: Directory,
): ProviderCandidate {
  const tenant = link?.tenant;
  const people = cluster?.people ?? [];
  const principals = [...people.map(({ id }) => id), ...(tenant?.principals ?? []), ...(tenant?.applications ?? [])];
  const grants = [...new Set(principals)].flatMap((id) => holders.get(directory.canonical(id)) ?? []);
  const name = nameOf(cluster, tenant, directory);
  return {
    key: keyOf(cluster?.domain.split(".", 1)[0] ?? name, keys),
    name,
    domains: cluster === undefined ? [] : [cluster.domain],
    ...(tenant && { tenant }),
    people,
    othersOfDomain: cluster?.others ?? 0,
    grants,
    functions: seemingFunctions(grants),
    because: evidence(cluster, tenant, holders, directory),
    ...(link?.by !== undefined && { linkedBy: link.by }),
  };
}

/** How it calls itself, if it does; short words would be found in every other name. */
function nameOf(cluster: Cluster | undefined, tenant: ForeignTenant | undefined, directory: Directory): string {
  const counts = new Map<string, number>();
  for (const company of cluster?.companies ?? []) counts.set(company, (counts.get(company) ?? 0) + 1);
  const [company] = [...counts].toSorted((left, right) => right[1] - left[1]);
  const [application] = (tenant?.applications ?? []).flatMap((id) => {
    const object = directory.object(id);
    return object?.kind === "servicePrincipal" ? (object.value.displayName ?? []) : [];
  });
  const known = [company?.[0], ...(tenant?.names ?? []), cluster?.domain, application && `Vendor of ${application}`];
  const usable = known.find((name) => name !== undefined && oneLine(name).length >= 4);
  return oneLine(usable ?? `Tenant ${tenant?.tenantId ?? "that is not known"}`);
}

/** A key that no other has: of the domain or the name. */
function keyOf(from: string, keys: Set<string>): string {
  const plain =
    slug(from)
      .replace(/^[^a-z]+/, "")
      .slice(0, 24)
      .replace(/-+$/, "") || "provider";
  let key = plain;
  for (let next = 2; keys.has(key); next++) key = `${plain}-${next}`;
  keys.add(key);
  return key;
}

function evidence(
  cluster: Cluster | undefined,
  tenant: ForeignTenant | undefined,
  holders: Holders,
  directory: Directory,
): string[] {
  const sentences: string[] = [];
  const people = cluster?.people ?? [];
  if (cluster !== undefined) {
    const administrators = people.filter(({ id }) =>
      holders.get(id)?.some(({ roleId, held }) => roleId === globalAdministratorId && held === "standing"),
    );
    const local = people.filter(({ isGuest }) => !isGuest).length;
    sentences.push(
      `${count(people.length, "person", "people")} of ${cluster.domain} ${people.length === 1 ? "holds" : "hold"} access here${local > 0 ? `, ${local} of them with an account in the client's own domain` : ""}`,
    );
    if (administrators.length > 0) {
      sentences.push(`${count(administrators.length, "is", "are")} permanently Global Administrator`);
    }
  }
  if (tenant?.isServiceProvider === true)
    sentences.push("its tenant is a partner with delegated administration (GDAP)");
  if (tenant?.hasLighthouse === true) sentences.push("its tenant manages Azure through Lighthouse");
  if (tenant !== undefined && tenant.principals.length > 0) {
    sentences.push(`${count(tenant.principals.length, "principal", "principals")} of its tenant hold roles here`);
  }
  for (const id of tenant?.applications ?? []) {
    const object = directory.object(id);
    const permissions = holders.get(id) ?? [];
    if (object === undefined || worstOf(permissions) > 0) continue;
    sentences.push(
      `${oneLine(labelOf(object))} is its tenant's and holds ${count(permissions.length, "permission", "permissions")}, enough to control this tenant`,
    );
  }
  return sentences;
}

const count = (number: number, one: string, several: string) => `${number} ${number === 1 ? one : several}`;

/** Who can do more comes first, then whoever has more people. */
function weight({ grants, people, tenant }: ProviderCandidate): number {
  const worst = worstOf(grants);
  return (
    (2 - worst) * 1_000_000 + (tenant?.isServiceProvider === true ? 500_000 : 0) + people.length * 100 + grants.length
  );
}
