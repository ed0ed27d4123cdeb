import { type NamedSystem, portability } from "./system.ts";

const roles = "https://hub.openframe.ai/onboarding-guides/managing-team-roles-permissions";
const sso = "https://hub.openframe.ai/onboarding-guides/set-up-sso-with-google-or-microsoft";
const library = "https://github.com/flamingo-stack/openframe-oss-lib/blob/main";
const gateway = `${library}/openframe-gateway-service-core/src/main/java/com/openframe/gateway/security`;
const api = `${library}/openframe-api-service-core/src/main/java/com/openframe/api`;

export const openframe: NamedSystem = {
  id: "openframe",
  name: "OpenFrame",
  vendor: "Flamingo",
  category: "platform",
  documentation: "https://www.flamingo.run/openframe",
  portability: portability.platform,
  roles: [
    { name: "Owner", reach: "super-administrator", source: roles },
    // Everything but billing and ownership; everybody who is invited has it.
    { name: "Admin", reach: "administrator", source: roles },
  ],
  signIn: { own: true, entra: { protocols: ["oidc"], scim: false, source: sso }, source: sso },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://{host}",
      connection: {
        host: { description: "the host of the tenant's OpenFrame", kind: "host", example: "openframe.acme.example" },
      },
      authentication: {
        kind: "bearer",
        secrets: {
          token:
            "the access token of an Admin who is signed in (cookie access_token); API keys do not reach the list of users",
        },
        source: `${gateway}/filter/AddAuthorizationHeaderFilter.java`,
      },
      permissions: ["the role Admin"],
      requests: [
        {
          name: "users",
          path: "/api/users",
          paging: {
            kind: "page",
            parameter: "page",
            first: 0,
            size: { parameter: "size", value: 100 },
            pages: "totalPages",
          },
          items: "items",
          people: {
            id: "id",
            name: { at: ["firstName", "lastName"] },
            email: "email",
            enabled: { at: "status", on: ["ACTIVE"], off: ["DELETED", "SELF_DELETED"] },
            roles: [{ at: "roles" }],
          },
          source: `${api}/dto/user/UserResponse.java`,
        },
      ],
      source: `${api}/controller/UserController.java`,
    },
    limits: [
      "The vendor shows the list of users in the source of the platform, not in its documentation; it may change with a release.",
      "The last sign-in is not in the list.",
      "Invitations that are open, API keys, and accounts inside the tools that OpenFrame brings along (such as Tactical RMM or MeshCentral) are not listed.",
    ],
  },
  exports: [
    {
      what: "devices, organisations, events, logs",
      format: "JSON",
      how: "the external API with an API key, /external-api/api/v1/devices and its neighbours",
      source: `${library}/openframe-external-api-service-core/src/main/java/com/openframe/external/controller/DeviceController.java`,
    },
  ],
};
