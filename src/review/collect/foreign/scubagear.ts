/**
 * Reads what ScubaGear writes of Microsoft Entra ID: `ProviderSettingsExport.json`, or `ScubaResults_….json` with the same under `Raw`
 * (https://github.com/cisagov/ScubaGear, PowerShell/ScubaGear/Modules/Providers/ExportAADProvider.psm1). It looks at eight privileged roles
 * and at settings, not at a tenant's people.
 */

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { findRole } from "../../../catalogue/entra-roles.ts";
import { asObject, asText, derivedId, isGuid, type JsonObject, objectsOf } from "../../../tenant/entity.ts";
import type { CollectionName, PartName, Unreadable } from "../../../tenant/snapshot.ts";
import { SnapshotError } from "../../../tenant/snapshot-file.ts";
import { parseJson, readText } from "../../../text-file.ts";
import { notInExport, notInFormat, type ReadExport } from "./export-format.ts";
import { keptProperties } from "./kept-properties.ts";
import { graphObject, listOf } from "./powershell-spelling.ts";
import type { Spool } from "./spool.ts";

/** A text is at most 512 MB in V8; what ScubaGear writes has a few. */
const largestFile = 256 * 1024 * 1024;

/**
 * @param path the file, or the folder of a run of ScubaGear
 * @throws SnapshotError when it is not whole, or has nothing of Entra ID
 */
export async function readScubaGear(path: string, spool: Spool): Promise<ReadExport> {
  const file = statSync(path).isDirectory() ? fileIn(path) : path;
  const settings = settingsIn(file);
  const reader = new ScubaGearReader(settings, file, spool);
  await reader.read();
  return reader.result();
}

/** The export in a folder of results. */
export function scubaGearFile(names: readonly string[]): string | undefined {
  return (
    names.find((name) => name === "ProviderSettingsExport.json") ??
    names.find((name) => /^ScubaResults(?:_[\w-]+)?\.json$/.test(name))
  );
}

function fileIn(folder: string): string {
  const name = scubaGearFile(readdirSync(folder));
  if (name === undefined) {
    throw new SnapshotError(`${folder} has neither ProviderSettingsExport.json nor ScubaResults_….json of ScubaGear`);
  }
  return join(folder, name);
}

function settingsIn(file: string): JsonObject {
  if (statSync(file).size > largestFile)
    throw new SnapshotError(`${file} is larger than 256 MB, which ScubaGear never writes`);
  const read = parseJson(readText(file));
  if ("fault" in read) {
    const { line, column, isCutShort } = read.fault;
    const what = isCutShort
      ? "the file is cut short: its JSON ends here. Run ScubaGear again"
      : "not JSON from here on";
    throw new SnapshotError(`${file}:${line}:${column}: ${what}`);
  }
  const document = asObject(read.document);
  const settings = asObject(document?.["Raw"]) ?? document;
  if (settings === undefined || !("conditional_access_policies" in settings || "privileged_roles" in settings)) {
    throw new SnapshotError(
      `${file} has nothing of Microsoft Entra ID: run Invoke-SCuBA with aad among its -ProductNames, and take ProviderSettingsExport.json`,
    );
  }
  return settings;
}

class ScubaGearReader {
  readonly #settings: JsonObject;
  readonly #file: string;
  readonly #spool: Spool;
  readonly #tenants = new Map<string, string>();
  /** Principal and role of assignments that are shown as such. */
  readonly #shown = new Set<string>();
  readonly #unreadable: Unreadable[] = [];
  readonly #notes: string[] = [];
  #records = 0;

  constructor(settings: JsonObject, file: string, spool: Spool) {
    this.#settings = settings;
    this.#file = file;
    this.#spool = spool;
  }

  async read(): Promise<void> {
    await this.#tenant();
    for (const domain of this.#list("domain_settings")) await this.#add("domains", domain);
    for (const policy of this.#list("conditional_access_policies")) await this.#policy(policy);
    for (const role of this.#list("privileged_roles")) await this.#role(role);
    await this.#holders("privileged_users", "users");
    await this.#holders("privileged_service_principals", "servicePrincipals");
    await this.#applications();
    this.#notRead();
  }

  result(): ReadExport {
    const madeAt = madeWhen(this.#settings);
    return {
      tenants: this.#tenants,
      ...(madeAt !== undefined && { madeAt }),
      records: this.#records,
      unreadable: this.#unreadable,
      notes: this.#notes,
      corrections: {},
    };
  }

  async #tenant(): Promise<void> {
    for (const tenant of this.#list("tenant_details")) {
      const [details = {}] = listOf(tenant["aADAdditionalData"]);
      const id = (asText(tenant["tenantId"]) ?? asText(details["id"]))?.toLowerCase();
      // A text about an error stands there when the tenant could not be asked.
      if (id === undefined || !isGuid(id)) continue;
      this.#tenants.set(id, this.#file);
      const displayName = asText(tenant["displayName"]);
      const domain = asText(tenant["domainName"]);
      const verifiedDomains = listOf(details["verifiedDomains"]);
      await this.#add("organization", {
        ...details,
        id,
        ...(displayName && { displayName }),
        verifiedDomains: verifiedDomains.length > 0 || !domain ? verifiedDomains : [{ name: domain }],
      });
    }
  }

  async #policy(policy: JsonObject): Promise<void> {
    const { id } = policy;
    if (!asText(id)) {
      throw new SnapshotError(`${this.#file}: conditional_access_policies: "${policy["displayName"]}" has no Id`);
    }
    await this.#add("conditionalAccessPolicies", policy);
  }

