import { type NamedSystem, portability } from "./system.ts";

const accounts = "https://learn.jamf.com/r/en-US/jamf-pro-documentation-current/Jamf_Pro_User_Accounts_and_Groups";
/** Reads accounts and groups through the Classic API, and has their shape. */
const api =
  "https://github.com/ConductorOne/baton-jamf/blob/9ffb73b78b7da536028e21054b852c3630db37cb/pkg/jamf/models.go";
const privileges =
  "https://developer.jamf.com/jamf-pro/docs/classic-api-minimum-required-privileges-and-endpoint-mapping";

export const jamf: NamedSystem = {
  id: "jamf",
  name: "Jamf",
  vendor: "Jamf",
  category: "endpoint-management",
  documentation: "https://learn.jamf.com/",
  portability: portability["endpoint-management"],
  roles: [
    { name: "Administrator", reach: "super-administrator", source: accounts },
    { name: "Auditor", reach: "read-only", source: accounts },
    { name: "Enrollment Only", reach: "operator", source: accounts },
    // `Custom` may be anything up to all privileges, and stays unknown.
  ],
  signIn: {
    own: true,
    entra: {
      protocols: ["saml"],
      scim: false,
      source: "https://learn.microsoft.com/entra/identity/saas-apps/jamfprosamlconnector-tutorial",
    },
    source: accounts,
  },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://{host}",
      connection: {
        host: { description: "the host of the Jamf Pro server", kind: "host", example: "acme.jamfcloud.com" },
      },
      authentication: {
        kind: "oauth",
        tokenUrl: "/api/oauth/token",
        form: { grant_type: "client_credentials", client_id: "{client-id}", client_secret: "{client-secret}" },
        secrets: {
          "client-id": "client id of an API client (Settings > System > API roles and clients)",
          "client-secret": "its secret; its API role needs Read Accounts and no more",
        },
        source: "https://developer.jamf.com/jamf-pro/docs/client-credentials",
      },
      permissions: ["Read Accounts (user accounts and groups)"],
      requests: [
        {
          name: "accounts",
          path: "/JSSResource/accounts",
          paging: { kind: "none" },
          items: "accounts.users",
          source: privileges,
        },
        {
          name: "details of an account",
          path: "/JSSResource/accounts/userid/{parent.id}",
          forEach: "accounts",
          paging: { kind: "none" },
          items: "account",
          people: {
            id: "name",
            name: "full_name",
            email: "email",
            enabled: { at: "enabled", on: ["Enabled"], off: ["Disabled"] },
            // Whoever has what a group has holds none, and may have none written down.
            roles: [{ at: "privilege_set", scope: { item: "access_level" } }],
          },
          source: api,
        },
        {
          name: "account groups",
          path: "/JSSResource/accounts",
          paging: { kind: "none" },
          items: "accounts.groups",
          source: privileges,
        },
        {
          name: "details of an account group",
          path: "/JSSResource/accounts/groupid/{parent.id}",
          forEach: "account groups",
          paging: { kind: "none" },
          items: "group",
          people: {
            id: "name",
            kind: "group",
            name: "name",
            roles: [{ at: "", name: "privilege_set", scope: "access_level" }],
          },
          source: privileges,
        },
        {
          name: "members of an account group",
          path: "/JSSResource/accounts/groupid/{parent.id}",
          forEach: "account groups",
          paging: { kind: "none" },
          items: "group",
          each: ["members[]"],
          people: { id: { at: "name", otherwise: "user.name" }, roles: [{ parent: "privilege_set" }] },
          source: privileges,
        },
      ],
      source: "https://developer.jamf.com/jamf-pro/v11.2.0/reference/accounts",
    },
    limits: [
      "Members of groups of a directory service (LDAP, a cloud identity provider) are not listed: only the group is there.",
      "Of its own groups the server sometimes gives no members although there are some: what a group holds counts for whoever is in it.",
      "Custom privileges may be anything up to all of them.",
      "API clients are not listed.",
    ],
  },
  exports: [
    {
      what: "computers and mobile devices with their inventory",
      format: "CSV or XML",
      how: "an advanced search, Reports > Export, or the API",
      source: privileges,
    },
  ],
};
