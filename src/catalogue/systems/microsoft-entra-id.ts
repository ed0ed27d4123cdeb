import { entraRoles } from "../entra-roles.ts";
import { type NamedSystem, portability } from "./system.ts";

/** What a built-in role can do, from its tier in `entra-roles.tsv`: whoever reaches Global Administrator can give anything. */
const roles: NamedSystem["roles"] = [...entraRoles.values()].map(({ templateId, name, tier, source }) => ({
  name,
  reach: tier === 0 ? "super-administrator" : /\bReader$/.test(name) ? "read-only" : "administrator",
  spellings: [templateId],
  source,
}));

export const microsoftEntraId: NamedSystem = {
  id: "microsoft-entra-id",
  name: "Microsoft Entra ID",
  vendor: "Microsoft",
  category: "identity",
  documentation: "https://learn.microsoft.com/entra/identity/",
  portability: portability.identity,
  roles,
  signIn: {
    own: false,
    entra: {
      protocols: ["native"],
      scim: false,
      source: "https://learn.microsoft.com/entra/identity/authentication/overview-authentication",
    },
    source: "https://learn.microsoft.com/entra/identity/authentication/overview-authentication",
  },
  roster: {
    snapshot: {
      why: "Its users and roles are in the tenant's snapshot, with everything that leads to a role.",
      source: "https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments",
    },
  },
  exports: [
    {
      what: "users, groups, applications, roles, policies",
      format: "JSON",
      how: "demarc snapshot, or Microsoft Graph",
      source: "https://learn.microsoft.com/graph/overview",
    },
    {
      what: "users",
      format: "CSV",
      how: "Users > All users > Download users",
      source: "https://learn.microsoft.com/entra/identity/users/users-bulk-download",
    },
  ],
};
