/** The systems that a matrix can name, by stable id. Any other system can be named in the matrix by name. */

import type { ToolCategoryId } from "./tool-categories.ts";

/** Tool category of a system; `platform` for the all-in-one ones, which replace several. */
export type SystemCategory = ToolCategoryId | "platform";

export interface NamedSystem {
  readonly id: SystemId;
  readonly name: string;
  readonly vendor: string;
  readonly category: SystemCategory;
  /** The vendor's page on the product. */
  readonly documentation: string;
  /** What "can you leave with your data?" means for it. */
  readonly portability: string;
}

export const systemIds = [
  "microsoft-entra-id",
  "okta",
  "jumpcloud",
  "microsoft-intune",
  "manageengine-endpoint-central",
  "jamf",
  "ninjaone",
  "datto-rmm",
  "atera",
  "tactical-rmm",
  "connectwise-psa",
  "autotask",
  "halopsa",
  "superops",
  "servicenow",
  "freshservice",
  "jira-service-management",
  "action1",
  "automox",
  "manageengine-patch-manager-plus",
  "hudu",
  "it-glue",
  "confluence",
  "sentinelone",
  "crowdstrike",
  "microsoft-defender-for-endpoint",
  "huntress",
  "datto-bcdr",
  "veeam",
  "acronis",
  "openframe",
] as const;
export type SystemId = (typeof systemIds)[number];

const portability = {
  identity:
    "Users, groups, applications and sign-in policies can be exported in a documented format, and the tenant is the client's.",
  "endpoint-management":
    "Device inventory, configuration profiles and recovery keys can be exported, and devices can be re-enrolled elsewhere.",
  rmm: "Device inventory, history and scripts can be exported, and the agent can be removed from every machine.",
  psa: "Tickets and time records of the client can be exported with their history.",
  itsm: "Tickets, knowledge articles and configuration items can be exported with their history.",
  "patch-management": "Patch status, policies and history per device can be exported, and the agent can be removed.",
  documentation: "Everything, passwords included, can be exported on demand in a format another system reads.",
  security: "Alerts, incidents and exclusions can be exported, and sensors can be uninstalled without the vendor.",
  backup: "Backups can be restored without the provider, keys and media included, in a format the client can read.",
  platform: "Can you leave with your data? Every module's records can be exported in a documented format.",
} satisfies Record<SystemCategory, string>;

function system(
  id: SystemId,
  name: string,
  vendor: string,
  category: SystemCategory,
  documentation: string,
): NamedSystem {
  return { id, name, vendor, category, documentation, portability: portability[category] };
}

/** Every named system, in the order of `systemIds`. */
export const systems: readonly NamedSystem[] = [
  system(
    "microsoft-entra-id",
    "Microsoft Entra ID",
    "Microsoft",
    "identity",
    "https://learn.microsoft.com/entra/identity/",
  ),
  system("okta", "Okta", "Okta", "identity", "https://help.okta.com/"),
  system("jumpcloud", "JumpCloud", "JumpCloud", "identity", "https://jumpcloud.com/support"),
  system(
    "microsoft-intune",
    "Microsoft Intune",
    "Microsoft",
    "endpoint-management",
    "https://learn.microsoft.com/intune/",
  ),
  system(
    "manageengine-endpoint-central",
    "ManageEngine Endpoint Central",
    "Zoho",
    "endpoint-management",
    "https://www.manageengine.com/products/desktop-central/help/",
  ),
  system("jamf", "Jamf", "Jamf", "endpoint-management", "https://learn.jamf.com/"),
  system("ninjaone", "NinjaOne", "NinjaOne", "rmm", "https://www.ninjaone.com/docs/"),
  system("datto-rmm", "Datto RMM", "Kaseya", "rmm", "https://rmm.datto.com/help/"),
  system("atera", "Atera", "Atera", "rmm", "https://support.atera.com/"),
  system("tactical-rmm", "Tactical RMM", "Amidaware", "rmm", "https://docs.tacticalrmm.com/"),
  system("connectwise-psa", "ConnectWise PSA", "ConnectWise", "psa", "https://docs.connectwise.com/"),
  system("autotask", "Autotask", "Kaseya", "psa", "https://www.autotask.net/help/"),
  system("halopsa", "HaloPSA", "Halo Service Solutions", "psa", "https://halopsa.com/guides/"),
  system("superops", "SuperOps", "SuperOps", "psa", "https://support.superops.com/"),
  system("servicenow", "ServiceNow", "ServiceNow", "itsm", "https://www.servicenow.com/docs/"),
  system("freshservice", "Freshservice", "Freshworks", "itsm", "https://support.freshservice.com/"),
  system(
    "jira-service-management",
    "Jira Service Management",
    "Atlassian",
    "itsm",
    "https://support.atlassian.com/jira-service-management-cloud/",
  ),
  system("action1", "Action1", "Action1", "patch-management", "https://www.action1.com/documentation/"),
  system("automox", "Automox", "Automox", "patch-management", "https://docs.automox.com/"),
  system(
    "manageengine-patch-manager-plus",
    "ManageEngine Patch Manager Plus",
    "Zoho",
    "patch-management",
    "https://www.manageengine.com/patch-management/help/",
  ),
  system("hudu", "Hudu", "Hudu", "documentation", "https://support.hudu.com/"),
  system("it-glue", "IT Glue", "Kaseya", "documentation", "https://help.itglue.kaseya.com/"),
  system("confluence", "Confluence", "Atlassian", "documentation", "https://support.atlassian.com/confluence-cloud/"),
  system("sentinelone", "SentinelOne", "SentinelOne", "security", "https://www.sentinelone.com/"),
  system("crowdstrike", "CrowdStrike", "CrowdStrike", "security", "https://www.crowdstrike.com/"),
  system(
    "microsoft-defender-for-endpoint",
    "Microsoft Defender for Endpoint",
    "Microsoft",
    "security",
    "https://learn.microsoft.com/defender-endpoint/",
  ),
  system("huntress", "Huntress", "Huntress", "security", "https://support.huntress.io/"),
  system("datto-bcdr", "Datto BCDR", "Kaseya", "backup", "https://continuity.datto.com/help/"),
  system("veeam", "Veeam", "Veeam", "backup", "https://helpcenter.veeam.com/"),
  system("acronis", "Acronis", "Acronis", "backup", "https://www.acronis.com/support/documentation/"),
  system("openframe", "OpenFrame", "Flamingo", "platform", "https://www.flamingo.run/openframe"),
];

const byId: ReadonlyMap<string, NamedSystem> = new Map(systems.map((entry) => [entry.id, entry]));

/** A named system by id, or undefined. */
export function systemById(id: string): NamedSystem | undefined {
  return byId.get(id);
}
