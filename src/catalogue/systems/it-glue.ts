import { type NamedSystem, portability } from "./system.ts";

const roles = "https://help.itglue.kaseya.com/help/Content/2-using/permissions/about-roles-and-permissions.html";
const started =
  "https://help.itglue.kaseya.com/help/Content/1-admin/it-glue-api/getting-started-with-the-it-glue-api.html";
const reference = "https://api.itglue.com/developer/";
const account = "https://support.itglue.com/hc/en-us/articles/360004935097-Account-sidebar";

export const itGlue: NamedSystem = {
  id: "it-glue",
  name: "IT Glue",
  vendor: "Kaseya",
  category: "documentation",
  documentation: "https://help.itglue.kaseya.com/",
  portability: portability.documentation,
  roles: [
    { name: "Administrator", reach: "super-administrator", source: roles },
    // Manages users, but no Administrators.
    { name: "Manager", reach: "administrator", source: roles },
    { name: "Editor", reach: "operator", source: roles },
    { name: "Creator", reach: "operator", source: roles },
    { name: "Read-only", reach: "read-only", source: roles },
    // Reads at most five organisations.
    { name: "Lite", reach: "read-only", source: roles },
  ],
  signIn: {
    own: true,
    entra: {
      protocols: ["saml"],
      // Accounts are created at the first sign-in at most, and never taken away.
      scim: false,
      source:
        "https://help.itglue.kaseya.com/help/Content/1-admin/user-authentication/configuring-single-sign-on-sso-with-azure.html",
    },
    source:
      "https://support.itglue.com/hc/en-us/articles/360004933097-Setting-up-Just-in-Time-provisioning-for-SAML-SSO",
  },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://{host}",
      connection: {
        host: {
          description: "the host of the API, which depends on the region",
          kind: "host",
          choices: ["api.itglue.com", "api.eu.itglue.com", "api.au.itglue.com"],
          default: "api.itglue.com",
          example: "api.eu.itglue.com",
        },
      },
      authentication: {
        kind: "headers",
        headers: { "x-api-key": "{token}" },
        secrets: { token: "an API key (Admin > Settings > API Keys), made by an Administrator" },
        source: started,
      },
      permissions: ["an API key of the account, which is not paused"],
      requests: [
        {
          name: "users",
          path: "/users",
          query: { sort: "id" },
          paging: {
            kind: "page",
            parameter: "page[number]",
            first: 1,
            size: { parameter: "page[size]", value: 200 },
            total: "meta.total-count",
          },
          items: "data",
          people: {
            id: "id",
            name: "attributes.name",
            email: "attributes.email",
            lastSignIn: "attributes.current-sign-in-at",
            roles: [{ at: "attributes.role-name" }],
          },
          source: "https://github.com/itglue/powershellwrapper/blob/master/ITGlueAPI/Resources/Users.ps1",
        },
      ],
      source: reference,
    },
    limits: [
      "Whether an account is suspended is not in the list of users.",
      "Which organisations somebody may open comes from groups and from the organisations, which are not in the list of users.",
      "API keys are not listed, and they act without an account.",
    ],
  },
  exports: [
    {
      what: "an organisation with all that is written about it, as a runbook",
      format: "PDF",
      how: "Account > Runbooks, as an Administrator; Account > Export Data takes out the rest",
      source: account,
    },
    {
      what: "organisations, configurations, passwords, flexible assets",
      format: "JSON",
      how: "the API",
      source: reference,
    },
  ],
};