  async #role(role: JsonObject): Promise<void> {
    const roleDefinitionId = asText(role["roleTemplateId"])?.toLowerCase();
    if (!roleDefinitionId) return;
    for (const assignment of listOf(role["assignments"])) {
      const principalId = asText(assignment["principalId"])?.toLowerCase();
      if (!principalId) continue;
      this.#shown.add(`${principalId} ${roleDefinitionId}`);
      const directoryScopeId = asText(assignment["directoryScopeId"]) || "/";
      const given = { principalId, roleDefinitionId, directoryScopeId };
      const id = asText(assignment["id"]) || derivedId(principalId, roleDefinitionId, directoryScopeId);
      await this.#add("roleAssignments", { id, ...given });
      const [start, end] = [asText(assignment["startDateTime"]), asText(assignment["endDateTime"])];
      const expiration = end ? { type: "afterDateTime", endDateTime: end } : { type: "noExpiration" };
      await this.#add("roleAssignmentSchedules", {
        id: asText(assignment["roleAssignmentScheduleId"]) || id,
        ...given,
        assignmentType: assignment["assignmentType"],
        memberType: assignment["memberType"],
        scheduleInfo: { ...(start && { startDateTime: start }), expiration },
      });
    }
    const rules = listOf(role["rules"]).filter(({ ruleSourceType }) => ruleSourceType !== "PIM Group");
    if (rules.length === 0) return;
    const policyId = derivedId("ScubaGear", roleDefinitionId);
    const scope = { scopeId: "/", scopeType: "DirectoryRole" };
    await this.#add("roleManagementPolicies", { id: policyId, ...scope, rules });
    await this.#add("roleManagementPolicyAssignments", { id: policyId, policyId, roleDefinitionId, ...scope });
  }

  /** People and applications in privileged roles: their names, and names of roles without how they hold them. */
  async #holders(name: string, collection: CollectionName): Promise<void> {
    for (const [key, value] of Object.entries(asObject(this.#settings[name]) ?? {})) {
      const holder = asObject(value);
      if (holder === undefined) continue;
      const { roles, ...properties } = graphObject(holder);
      const id = key.toLowerCase();
      await this.#add(collection, { ...properties, id });
      for (const roleName of new Set(Array.isArray(roles) ? roles : [roles])) {
        const roleDefinitionId = findRole(String(roleName))?.templateId;
        if (roleDefinitionId === undefined) {
          if (roleName != null) this.#notes.push(`The role "${roleName}" of ${id} is not known here and was left out.`);
          continue;
        }
        if (this.#shown.has(`${id} ${roleDefinitionId}`)) continue;
        const assignment = {
          id: derivedId(id, roleDefinitionId),
          principalId: id,
          roleDefinitionId,
          directoryScopeId: "/",
        };
        await this.#add("roleAssignments", assignment);
      }
    }
  }

  /** Applications with permissions that ScubaGear calls risky: of the tenant, and of others. */
  async #applications(): Promise<void> {
    for (const application of this.#list("risky_applications")) {
      const ids = asObject(application["objectId"]);
      const [id, principalId] = [asText(ids?.["application"]), asText(ids?.["servicePrincipal"])];
      const { appId, displayName } = application;
      if (id) {
        await this.#add("applications", { id, appId, displayName, ...credentialsOf(application) });
        const elements = listOf(application["federatedCredentials"]).flatMap((credential) =>
          asText(credential["id"]) ? [{ ...credential, audiences: audiencesOf(credential) }] : [],
        );
        const name = "federatedIdentityCredentials";
        await this.#spool.add("applications", id, { kind: "elements", name, elements, whole: false });
      }
      if (principalId) {
        await this.#add("servicePrincipals", { id: principalId, appId, displayName });
        await this.#permissions(principalId, application);
      }
    }
    for (const { objectId, ...principal } of this.#list("risky_third_party_service_principals")) {
      const id = asText(objectId);
      if (!id) continue;
      const { appId, displayName, appOwnerOrganizationId, signInAudience } = principal;
      const named = { appId, displayName, appOwnerOrganizationId, signInAudience };
      await this.#add("servicePrincipals", { id, ...named, ...credentialsOf(principal) });
      await this.#permissions(id, principal);
    }
  }

  async #permissions(principalId: string, application: JsonObject): Promise<void> {
    for (const permission of listOf(application["permissions"])) {
      const appRoleId = asText(permission["roleId"]);
      if (!appRoleId || permission["isAdminConsented"] !== true || permission["roleType"] === "Delegated") continue;
      const resourceDisplayName = permission["applicationDisplayName"];
      const id = derivedId(principalId, appRoleId, String(resourceDisplayName));
      const principalType = "ServicePrincipal";
      await this.#add("appRoleAssignments", { id, principalId, principalType, appRoleId, resourceDisplayName });
    }
  }

  #list(name: string): readonly JsonObject[] {
    return listOf(this.#settings[name]).map(graphObject);
  }

  async #add(collection: CollectionName, object: JsonObject): Promise<void> {
    const id = asText(object["id"]);
    if (!id) return;
    this.#records++;
    const value = keptProperties(collection, { ...object, id });
    await this.#spool.add(collection, id, { kind: "object", value });
  }

  #notRead(): void {
    const failed = Array.isArray(this.#settings["aad_unsuccessful_commands"])
      ? this.#settings["aad_unsuccessful_commands"].filter((each) => typeof each === "string")
      : [];
    const add = (collection: CollectionName, code: string, message: string, part?: PartName) =>
      this.#unreadable.push({ collection, ...(part && { part }), status: 0, code, message });
    for (const { setting, collections, command } of settingsOf) {
      const refused = failed.find((each) => command.test(each));
      const isThere = setting in this.#settings;
      if (refused === undefined && isThere) continue;
      const why = refused === undefined ? `The export has no ${setting}.` : `ScubaGear could not run ${refused}.`;
      for (const collection of collections) add(collection, notInExport, why);
    }
    for (const { collections, part, what } of partial) {
      for (const collection of collections) add(collection, notInFormat, `ScubaGear exports ${what}.`, part);
    }
    for (const collection of never) add(collection, notInFormat, `ScubaGear does not export ${collection}.`);
    if (objectsOf(this.#settings["conditional_access_policies"]).length === 0 && failed.length > 0) {
      this.#notes.push(`ScubaGear could not run ${failed.join(", ")}.`);
    }
  }
}

