/**
 * The tenant of a company as its matrix presumes it: its own people, the groups that administrative units are filled from, and what it
 * has in Azure where providers work.
 */

import type { Matrix } from "../../matrix/schema.ts";
import type { Snapshot } from "../snapshot.ts";
import { EmbeddedTenant } from "../tenant.ts";

/** The company's tenant on its first day: its domains, and nobody in it. */
export function emptyCompany({ client }: Pick<Matrix, "client">): EmbeddedTenant {
  return EmbeddedTenant.create({
    tenantId: client.tenantId,
    initialDomain: client.initialDomain,
    domains: client.domains.filter((domain) => domain !== client.initialDomain),
    displayName: client.name,
  });
}

/**
 * The internal people of the matrix as users, the groups it names, with nobody in them, the resource groups, with nothing in them, and
 * what it says is settled with a provider's tenant already.
 */
export function companySeed(matrix: Matrix): Snapshot {
  const tenant = emptyCompany(matrix);
  const create = (path: string, body: Record<string, unknown>) => {
    const { status, body: answer } = tenant.handle({ method: "POST", path, body });
    if (status >= 400) throw new Error(`the seed of ${matrix.client.name} is refused: ${JSON.stringify(answer)}`);
  };
  const existing = matrix.emergencyAccounts
    .filter((account) => account.existing)
    .map((account) => account.userPrincipalName);
  const people = matrix.internal.people.map(({ name, userPrincipalName }) => ({
    displayName: name,
    userPrincipalName,
  }));
  for (const person of [
    ...people,
    ...existing.map((address) => ({ displayName: address, userPrincipalName: address })),
  ]) {
    create("/v1.0/users", {
      ...person,
      accountEnabled: true,
      mailNickname: person.userPrincipalName.split("@")[0],
      passwordProfile: { password: crypto.randomUUID(), forceChangePasswordNextSignIn: true },
    });
  }
  const groups = Object.values(matrix.administrativeUnits).flatMap((unit) => unit.members?.group ?? []);
  for (const displayName of new Set(groups)) {
    create("/v1.0/groups", {
      displayName,
      mailEnabled: false,
      mailNickname: crypto.randomUUID().slice(0, 10),
      securityEnabled: true,
    });
  }
  for (const { tenantId, trust } of Object.values(matrix.providers)) {
    if (trust?.existing === true) create("/v1.0/policies/crossTenantAccessPolicy/partners", { tenantId });
  }
  for (const [key, { subscriptionId, resourceGroup, managementGroup }] of Object.entries(matrix.azure?.scopes ?? {})) {
    const put = (id: string, body: Record<string, unknown>) => {
      const { status, body: answer } = tenant.handle({ method: "PUT", path: `${id}?api-version=2024-07-01`, body });
      if (status >= 400) throw new Error(`the scope ${key} is refused: ${JSON.stringify(answer)}`);
    };
    if (managementGroup !== undefined) {
      put(`/providers/Microsoft.Management/managementGroups/${managementGroup}`, {
        properties: { displayName: managementGroup },
      });
    }
    if (resourceGroup !== undefined) {
      put(`/subscriptions/${subscriptionId ?? matrix.azure?.subscriptionId}/resourceGroups/${resourceGroup}`, {
        location: matrix.azure?.location,
      });
    }
  }
  return tenant.toSnapshot();
}
