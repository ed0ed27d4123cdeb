import { type NamedSystem, portability } from "./system.ts";

const rolesApi = "https://developer.okta.com/docs/reference/api/roles/";
const standardRoles = "https://help.okta.com/oie/en-us/content/topics/security/administrators-admin-comparison.htm";
const assignments =
  "https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentAUser/#tag/RoleAssignmentAUser";

export const okta: NamedSystem = {
  id: "okta",
  name: "Okta",
  vendor: "Okta",
  category: "identity",
  documentation: "https://help.okta.com/",
  portability: portability.identity,
  roles: [
    {
      name: "Super Administrator",
      reach: "super-administrator",
      spellings: ["SUPER_ADMIN", "Super Admin"],
      source: standardRoles,
    },
    {
      name: "Organization Administrator",
      reach: "administrator",
      spellings: ["ORG_ADMIN", "Org Admin", "Organizational Administrator"],
      source: standardRoles,
    },
    {
      name: "Application Administrator",
      reach: "administrator",
      spellings: ["APP_ADMIN", "App Admin"],
      source: standardRoles,
    },
    {
      name: "Group Administrator",
      reach: "administrator",
      spellings: ["USER_ADMIN", "Group Admin", "User Administrator"],
      source: standardRoles,
    },
    {
      name: "API Access Management Administrator",
      reach: "administrator",
      spellings: ["API_ACCESS_MANAGEMENT_ADMIN", "API Access Management Admin"],
      source: standardRoles,
    },
    {
      name: "Mobile Administrator",
      reach: "administrator",
      spellings: ["MOBILE_ADMIN", "Mobile Admin"],
      source: standardRoles,
    },
    {
      name: "Group Membership Administrator",
      reach: "operator",
      spellings: ["GROUP_MEMBERSHIP_ADMIN", "Group Membership Admin"],
      source: standardRoles,
    },
    {
      name: "Help Desk Administrator",
      reach: "operator",
      spellings: ["HELP_DESK_ADMIN", "Help Desk Admin"],
      source: standardRoles,
    },
    {
      name: "Report Administrator",
      reach: "read-only",
      spellings: ["REPORT_ADMIN", "Report Admin"],
      source: standardRoles,
    },
    {
      name: "Read-only Administrator",
      reach: "read-only",
      spellings: ["READ_ONLY_ADMIN", "Read Only Administrator", "Read-only Admin"],
      source: standardRoles,
    },
  ],
  signIn: {
    own: true,
    entra: {
      protocols: ["saml", "oidc"],
      scim: false,
      source: "https://developer.okta.com/docs/api/resources/idps/",
    },
    source: "https://developer.okta.com/docs/api/resources/idps/",
  },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://{host}",
      connection: {
        host: {
          description: "the organisation's Okta domain (the one without -admin)",
          kind: "host",
          endsIn: [".okta.com", ".oktapreview.com", ".okta-emea.com", ".okta-gov.com", ".okta.mil"],
          example: "acme.okta.com",
        },
      },
      authentication: {
        kind: "headers",
        headers: { authorization: "SSWS {token}" },
        secrets: {
          token:
            "an API token (Security > API > Tokens), made by an account with a custom role that has only what is needed",
        },
        source: "https://developer.okta.com/docs/guides/create-an-api-token/main/",
      },
      // Among the standard roles only Super Administrator sees who is an administrator.
      permissions: ["okta.iam.read (view roles, resources, and admin assignments)", "okta.users.read"],
      requests: [
        {
          name: "administrators",
          path: "/api/v1/iam/assignees/users",
          query: { limit: "100" },
          paging: { kind: "next-link", at: "_links.next.href" },
          items: "value",
          people: { id: "id" },
          source: assignments,
        },
        {
          name: "accounts",
          path: "/api/v1/users/{parent.id}",
          forEach: "administrators",
          paging: { kind: "none" },
          items: "",
          people: {
            id: "id",
            name: { at: ["profile.firstName", "profile.lastName"] },
            email: "profile.email",
            enabled: {
              at: "status",
              on: ["ACTIVE", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT"],
              off: ["SUSPENDED", "DEPROVISIONED"],
            },
            lastSignIn: "lastLogin",
          },
          source: "https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/",
        },
        {
          name: "roles of an administrator",
          path: "/api/v1/users/{parent.id}/roles",
          forEach: "administrators",
          paging: { kind: "none" },
          items: "",
          only: [{ at: "status", isNot: ["INACTIVE"] }],
          // The label of a standard role is written differently, of a custom one it is the only name.
          people: { id: { parent: "id" }, roles: [{ at: "", name: "type", otherwise: "label" }] },
          source: assignments,
        },
      ],
      rateLimit: {
        requests: 10,
        perSeconds: 1,
        source: "https://developer.okta.com/docs/reference/rl-global-mgmt/",
      },
      source: rolesApi,
    },
    limits: [
      "Only accounts with an administrator role are listed. Whether that includes those who hold one through a group alone is not documented.",
      "Service applications that hold a role are not listed.",
    ],
  },
  exports: [
    {
      what: "users, with their profile and status",
      format: "JSON",
      how: "the Users API, GET /api/v1/users",
      source: "https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/",
    },
    {
      what: "groups, applications, policies",
      format: "JSON",
      how: "the Groups, Applications and Policy APIs",
      source: "https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Group/",
    },
  ],
};
