import type { RosterRequest } from "./roster-api.ts";
import { type NamedSystem, portability } from "./system.ts";

const roles = "https://helpcenter.veeam.com/docs/vbr/userguide/configure_roles.html";
const users = "https://helpcenter.veeam.com/docs/vbr/userguide/configuring_users.html";
const openapi = "https://github.com/Cenvora/veeam-br/blob/main/openapi_schemas/vbr_rest_1.3-rev1.json";

const list = {
  path: "/api/v1/security/users",
  paging: {
    kind: "offset",
    parameter: "skip",
    size: { parameter: "limit", value: 200 },
    total: "pagination.total",
  },
  items: "data",
  source: openapi,
} as const satisfies Partial<RosterRequest>;

const groups = ["InternalGroup", "ExternalGroup"] as const;

const account = { id: "name", name: "name", roles: [{ at: "roles", name: "name" }] } as const;

export const veeam: NamedSystem = {
  id: "veeam",
  name: "Veeam",
  vendor: "Veeam",
  category: "backup",
  documentation: "https://helpcenter.veeam.com/",
  portability: portability.backup,
  roles: [
    { name: "Veeam Backup Administrator", reach: "super-administrator", source: roles },
    // Holds the credentials of all machines, and approves what needs four eyes.
    { name: "Veeam Security Administrator", reach: "administrator", source: roles },
    // Overwrites machines with whatever a backup holds.
    { name: "Veeam Restore Operator", reach: "operator", source: roles },
    { name: "Veeam Backup Operator", reach: "operator", source: roles },
    { name: "Veeam Tape Operator", reach: "operator", source: roles },
    { name: "Incident API Operator", reach: "operator", source: roles },
    { name: "Veeam Backup Viewer", reach: "read-only", source: roles },
  ],
  signIn: {
    own: true,
    entra: {
      protocols: ["saml"],
      scim: false,
      source: "https://helpcenter.veeam.com/docs/vbr/userguide/identity_provider_entra_id.html",
    },
    source: users,
  },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://{host}",
      connection: {
        host: {
          description: "the backup server (Veeam Backup & Replication 13 or later), with the port of its API",
          kind: "host",
          example: "backup.acme.example:9419",
        },
      },
      headers: { "x-api-version": "1.3-rev1" },
      authentication: {
        kind: "oauth",
        tokenUrl: "/api/oauth2/token",
        form: { grant_type: "password", username: "{username}", password: "{password}" },
        secrets: {
          username: "a service account with the role Veeam Backup Administrator, which the vendor asks for",
          password: "its password",
        },
        source: openapi,
      },
      permissions: ["the role Veeam Backup Administrator"],
      // One list, three times: what an item is depends on its type.
      requests: [
        {
          ...list,
          name: "users",
          only: [
            { at: "type", isNot: groups },
            { at: "isServiceAccount", isNot: [true] },
          ],
          people: account,
        },
        {
          ...list,
          name: "service accounts",
          only: [
            { at: "type", isNot: groups },
            { at: "isServiceAccount", is: [true] },
          ],
          people: { ...account, kind: "service" },
        },
        {
          ...list,
          name: "groups",
          only: [{ at: "type", is: groups }],
          people: { ...account, kind: "group" },
        },
      ],
      source: openapi,
    },
    limits: [
      "Members of groups of the server or of a directory are not listed: only the group is there. On Windows the server's Administrators are all Veeam Backup Administrators.",
      "Accounts are known by the name they sign in with, have no address, and their state and last sign-in are in the directory they come from.",
      "Custom roles, and the accounts of the appliance itself (host administrators, security officer), are not in the API.",
      "Only Veeam Backup & Replication is read, not Enterprise Manager and not Veeam Data Cloud.",
    ],
  },
  exports: [
    {
      what: "disks of any machine in a backup",
      format: "VMDK, VHD or VHDX",
      how: "Disk Export in the console",
      source: "https://helpcenter.veeam.com/docs/vbr/userguide/disk_export.html",
    },
    {
      what: "whole restore points, without the server that made them",
      format: "VBK, which the extract utility reads without the product",
      how: "Export Backup in the console",
      source: "https://helpcenter.veeam.com/docs/vbr/userguide/extract_utility.html",
    },
  ],
};
