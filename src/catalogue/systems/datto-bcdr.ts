import { type NamedSystem, portability } from "./system.ts";

const levels =
  "https://kb.datto.com/hc/en-us/articles/206934596-Partner-Portal-Managing-Your-Employees-in-the-Partner-Portal";
const security = "https://businessmanagement.datto.com/help/Content/kb/partner-portal/admin/set-up-portal-sso.htm";

export const dattoBcdr: NamedSystem = {
  id: "datto-bcdr",
  name: "Datto BCDR",
  vendor: "Kaseya",
  category: "backup",
  documentation: "https://continuity.datto.com/help/",
  portability: portability.backup,
  roles: [
    // Roles are those of the Datto Partner Portal, which belongs to the provider. This one sets who signs in and how.
    { name: "Security Admin", reach: "super-administrator", source: security },
    { name: "Admin", reach: "super-administrator", spellings: ["Administrator"], source: levels },
    // Sees no devices; by older pages it manages employees.
    { name: "Business", reach: "administrator", source: levels },
    { name: "Tech", reach: "operator", source: levels },
    { name: "Sales and Marketing", reach: "member", spellings: ["Sales & Marketing"], source: levels },
  ],
  signIn: {
    own: true,
    entra: {
      protocols: ["oidc"],
      scim: false,
      source: "https://businessmanagement.datto.com/help/Content/kb/partner-portal/admin/set-up-pp-sso-azure.htm",
    },
    source: security,
  },
  roster: {
    api: {
      documented: false,
      why: "The API of Datto BCDR gives devices, assets, alerts and the activity log; nothing published about it has users or roles.",
    },
    limits: [
      "The list is copied from the page Admin > Manage Employees of the Partner Portal, and from Manage Organizations for the client's own people: whoever copies it decides what is in it.",
      "Accounts of the appliances themselves and API keys of the portal are not on these pages.",
    ],
  },
  exports: [
    {
      what: "devices, assets, backups, screenshots, alerts, activity log",
      format: "JSON",
      how: "the API, https://api.datto.com/v1/bcdr; backups themselves are restored, and no export of them was found documented",
      source: "https://github.com/wyre-technology/node-datto-bcdr",
    },
  ],
};
