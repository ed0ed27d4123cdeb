import { type NamedSystem, portability } from "./system.ts";

const roles = "https://support.atera.com/hc/en-us/articles/218007917-Roles-and-permissions";
const api = "https://support.atera.com/hc/en-us/articles/219083397-Using-the-Atera-API";

export const atera: NamedSystem = {
  id: "atera",
  name: "Atera",
  vendor: "Atera",
  category: "rmm",
  documentation: "https://support.atera.com/",
  portability: portability.rmm,
  roles: [
    // All other roles are made by the account itself.
    { name: "Admin", reach: "super-administrator", spellings: ["Administrator"], source: roles },
    { name: "Beginner", reach: "read-only", source: roles },
  ],
  signIn: {
    own: true,
    entra: {
      protocols: ["oidc"],
      scim: false,
      source: "https://support.atera.com/hc/en-us/articles/18666639809436-Enable-single-sign-on-SSO",
    },
    source: "https://support.atera.com/hc/en-us/articles/215286368-Manage-technicians",
  },
  roster: {
    api: {
      documented: false,
      why: "Atera shows the reference of its API to customers only, and what it publishes about the API does not say that technicians and roles are in it.",
    },
    limits: [
      "The list is copied from the page Admin > Users and security > Technicians: whoever copies it decides what is in it.",
      "API tokens are not listed there.",
    ],
  },
  exports: [
    {
      what: "devices (agents), customers, contacts, tickets, alerts",
      format: "JSON",
      how: "the API, version 3, with a token that may only read",
      source: api,
    },
  ],
};