/** Where the settings come from, so that a command that failed is no empty list. */
const settingsOf: readonly {
  readonly setting: string;
  readonly collections: readonly CollectionName[];
  readonly command: RegExp;
}[] = [
  {
    setting: "tenant_details",
    collections: ["organization"],
    command: /^Get-(?:Mg(?:Beta)?Organization|AADTenantDetail)$/,
  },
  {
    setting: "conditional_access_policies",
    collections: ["conditionalAccessPolicies"],
    command: /ConditionalAccessPolicy$/,
  },
  {
    setting: "privileged_roles",
    collections: ["roleManagementPolicies", "roleManagementPolicyAssignments"],
    command: /^Get-PrivilegedRole$|RoleManagementPolicy|RoleAssignmentScheduleInstance/,
  },
  { setting: "privileged_users", collections: ["roleAssignments"], command: /^Get-PrivilegedUser$/ },
  { setting: "domain_settings", collections: ["domains"], command: /Domain$/ },
];

/** What is exported in part only. */
const partial: readonly {
  readonly collections: readonly CollectionName[];
  readonly part?: PartName;
  readonly what: string;
}[] = [
  { collections: ["users"], what: "only who is in one of its eight privileged roles, without addresses" },
  {
    collections: ["servicePrincipals", "applications", "appRoleAssignments"],
    what: "only applications in privileged roles, or with permissions that it calls risky",
  },
  { collections: ["roleAssignments"], what: "only eight privileged roles" },
  {
    collections: ["roleAssignmentSchedules", "roleEligibilitySchedules"],
    what: "names of the roles of people without telling whether they are eligible or in a group that has them; here they count as standing",
  },
  {
    collections: ["roleManagementPolicies", "roleManagementPolicyAssignments"],
    what: "the rules of eight privileged roles",
  },
  { collections: ["domains"], part: "federationConfiguration", what: "domains without their federation" },
];

/** What it has nothing of. */
const never: readonly CollectionName[] = [
  "groups",
  "administrativeUnits",
  "directoryRoles",
  "roleDefinitions",
  "groupAssignmentSchedules",
  "groupEligibilitySchedules",
  "namedLocations",
  "authenticationStrengthPolicies",
  "oauth2PermissionGrants",
  "crossTenantPartners",
  "crossTenantDefault",
  "onPremisesSynchronization",
  "subscribedSkus",
  "userRegistrationDetails",
  "servicePrincipalSignInActivities",
  "directoryAudits",
  "accessPackageCatalogs",
  "accessPackages",
  "accessPackageAssignmentPolicies",
  "accessPackageResourceRoleScopes",
  "armResources",
];

function credentialsOf(application: JsonObject): JsonObject {
  return {
    passwordCredentials: listOf(application["passwordCredentials"]),
    keyCredentials: listOf(application["keyCredentials"]),
  };
}

/** One text with line ends, where Graph has a list. */
function audiencesOf({ audiences }: JsonObject): readonly string[] {
  const written = Array.isArray(audiences) ? audiences : [audiences];
  return written.flatMap((each) => (typeof each === "string" && each.trim() !== "" ? [each.trim()] : []));
}

function madeWhen({ timestamp_zulu: zulu }: JsonObject): string | undefined {
  const date = typeof zulu === "string" ? new Date(zulu) : undefined;
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
