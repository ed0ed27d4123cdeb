import { type NamedSystem, portability } from "./system.ts";

const roles = "https://manageengine.eu/patch-management/role-based-administration.html";

export const manageenginePatchManagerPlus: NamedSystem = {
  id: "manageengine-patch-manager-plus",
  name: "ManageEngine Patch Manager Plus",
  vendor: "Zoho",
  category: "patch-management",
  documentation: "https://www.manageengine.com/patch-management/help/",
  portability: portability["patch-management"],
  roles: [
    // All other roles are made by the installation itself.
    { name: "Administrator", reach: "super-administrator", spellings: ["Super Admin"], source: roles },
    { name: "Technician", reach: "operator", source: roles },
    { name: "Auditor", reach: "read-only", source: roles },
    { name: "Guest", reach: "read-only", source: roles },
  ],
  signIn: {
    // SAML with an identity provider of one's own; nothing is documented of Entra ID.
    own: true,
    source:
      "https://www.manageengine.com/patch-management/help/how-to-configure-saml-to-leverage-active-directory-based-login.html",
  },
  roster: {
    api: {
      documented: false,
      why: "What is published of the API of Patch Manager Plus is about computers and patches, not about the users of its console and their roles.",
    },
    limits: [
      "The list is copied from the page Admin > User Administration: whoever copies it decides what is in it.",
      "Accounts of the server that the product runs on, and of its database, are not listed there.",
    ],
  },
  exports: [
    {
      what: "computers and their patch status",
      format: "JSON",
      how: "the API, with the authentication token of a user who may only read",
      source: "https://docs.axonius.com/docs/manageengine-desktop-central",
    },
  ],
};
