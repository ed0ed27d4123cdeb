import { type NamedSystem, portability } from "./system.ts";

const levels =
  "https://autotask.net/help/content/4_admin/1CompanySettings_Users/ResourcesUsersHR/Security/System_Security_Levels.htm";
const admin =
  "https://autotask.net/help/content/4_admin/1CompanySettings_Users/ResourcesUsersHR/Security/Settings_Admin.htm";
const resources = "https://ww1.autotask.net/help/DeveloperHelp/Content/APIs/REST/Entities/ResourcesEntity.htm";
const picklists = "https://ww1.autotask.net/help/DeveloperHelp/Content/APIs/General/Picklists.htm";
const queries = "https://autotask.net/help/developerhelp/content/apis/REST/API_Calls/REST_Advanced_Query_Features.htm";

export const autotask: NamedSystem = {
  id: "autotask",
  name: "Autotask",
  vendor: "Kaseya",
  category: "psa",
  documentation: "https://www.autotask.net/help/",
  portability: portability.psa,
  roles: [
    // Security levels of the system; an account copies them and changes the copies.
    {
      name: "System Administrator",
      reach: "super-administrator",
      spellings: ["System Administrator (system)"],
      source: levels,
    },
    { name: "Full Access", reach: "super-administrator", spellings: ["Full Access (system)"], source: levels },
    // The license type of both; a copy that is allowed less has it, too.
    { name: "Administrator", reach: "super-administrator", source: levels },
    {
      name: "API User",
      reach: "super-administrator",
      spellings: ["API User (API-only)", "API User (system) (API-only)", "API User (system)"],
      source: "https://ww3.autotask.net/help/DeveloperHelp/Content/APIs/General/Define_API_User.htm",
    },
    // Of the administration only the financial features.
    { name: "Manager", reach: "administrator", spellings: ["Manager (system)"], source: admin },
    { name: "Project Manager", reach: "operator", spellings: ["Project Manager (system)"], source: levels },
    { name: "Service Desk User", reach: "operator", spellings: ["Service Desk User (system)"], source: levels },
    { name: "Sales", reach: "operator", spellings: ["Sales (system)"], source: admin },
    { name: "Private CRM", reach: "operator", spellings: ["Private CRM (system)"], source: admin },
    { name: "Team Member", reach: "operator", spellings: ["Team Member (system)"], source: levels },
    { name: "Contractor", reach: "operator", spellings: ["Contractor (system)"], source: levels },
    { name: "Co-managed Help Desk", reach: "operator", spellings: ["Co-managed Help Desk (system)"], source: levels },
    { name: "Minimal Access", reach: "member", spellings: ["Minimal Access (system)"], source: levels },
    { name: "Time and Attendance", reach: "member", spellings: ["Time and Attendance (system)"], source: levels },
  ],
  signIn: {
    own: true,
    entra: {
      protocols: ["oidc"],
      scim: false,
      source:
        "https://autotask.net/help/content/4_admin/1CompanySettings_Users/ResourcesUsersHR/Security/SSO/AZURE_SSO_OIDC.htm",
    },
    source:
      "https://autotask.net/help/content/4_admin/1CompanySettings_Users/ResourcesUsersHR/Resources/ResourcesAddEdit.htm",
  },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://{zone}.autotask.net/atservicesrest/v1.0",
      connection: {
        zone: {
          description: "first part of the address of the account's web services, with the number of its zone",
          kind: "label",
          example: "webservices4",
        },
      },
      authentication: {
        kind: "headers",
        headers: { ApiIntegrationCode: "{integration-code}", UserName: "{username}", Secret: "{secret}" },
        secrets: {
          "integration-code": "API tracking identifier of the integration (Admin > Resources/Users > New API User)",
          username: "user name of an API user with a security level of its own that may only read resources",
          secret: "its secret",
        },
        source:
          "https://github.com/KelvinTegelaar/AutotaskAPI/blob/c105ef74fe7a844c04eab5bbb1c432fd95217250/Public/Add-AutotaskAPIAuth.ps1",
      },
      permissions: ["an API-only security level that may view Resources/Users (HR)"],
      requests: [
        {
          name: "license types",
          path: "/Resources/entityInformation/fields",
          paging: { kind: "none" },
          items: "fields",
          only: [{ at: "name", is: ["licenseType"] }],
          each: ["picklistValues[]"],
          source: picklists,
        },
        {
          name: "user types",
          path: "/Resources/entityInformation/fields",
          paging: { kind: "none" },
          items: "fields",
          only: [{ at: "name", is: ["userType"] }],
          each: ["picklistValues[]"],
          source: picklists,
        },
        {
          name: "resources",
          path: "/Resources/query",
          body: { MaxRecords: 500, filter: [{ op: "exist", field: "id" }] },
          paging: { kind: "next-link", at: "pageDetails.nextPageUrl" },
          items: "items",
          people: {
            id: "id",
            name: { at: ["firstName", "lastName"] },
            email: "email",
            enabled: "isActive",
            roles: [
              { at: "userType", lookup: { request: "user types", key: "value", value: "label" } },
              { at: "licenseType", lookup: { request: "license types", key: "value", value: "label" } },
            ],
          },
          source: resources,
        },
      ],
      source: queries,
    },
    limits: [
      "The API has no field that is documented as the security level: the license type is listed, and what the account calls its user types.",
      "A copy of a security level that somebody gave another name is only known by its license type.",
      "The last sign-in is not in the list of resources.",
      "Contacts who use the client portal are not listed.",
    ],
  },
  exports: [
    {
      what: "tickets, time entries, contracts, configuration items",
      format: "JSON",
      how: "queries of the REST API, 500 records at a time",
      source: "https://autotask.net/help/developerhelp/content/apis/REST/Entities/_EntitiesOverview.htm",
    },
  ],
};
