/**
 * The matrix's section on Azure: where access is monitored, which named scopes rows reach, and what keeps a provider that works
 * there from destroying what it looks after. Checks across fields are in `azure-references.ts`.
 */

import { z } from "zod";
import { functionIds } from "../catalogue/functions.ts";
import { patchAssetClasses } from "../catalogue/tool-categories.ts";
import { email, guid, isoDate, key, text } from "./shapes.ts";

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftresources */
const groupName = text.regex(
  /^[\p{L}\p{N}_.()-]{0,89}[\p{L}\p{N}_()-]$/u,
  "must be the name of a resource group: letters, digits, - _ . ( ), at most 90, not ending in a period",
);
const subscription = guid.optional().meta({ description: "Absent: azure.subscriptionId." });
const location = text.optional().meta({ description: "Absent: azure.location." });

/** Where something holds in Azure. */
export const azureScope = z
  .strictObject({
    managementGroup: text
      .regex(/^[A-Za-z0-9][A-Za-z0-9_.()-]{0,89}$/, "must be the id of a management group, which has no spaces")
      .optional()
      .meta({ description: "Id (not display name) of a management group." }),
    subscriptionId: guid
      .optional()
      .meta({ description: "With resourceGroup it may be left out: azure.subscriptionId." }),
    resourceGroup: groupName.optional().meta({ description: "An existing resource group." }),
  })
  .meta({ description: "A management group, a subscription, or a resource group of one." });

const customRole = z.strictObject({
  displayName: text,
  description: text,
  actions: z.array(text).default([]).meta({ description: "Control-plane operations, each by its whole name: no `*`." }),
  dataActions: z
    .array(text)
    .default([])
    .meta({ description: "Data-plane operations, each by its whole name: no `*`." }),
});

/** A principal of somebody else's tenant: it can be named here, and looked up only there. */
const foreignPrincipal = z.strictObject({
  id: guid.meta({ description: "Object id in the provider's tenant." }),
  name: text.meta({ description: "What it is called there." }),
});

const lighthouse = z.strictObject({
  group: foreignPrincipal.meta({ description: "The provider's security group whose members are eligible." }),
  groups: z
    .partialRecord(z.enum(functionIds), foreignPrincipal)
    .default({})
    .meta({ description: "Another group for single rows." }),
  approvers: z.array(foreignPrincipal).min(1).max(10).meta({
    description:
      "Who approves activations: groups of the provider's tenant, since Lighthouse knows no other. What the client keeps is the right to delete the delegation at any time.",
  }),
  maximumHours: z
    .number()
    .min(0.5)
    .max(8)
    .default(4)
    .meta({ description: "Longest activation, hours: Azure's limit is 8." }),
  reader: z.boolean().default(true).meta({
    description:
      "Whether its people may look (Reader) without activating anything. Without it nobody can activate anything in the Azure portal, only through the API.",
  }),
});

const vault = z.strictObject({
  resourceGroup: groupName,
  subscriptionId: subscription,
  location,
  immutability: z.enum(["unlocked", "locked"]).default("unlocked").meta({
    description:
      "`locked` can never be taken back, and Azure makes no vault that is: deploy it as `unlocked` first. `unlocked` can be taken back, with the Resource Guard's consent.",
  }),
  softDeleteDays: z.int().min(14).max(180).default(30).meta({
    description:
      "How long deleted backups can be brought back. Soft delete is always on: nobody can turn it off. No deployment asks the Resource Guard for consent: somebody who has it makes them fewer, and then the matrix says so.",
  }),
  redundancy: z.enum(["local", "zone", "geo"]).default("geo"),
  crossRegionRestore: z
    .boolean()
    .default(false)
    .meta({ description: "Needs geo-redundancy; cannot be turned off later." }),
});

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftrecoveryservices */
const vaultName = key.min(2, "a vault's name has 2 to 50 characters").max(50, "a vault's name has 2 to 50 characters");

const backup = z.strictObject({
  vaults: z.record(vaultName, vault).refine((vaults) => Object.keys(vaults).length > 0, "must name at least one vault"),
  guard: z
    .strictObject({
      name: key.default("backup-guard"),
      resourceGroup: groupName,
      subscriptionId: subscription,
      location,
    })
    .meta({
      description:
        "The Resource Guard: whatever destroys a backup needs its consent. It is the internal side's; no provider holds a role on it, so it should be in a subscription or at least a resource group where none works. Azure wants it in the region of the vaults.",
    }),
});

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 22:00")
  .meta({ description: "Hours and minutes, in the section's time zone." });

