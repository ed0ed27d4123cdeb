import { type NamedSystem, portability } from "./system.ts";

const scim =
  "https://www.ninjaone.com/docs/new-to-ninjaone/identity-access-management-saml-sso-mfa-scim/system-for-cross-domain-identity-management-scim/cross-domain-identity-management-scim/";
/** NinjaOne shows its reference to whoever has signed in; this is its description of the API, as a PowerShell module keeps it. */
const description =
  "https://github.com/homotechsual/NinjaOne/blob/49cc78c932615fb3f80a11e8c60817cb94d81387/ninjaOne-API-core-resources.yaml";

export const ninjaone: NamedSystem = {
  id: "ninjaone",
  name: "NinjaOne",
  vendor: "NinjaOne",
  category: "rmm",
  documentation: "https://www.ninjaone.com/docs/",
  portability: portability.rmm,
  roles: [
    {
      name: "System Administrator",
      reach: "super-administrator",
      spellings: ["administrator", "System Admin"],
      source: scim,
    },
    // What a technician may do comes from the roles that an organisation makes itself.
    { name: "Technician", reach: "operator", source: scim },
  ],
  signIn: {
    own: true,
    entra: { protocols: ["saml"], scim: true, source: "https://ninjaone.com/docs/user-management/sso-and-scim" },
    source: scim,
  },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://{region}.ninjarmm.com",
      connection: {
        region: {
          description: "first part of the address of the console",
          kind: "label",
          choices: ["app", "us2", "eu", "ca", "oc", "fed"],
          example: "eu",
        },
      },
      authentication: {
        kind: "oauth",
        tokenUrl: "/ws/oauth/token",
        form: {
          grant_type: "client_credentials",
          client_id: "{client-id}",
          client_secret: "{client-secret}",
          scope: "monitoring",
        },
        secrets: {
          "client-id": "client id of an application (Administration > Apps > API, platform API Services)",
          "client-secret": "its secret; the application may be allowed Monitoring and nothing else",
        },
        source:
          "https://nango.dev/docs/api-integrations/ninjaone-rmm-oauth2/how-to-register-your-own-ninjaone-rmm-api-oauth-app",
      },
      permissions: ["the scope monitoring"],
      requests: [
        {
          name: "technicians",
          path: "/v2/users",
          query: { userType: "TECHNICIAN", includeRoles: "true" },
          paging: { kind: "none" },
          items: "",
          people: {
            id: "id",
            name: { at: ["firstName", "lastName"] },
            email: "email",
            enabled: "enabled",
            roles: [
              { role: "System Administrator", when: { at: "administrator", is: [true] } },
              { role: "Technician", when: { at: "administrator", is: [false] } },
              { at: "roles" },
            ],
          },
          source: description,
        },
      ],
      source: description,
    },
    limits: [
      "Only technicians are listed: end users see their own devices.",
      "The last sign-in is in the activity log, not in the list of users.",
      "Applications that use the API are not listed.",
    ],
  },
  exports: [
    {
      what: "devices with hardware, software and patch status",
      format: "JSON",
      how: "/v2/devices-detailed and /v2/queries/… of the API, scope monitoring",
      source: description,
    },
  ],
};
