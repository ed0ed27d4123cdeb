import { type NamedSystem, portability } from "./system.ts";

const roles = "https://support.hudu.com/hc/en-us/articles/9080918170263-User-Management";
const levels = "https://support.hudu.com/hc/en-us/articles/360042242533-Understanding-User-Roles";
/** Each installation shows its own reference to its administrators; this is one, as version 2.44 gives it. */
const reference = "https://github.com/msoukhomlinov/n8n-nodes-hudu/blob/main/api-docs-v2.44.0.json";
const sso = "https://support.hudu.com/hc/en-us/articles/11311225368471-SAML-SSO-with-Microsoft-Entra-ID";

/** The reference shows a bare list, and clients read one under a name. */
const listed = ["users", ""] as const;

const account = {
  id: "id",
  name: { at: ["first_name", "last_name"] },
  email: "email",
  enabled: { at: "archived", on: [false], off: [true] },
  lastSignIn: "last_sign_in_at",
  roles: [{ at: "security_level" }],
} as const;

export const hudu: NamedSystem = {
  id: "hudu",
  name: "Hudu",
  vendor: "Hudu",
  category: "documentation",
  documentation: "https://support.hudu.com/",
  portability: portability.documentation,
  roles: [
    // The only one that imports, exports and pays.
    { name: "Super Admin", reach: "super-administrator", spellings: ["super_admin"], source: levels },
    { name: "Admin", reach: "administrator", source: levels },
    { name: "Editor", reach: "operator", source: roles },
    { name: "Author", reach: "operator", source: roles },
    { name: "Spectator", reach: "read-only", source: roles },
    // `portal_admin` is a level of the API that no page describes; it stays unknown.
    { name: "Portal Member", reach: "member", spellings: ["portal_member", "Portal user"], source: roles },
  ],
  signIn: { own: true, entra: { protocols: ["saml"], scim: false, source: sso }, source: roles },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://{host}/api/v1",
      connection: {
        host: { description: "the host of the installation", kind: "host", example: "hudu.acme.example" },
      },
      authentication: {
        kind: "headers",
        headers: { "x-api-key": "{token}" },
        secrets: {
          token:
            "an API key (Admin > Basic Information > API Keys) without passwords, destructive actions and exports, limited to your own addresses",
        },
        source: reference,
      },
      permissions: ["an API key that is not limited to one company"],
      // Pages have 25 items; `page_size` is younger, and a page that is shorter than what was asked for would look like the last one.
      requests: [
        {
          name: "accounts",
          path: "/users",
          query: { archived: "false" },
          paging: { kind: "page", parameter: "page", first: 1 },
          items: listed,
          people: account,
          source: "https://github.com/lwhitelock/HuduAPI/blob/master/HuduAPI/Public/Get-HuduUsers.ps1",
        },
        {
          name: "archived accounts",
          path: "/users",
          query: { archived: "true" },
          paging: { kind: "page", parameter: "page", first: 1 },
          items: listed,
          people: account,
          source: reference,
        },
      ],
      rateLimit: { requests: 300, perSeconds: 60, source: reference },
      source: reference,
    },
    limits: [
      "What an editor, an author or a spectator may open is also limited by security groups, which are not in the list of users.",
      "API keys are not listed, and they act without an account.",
    ],
  },
  exports: [
    {
      what: "everything about a company, passwords included",
      format: "PDF or CSV",
      how: "POST /api/v1/exports, Start-HuduExport of the PowerShell module, or the console as a Super Admin",
      source: "https://github.com/lwhitelock/HuduAPI/blob/master/Docs/Start-HuduExport.md",
    },
  ],
};