/**
 * `recurEvery` of https://learn.microsoft.com/rest/api/maintenance/maintenance-configurations/create-or-update. A month without a day is in
 * its examples and refused all the same (https://github.com/hashicorp/terraform-provider-azurerm/issues/29738).
 */
const recurrence =
  /^([1-9]\d*)?(Days?|Weeks?( (Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(,(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)*)?|Months? (day\d{1,2}(,day\d{1,2})*|(First|Second|Third|Fourth|Last) (Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day( Offset-?[0-6])?))$/;

const updates = z.strictObject({
  resourceGroup: groupName.optional().meta({ description: "Where the windows are kept. Absent: azure.resourceGroup." }),
  timeZone: text.meta({ description: "Windows' name of the time zone, such as W. Europe Standard Time." }),
  from: isoDate.meta({ description: "Day from which the windows are counted: today or later when first deployed." }),
  reboot: z.enum(["if-required", "never", "always"]).default("if-required"),
  ringTag: text.default("PatchRing").meta({
    description: "Tag of a machine that names its ring, as patching.<class>.rings calls it.",
  }),
  classes: z.partialRecord(
    z.enum(patchAssetClasses),
    z.strictObject({
      scope: key.meta({ description: "Key of one of azure.scopes: where the class's machines are." }),
      window: z
        .strictObject({
          start: clock,
          hours: z.number().min(1.5).max(3.9).meta({ description: "Length, hours: Azure allows 1.5 to 3 h 55 min." }),
          every: text.regex(recurrence, "must be such as Day, 2Weeks Saturday or Month Second Sunday").meta({
            description:
              "Azure's recurrence, such as Day, 2Weeks Saturday, Month Second Sunday, Month day23,day24, Month Last Sunday Offset-3.",
          }),
        })
        .optional()
        .meta({
          description:
            "Where tools.patch-management.patching.<class>.window does not say it so that it can be read (as in Sunday 02:00–05:00 or daily 12:00–14:00).",
        }),
    }),
  ),
});

/** Roles in Azure that replace the catalogue's for one row. */
export const azureOverride = z.strictObject({
  role: text.meta({
    description: "Display name or id of a built-in Azure role, or the key of one of azure.customRoles.",
  }),
  scope: key.meta({ description: "Key of one of azure.scopes, or `vaults` for those of azure.backup." }),
  activation: z.enum(["membership", "role"]).default("membership").meta({
    description:
      "`membership`: the team's group holds the role, people become members for a time. `role`: each person is eligible for the role at the scope, with activation rules of its own.",
  }),
  policy: guid.optional().meta({
    description:
      "With activation: role, the name that Azure gave to the rules of the role at the scope (roleManagementPolicyAssignments): it invents one for each, and nothing can be declared without it.",
  }),
  maximumHours: z.number().min(0.5).max(24).optional().meta({ description: "Longest activation, hours." }),
  approval: z.boolean().optional().meta({ description: "Whether the internal team approves each activation." }),
  eligibleDays: z.int().min(1).max(365).optional(),
});

export const azureSection = z
  .strictObject({
    subscriptionId: guid,
    resourceGroup: groupName,
    location: text,
    retentionDays: z.int().min(30).max(730).default(365),
    alertEmails: z.array(email).min(1),
    scopes: z.record(key, azureScope).default({}).meta({
      description:
        "Where providers work, by name. A row gets what its function needs (the catalogue's role) where a scope of the catalogue's name is here: servers, vaults, monitored, sentinel, workloads, costs.",
    }),
    customRoles: z.record(key, customRole).default({}),
    lighthouse: z.record(key, lighthouse).default({}).meta({
      description:
        "Providers that work from their own tenant through Azure Lighthouse, by key. Eligible roles take a licence for Privileged Identity Management in that tenant.",
    }),
    locks: z.boolean().default(false).meta({
      description:
        "Whether the workspace, the vaults and the Resource Guard are locked against deletion (CanNotDelete). Locks do not bind who comes through Lighthouse.",
    }),
    backup: backup.optional(),
    updates: updates.optional().meta({ description: "Maintenance windows of Azure Update Manager." }),
  })
  .optional()
  .meta({
    description: "Where access is monitored, and what providers do in Azure. Absent: no Azure resource is declared.",
  });
