import { type NamedSystem, portability } from "./system.ts";

const api = "https://rmm.datto.com/help/en/Content/2SETUP/APIv2.htm";
const levels = "https://rmm.datto.com/help/en/Content/3NEWUI/Setup/SecurityLevels.htm";

export const dattoRmm: NamedSystem = {
  id: "datto-rmm",
  name: "Datto RMM",
  vendor: "Kaseya",
  category: "rmm",
  documentation: "https://rmm.datto.com/help/",
  portability: portability.rmm,
  roles: [
    // All other security levels are made by the account itself.
    { name: "Administrator", reach: "super-administrator", source: levels },
  ],
  signIn: {
    // Sign-in through KaseyaOne, whose own sign-in may be federated; none through Entra ID itself is documented.
    own: true,
    source: "https://rmm.datto.com/help/en/Content/3NEWUI/Setup/Integrations/KaseyaOneUnifiedLogin.htm",
  },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://{platform}-api.centrastage.net",
      connection: {
        platform: {
          description: "first part of the address of the console",
          kind: "label",
          choices: ["merlot", "pinotage", "concord", "vidal", "zinfandel", "syrah"],
          example: "merlot",
        },
      },
      authentication: {
        kind: "oauth",
        tokenUrl: "/auth/oauth/token",
        form: { grant_type: "password", username: "{key}", password: "{secret}" },
        basic: { user: "public-client", password: "public" },
        secrets: {
          key: "API key of a user made for this (Setup > Users > the user > Generate API Keys)",
          secret: "the API secret key that comes with it",
        },
        source: api,
      },
      permissions: [
        "the API keys of a user made for this (which permissions its security level needs is not documented)",
      ],
      requests: [
        {
          name: "users",
          path: "/api/v2/account/users",
          query: { max: "250" },
          paging: { kind: "next-link", at: "pageDetails.nextPageUrl" },
          items: "users",
          people: {
            id: "username",
            name: { at: ["firstName", "lastName"] },
            email: "email",
            enabled: { at: "disabled", on: [false], off: [true] },
            lastSignIn: "lastAccess",
          },
          source: api,
        },
      ],
      rateLimit: { requests: 600, perSeconds: 60, source: api },
      source: api,
    },
    limits: [
      "The API lists users without their security levels: who is an administrator is on the page Setup > Users.",
    ],
  },
  exports: [
    {
      what: "devices with audit data, software, patch status, activity",
      format: "JSON",
      how: "the API, /api/v2/account/devices and /api/v2/audit/…",
      source: api,
    },
  ],
};
