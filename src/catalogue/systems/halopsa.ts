import { type NamedSystem, portability } from "./system.ts";

const agents = "https://halopsa.com/guides/article?kbid=877";
/** The description of the API that each installation serves itself, as somebody published it. */
const swagger = "https://github.com/redanthrax/halopsa-node/blob/d23ab84a73affa16ba65d11d09dd9bd0c4396eb8/swagger.json";
const client = "https://github.com/homotechsual/HaloAPI/blob/0a42760ca38ccd7d911e8d0a3ce866c1d5d69f30/Public";

export const halopsa: NamedSystem = {
  id: "halopsa",
  name: "HaloPSA",
  vendor: "Halo Service Solutions",
  category: "psa",
  documentation: "https://halopsa.com/guides/",
  portability: portability.psa,
  roles: [
    // All other roles are made by the installation itself.
    { name: "Administrator", reach: "super-administrator", source: agents },
    { name: "Standard User", reach: "operator", source: agents },
  ],
  signIn: {
    own: true,
    entra: { protocols: ["oidc"], scim: false, source: "https://halopsa.com/guides/article?kbid=2322" },
    source: agents,
  },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://{host}",
      connection: {
        host: { description: "the host of the installation", kind: "host", example: "acme.halopsa.com" },
        tenant: {
          description: "the tenant's name (Configuration > Integrations > Halo API), where Halo hosts the installation",
          kind: "label",
          default: "",
          example: "acme",
        },
      },
      authentication: {
        kind: "oauth",
        tokenUrl: "/auth/token",
        tokenQuery: { tenant: "{tenant}" },
        form: {
          grant_type: "client_credentials",
          client_id: "{client-id}",
          client_secret: "{client-secret}",
          scope: "all",
        },
        secrets: {
          "client-id": "client id of an application (Configuration > Integrations > Halo API)",
          "client-secret": "its secret; what it may do is what the API-only agent may that it signs in as",
        },
        source: "https://nango.dev/docs/api-integrations/halo-psa/connect",
      },
      permissions: ["an API-only agent that may see agents and their roles and no more"],
      requests: [
        {
          name: "agents",
          path: "/api/Agent",
          query: { includeenabled: "true", includedisabled: "true" },
          paging: { kind: "none" },
          items: ["agents", ""],
          only: [{ at: "isapiagent", isNot: [true] }],
          people: {
            id: "id",
            name: "name",
            email: "email",
            enabled: { at: "isdisabled", on: [false], off: [true] },
            lastSignIn: "lastlogindate",
          },
          source: `${client}/Get/Get-HaloAgent.ps1`,
        },
        {
          name: "roles of an agent",
          path: "/api/Agent/{parent.id}",
          query: { includedetails: "true" },
          forEach: "agents",
          paging: { kind: "none" },
          items: "",
          people: {
            id: { parent: "id" },
            roles: [
              { at: "roles", name: "name" },
              { role: "Administrator", when: { at: "is_admin", is: [true] } },
            ],
          },
          source: swagger,
        },
        {
          name: "API agents",
          path: "/api/Agent",
          query: { includeenabled: "true", includedisabled: "true", includeapiagents: "true" },
          paging: { kind: "none" },
          items: ["agents", ""],
          only: [{ at: "isapiagent", is: [true] }],
          people: {
            id: "id",
            kind: "service",
            name: "name",
            email: "email",
            enabled: { at: "isdisabled", on: [false], off: [true] },
            lastSignIn: "lastlogindate",
          },
          source: `${client}/Get/Get-HaloAgent.ps1`,
        },
        {
          name: "roles of an API agent",
          path: "/api/Agent/{parent.id}",
          query: { includedetails: "true" },
          forEach: "API agents",
          paging: { kind: "none" },
          items: "",
          people: {
            id: { parent: "id" },
            kind: "service",
            roles: [
              { at: "roles", name: "name" },
              { role: "Administrator", when: { at: "is_admin", is: [true] } },
            ],
          },
          source: swagger,
        },
      ],
      source: swagger,
    },
    limits: [
      "Permissions that an agent was given directly, and not by a role, are not listed.",
      "Only agents are listed: users of the self-service portal see their own tickets.",
      "Applications of the API that sign in as no agent are not listed.",
    ],
  },
  exports: [
    {
      what: "tickets with their actions",
      format: "JSON",
      how: "GET /api/Tickets of the API",
      source: `${client}/Get/Get-HaloTicket.ps1`,
    },
    { what: "assets", format: "JSON", how: "GET /api/Asset of the API", source: `${client}/Get/Get-HaloAsset.ps1` },
  ],
};
