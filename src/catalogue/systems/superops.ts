import { type NamedSystem, portability } from "./system.ts";

const roles = "https://support.superops.com/en/articles/10162115-setting-up-technician-roles";
const api =
  "https://support.superops.com/en/articles/6632215-how-to-integrate-applications-using-superops-ai-graphql-apis";
const client =
  "https://github.com/limehawk/superops-mcp/blob/921fe731dabf6f6320ce2362c753c90baac790cf/packages/msp/src/tools/lookups.mjs";
const sso = "https://support.superops.ai/en/articles/6632446-setting-up-sso-with-azure-ad";

export const superops: NamedSystem = {
  id: "superops",
  name: "SuperOps",
  vendor: "SuperOps",
  category: "psa",
  documentation: "https://support.superops.com/",
  portability: portability.psa,
  roles: [
    // All other roles are made by the account itself.
    { name: "IT Admin", reach: "super-administrator", source: roles },
    { name: "Technician", reach: "operator", source: roles },
  ],
  signIn: {
    own: true,
    entra: { protocols: ["saml"], scim: false, source: sso },
    source: "https://support.superops.com/en/articles/10162075-setting-up-passwords-sso",
  },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://{region}.superops.ai",
      connection: {
        region: {
          description: "first part of the address of the API",
          kind: "label",
          choices: ["api", "euapi"],
          example: "euapi",
        },
        subdomain: {
          description: "the account's subdomain (Settings > My MSP > MSP Information)",
          kind: "label",
          example: "acme",
        },
      },
      authentication: {
        kind: "bearer",
        secrets: {
          token: "the API token of a technician (My Profile > API token), who can do no more than see others",
        },
        source: api,
      },
      headers: { CustomerSubDomain: "{subdomain}" },
      permissions: ["a technician who may see technicians and their roles"],
      requests: [
        {
          name: "technicians",
          path: "/msp",
          body: {
            query:
              "query getTechnicianList($input: ListInfoInput!) { getTechnicianList(input: $input) { userList { userId name email role } listInfo { page pageSize hasMore totalCount } } }",
            variables: { input: {} },
          },
          paging: {
            kind: "page",
            parameter: "variables.input.page",
            first: 1,
            size: { parameter: "variables.input.pageSize", value: 100 },
            total: "data.getTechnicianList.listInfo.totalCount",
            in: "body",
          },
          items: "data.getTechnicianList.userList",
          people: { id: "userId", name: "name", email: "email", roles: [{ at: "role", name: "name" }] },
          source: client,
        },
      ],
      rateLimit: { requests: 800, perSeconds: 60, source: api },
      source: api,
    },
    limits: [
      "The API does not say whether a technician is disabled, nor when somebody signed in last.",
      "Only technicians are listed: requesters see their own tickets.",
      "Each technician can have an API token, which is not listed.",
    ],
  },
  exports: [
    {
      what: "tickets, clients, assets, contracts, documentation",
      format: "JSON",
      how: "queries of the GraphQL API",
      source: api,
    },
  ],
};
