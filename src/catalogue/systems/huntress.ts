import { type NamedSystem, portability } from "./system.ts";

/** What each role may do in words; a newer page has a table instead. */
const described = "https://support.huntress.io/hc/en-us/articles/4404012728083-User-Permissions";
const sso = "https://support.huntress.io/hc/en-us/articles/4404005195539-SAML-SSO";
const reference = "https://api.huntress.io/docs";
const openapi = "https://github.com/api-evangelist/huntress/blob/main/openapi/_original/huntress-rest-openapi.json";

export const huntress: NamedSystem = {
  id: "huntress",
  name: "Huntress",
  vendor: "Huntress",
  category: "security",
  documentation: "https://support.huntress.io/",
  portability: portability.security,
  roles: [
    { name: "Admin", reach: "super-administrator", source: described },
    // Isolates hosts, excludes from scans, changes sign-in settings, but manages no accounts.
    { name: "Security Engineer", reach: "administrator", source: described },
    { name: "User", reach: "operator", source: described },
    { name: "Read-only", reach: "read-only", source: described },
    { name: "Finance", reach: "member", source: described },
    { name: "Marketing", reach: "member", source: described },
    // `Provisioner` and `Admin-Read-only` are values of the API whose rights are not written down clearly; they stay unknown.
  ],
  signIn: { own: true, entra: { protocols: ["saml"], scim: false, source: sso }, source: sso },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://api.huntress.io",
      connection: {},
      authentication: {
        kind: "basic",
        user: "{key}",
        password: "{secret}",
        secrets: {
          key: "the public key of the account's API credentials (menu at the top right > API Credentials)",
          secret: "the private key that comes with it",
        },
        source: reference,
      },
      permissions: ["API credentials of the account, made by an Admin"],
      requests: [
        {
          name: "memberships",
          path: "/v1/memberships",
          paging: {
            kind: "cursor",
            at: "pagination.next_page_token",
            parameter: "page_token",
            size: { parameter: "limit", value: 500 },
          },
          items: "memberships",
          people: {
            id: "user.id",
            name: "user.name",
            email: "user.email",
            roles: [{ at: "", name: "permissions", scope: "organization.name" }],
          },
          source: openapi,
        },
      ],
      rateLimit: { requests: 60, perSeconds: 60, source: openapi },
      source: reference,
    },
    limits: [
      "A role with a scope is that of one organisation; one without is that of the whole account and of all its organisations.",
      "Accounts have no state and no last sign-in in the list.",
      "Accounts at the level of an organisation sign in with a password even where the account has single sign-on.",
      "Accounts of a reseller above the account, and API credentials, are not listed.",
    ],
  },
  exports: [
    {
      what: "incident reports, agents, organisations",
      format: "JSON",
      how: "GET /v1/incident_reports, /v1/agents and /v1/organizations of the API",
      source: openapi,
    },
  ],
};
