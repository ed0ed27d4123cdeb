import { type NamedSystem, portability } from "./system.ts";

const roles =
  "https://github.com/ServiceNow/ServiceNowDocs/blob/0360b36a4a5c1045219321b888bccb739baf0598/markdown/platform-administration/user-administration/base-system-roles.md";
const documents = "https://raw.githubusercontent.com/ServiceNow/ServiceNowDocs/australia/markdown";
const workflows = `${documents}/build-workflows/legacy-workflow/r_WorkflowRoles.md`;
const flows = `${documents}/build-workflows/workflow-studio/user-access-flow-designer.md`;
const scim = `${documents}/platform-security/identity/configure-scim-for-user-provisioning-with-azure-ad.md`;
const tableApi =
  "https://docs.servicenow.com/bundle/geneva-servicenow-platform/page/integrate/inbound_rest/reference/r_TableAPI-GET.html";
/** Reads users, groups and roles of an instance through the same API, table by table. */
const connector = "https://github.com/ConductorOne/baton-servicenow/blob/bb7dfa7c615077e6ccc1d5764cddeadab824d484";
const entra =
  "https://github.com/MicrosoftDocs/entra-docs/blob/d4ac01deefa2f9d1347d723869c8c1f6b511d103/docs/identity/saas-apps/servicenow-tutorial.md";

export const servicenow: NamedSystem = {
  id: "servicenow",
  name: "ServiceNow",
  vendor: "ServiceNow",
  category: "itsm",
  documentation: "https://www.servicenow.com/docs/",
  portability: portability.itsm,
  roles: [
    { name: "admin", reach: "super-administrator", source: roles },
    // Rules of access are changed with it, once somebody has elevated to it.
    { name: "security_admin", reach: "super-administrator", source: `${connector}/docs/connector.mdx` },
    // Runs scripts with the privileges of an administrator: “equivalent to giving the user the admin role”.
    { name: "import_scheduler", reach: "super-administrator", source: roles },
    { name: "maint", reach: "super-administrator", source: roles },
    { name: "user_admin", reach: "administrator", source: roles },
    { name: "impersonator", reach: "administrator", source: roles },
    { name: "personalize_rules", reach: "administrator", source: roles },
    // All of imports, scheduled ones among them.
    { name: "import_admin", reach: "super-administrator", source: roles },
    // What they write runs past all rules of access: “equivalent to giving the user the admin role”, too.
    { name: "workflow_admin", reach: "super-administrator", source: workflows },
    { name: "flow_designer", reach: "super-administrator", source: flows },
    { name: "flow_admin", reach: "super-administrator", source: flows },
    { name: "scim_admin", reach: "super-administrator", source: scim },
    // Any record of any table, those of access included.
    { name: "soap_update", reach: "super-administrator", source: roles },
    { name: "itil_admin", reach: "administrator", source: roles },
    { name: "ecmdb_admin", reach: "administrator", source: roles },
    { name: "catalog_admin", reach: "administrator", source: roles },
    { name: "knowledge_admin", reach: "administrator", source: roles },
    { name: "report_admin", reach: "administrator", source: roles },
    { name: "approval_admin", reach: "administrator", source: roles },
    { name: "itil", reach: "operator", source: roles },
    { name: "asset", reach: "operator", source: roles },
    { name: "catalog", reach: "operator", source: roles },
    { name: "knowledge", reach: "operator", source: roles },
    { name: "approver_user", reach: "member", source: roles },
    { name: "cmdb_read", reach: "read-only", source: roles },
  ],
  signIn: {
    own: true,
    entra: { protocols: ["saml"], scim: true, source: entra },
    source: `${connector}/docs/connector.mdx`,
  },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://{host}",
      connection: {
        host: {
          description: "the host of the instance",
          kind: "host",
          endsIn: [".service-now.com"],
          example: "acme.service-now.com",
        },
      },
      authentication: {
        kind: "basic",
        user: "{username}",
        password: "{password}",
        secrets: {
          username: "an account made for this, that web services may use and nobody signs in with",
          password: "its password",
        },
        source: connector,
      },
      permissions: ["an access control rule to read sys_user, sys_user_role and sys_user_has_role"],
      requests: [
        {
          name: "roles of users",
          path: "/api/now/table/sys_user_has_role",
          query: {
            sysparm_query: "ORDERBYsys_id",
            sysparm_fields: "user,user.name,user.email,user.active,user.last_login_time,role.name",
            sysparm_exclude_reference_link: "true",
          },
          // Rows that the account may not read are counted all the same.
          paging: { kind: "link-header", size: { parameter: "sysparm_limit", value: 1000 }, total: "x-total-count" },
          items: "result",
          people: {
            id: { at: "user", otherwise: "user.value" },
            name: "user.name",
            email: "user.email",
            enabled: { at: "user.active", on: ["true", true], off: ["false", false] },
            lastSignIn: "user.last_login_time",
            roles: [{ at: "role.name" }],
          },
          source: "https://developer.servicenow.com/blog.do?p=/post/dot-walking-in-the-rest-table-api-2/",
        },
      ],
      source: tableApi,
    },
    limits: [
      "Only accounts with a role are listed: everybody else can ask for something and see what they asked for.",
      "Roles that come through a group or another role are listed like those that were given directly.",
      "Rows that the account may not read are left out by the instance, and nothing says so.",
      "Roles of applications that an instance installs are not known, nor those it makes itself.",
    ],
  },
  exports: [
    {
      what: "any table: incidents, changes, knowledge articles, configuration items, with their history",
      format: "JSON",
      how: "GET /api/now/table/… of the Table API",
      source: tableApi,
    },
  ],
};
