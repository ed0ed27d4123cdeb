/** What documents, security and backup are asked, as their vendors describe it. */

import { basicOf, formOf, numberIn, ok, pageFrom, type Vendor } from "./vendor-server.ts";

/** github.com/itglue/powershellwrapper, Resources/Users.ps1; api.itglue.com/developer (JSON:API). */
const itGlue: Vendor = {
  id: "it-glue",
  connection: { host: "api.eu.itglue.com" },
  secrets: { token: "ITG.key" },
  headers: { "x-api-key": "ITG.key" },
  answer: ({ path, query }, people) => {
    if (path !== "/users") return undefined;
    const number = numberIn(query, "page[number]", 1);
    const { page } = pageFrom(people, (number - 1) * 2);
    const data = page.map(({ n, first, last, email, isTop, seen }) => ({
      id: `${n}`,
      type: "users",
      attributes: {
        "first-name": first,
        "last-name": last,
        name: `${first} ${last}`,
        email,
        "role-name": isTop ? "Administrator" : "Creator",
        "current-sign-in-at": seen,
      },
    }));
    return ok({ data, meta: { "current-page": number, "total-count": people.length }, links: {} });
  },
  shows: { id: ({ n }) => `${n}`, top: "Administrator", other: "Creator", signIns: true },
};

/** github.com/ConductorOne/baton-sentinel-one, pkg/sentinelone: users, service users and roles by cursor. */
const sentinelone: Vendor = {
  id: "sentinelone",
  connection: { host: "euce1-acme.sentinelone.net" },
  secrets: { token: "s1-api-token" },
  headers: { authorization: "ApiToken s1-api-token" },
  answer: ({ path, query }, people) => {
    const paged = (items: readonly unknown[]) => {
      const { page, next } = pageFrom(items, numberIn(query, "cursor", 0));
      const nextCursor = next === undefined ? null : `${next}`;
      return ok({ data: page, pagination: { totalItems: items.length, nextCursor } });
    };
    if (path === "/web/api/v2.1/rbac/roles") {
      return paged([
        { id: "225494730938493804", name: "Admin" },
        { id: "225494730938493805", name: "Night desk" },
      ]);
    }
    if (path === "/web/api/v2.1/service-users") return paged([]);
    if (path !== "/web/api/v2.1/users") return undefined;
    return paged(
      people.map(({ n, first, last, email, isTop, seen }) => ({
        id: `2254947309384938${n}`,
        fullName: `${first} ${last}`,
        email,
        lastLogin: seen,
        scope: "site",
        scopeRoles: [
          {
            id: "77",
            name: "Harbour",
            accountName: "Acme",
            roleId: isTop ? "225494730938493804" : "225494730938493805",
            ...(isTop && { roleName: "Admin" }),
          },
        ],
      })),
    );
  },
  shows: { id: ({ n }) => `2254947309384938${n}`, top: "Admin", other: "Night desk", signIns: true },
};

/** github.com/CrowdStrike/gofalcon, falcon/models; falconpy, _user_management.py. */
const crowdstrike: Vendor = {
  id: "crowdstrike",
  connection: { host: "api.eu-1.crowdstrike.com" },
  secrets: { "client-id": "falcon", "client-secret": "falcon-secret" },
  tokens: {
    at: "api.eu-1.crowdstrike.com/oauth2/token",
    isRight: (told) => formOf(told)["client_id"] === "falcon" && formOf(told)["client_secret"] === "falcon-secret",
  },
  answer: (told, people) => {
    const { path, query } = told;
    const listed = (resources: readonly unknown[], pagination?: object) =>
      ok({ meta: { query_time: 0.01, ...(pagination && { pagination }) }, resources, errors: [] });
    const paged = (items: readonly unknown[]) => {
      const offset = numberIn(query, "offset", 0);
      return listed(pageFrom(items, offset).page, { offset, limit: 2, total: items.length });
    };
    const base = "/user-management";
    if (path === `${base}/queries/roles/v1`) return listed(["falconhost_admin"]);
    if (path === `${base}/entities/roles/v1`) {
      return listed([{ id: query.get("ids"), display_name: "Falcon Administrator", description: "All" }]);
    }
    if (path === `${base}/queries/users/v1`) return paged(people.map(({ n }) => `uuid-${n}`));
    if (path === `${base}/entities/users/GET/v1` && told.method === "POST") {
      const { ids } = JSON.parse(told.text) as { ids: string[] };
      return listed(
        people
          .filter(({ n }) => ids.includes(`uuid-${n}`))
          .map(({ n, first, last, email, isOff, seen }) => ({
            uuid: `uuid-${n}`,
            uid: email,
            first_name: first,
            last_name: last,
            status: isOff ? "inactive" : "active",
            ...(seen !== null && { last_login_at: seen }),
          })),
      );
    }
    if (path !== `${base}/combined/user-roles/v2`) return undefined;
    return paged(
      people
        .filter(({ n }) => query.get("user_uuid") === `uuid-${n}`)
        // A role of one's own is not among those that can be given to everybody.
        .map(({ isTop }) => (isTop ? { role_id: "falconhost_admin" } : { role_id: "c7d1", role_name: "Night desk" })),
    );
  },
  shows: { id: ({ n }) => `uuid-${n}`, top: "Falcon Administrator", other: "Night desk", states: true, signIns: true },
};

/** github.com/api-evangelist/huntress, openapi: Membership, Pagination. */
const huntress: Vendor = {
  id: "huntress",
  secrets: { key: "hk_public", secret: "hs_private" },
  headers: { authorization: basicOf("hk_public", "hs_private") },
  answer: ({ host, path, query }, people) => {
    if (host !== "api.huntress.io" || path !== "/v1/memberships") return undefined;
    const { page, next } = pageFrom(people, numberIn(query, "page_token", 0));
    const pagination =
      next === undefined
        ? {}
        : { next_page_token: `${next}`, next_page_url: `https://api.huntress.io${path}?page_token=${next}` };
    const memberships = page.map(({ n, first, last, email, isTop }) => ({
      id: 1000 + n,
      permissions: isTop ? "Admin" : "Read-only",
      account: isTop ? { id: 1, name: "Acme" } : null,
      organization: isTop ? null : { id: 2, name: "Harbour" },
      user: { id: n, email, name: `${first} ${last}` },
      created_at: "2026-01-22 01:07:08 UTC",
    }));
    return ok({ memberships, pagination });
  },
  shows: { id: ({ n }) => `${n}`, top: "Admin", other: "Read-only" },
};

/** github.com/Cenvora/veeam-br, vbr_rest_1.3-rev1.json: TokenLoginSpec, UsersResult, PaginationResult. */
const veeam: Vendor = {
  id: "veeam",
  connection: { host: "backup.acme.example:9419" },
  secrets: { username: "svc-demarc", password: "p@ss & word" },
  headers: { "x-api-version": "1.3-rev1" },
  tokens: {
    at: "backup.acme.example/api/oauth2/token",
    isRight: (told) => {
      const { grant_type, username, password } = formOf(told);
      const isSpoken = told.headers.get("x-api-version") === "1.3-rev1";
      return isSpoken && grant_type === "password" && username === "svc-demarc" && password === "p@ss & word";
    },
  },
  answer: ({ path, query }, people) => {
    if (path !== "/api/v1/security/users") return undefined;
    const skip = numberIn(query, "skip", 0);
    const { page } = pageFrom(people, skip);
    const data = page.map(({ n, isTop }) => ({
      id: `6f-${n}`,
      type: "ExternalUser",
      name: `ACME\\dreyes${n}`,
      isServiceAccount: false,
      roles: [{ id: `r${n}`, name: isTop ? "Veeam Backup Administrator" : "Veeam Backup Viewer" }],
    }));
    return ok({ data, pagination: { total: people.length, count: page.length, skip, limit: 2 } });
  },
  shows: {
    names: "the id",
    id: ({ n }) => `ACME\\dreyes${n}`,
    top: "Veeam Backup Administrator",
    other: "Veeam Backup Viewer",
  },
};

/** developer.acronis.com, account management v2: users of a tenant are ids; users/roles: access_policies. */
const acronis: Vendor = {
  id: "acronis",
  connection: { host: "eu2-cloud.acronis.com", tenant: "ede9f834-70b3-476c-83d9-736f9f8c7dae" },
  secrets: { "client-id": "acr", "client-secret": "acr-secret" },
  tokens: {
    at: "eu2-cloud.acronis.com/api/2/idp/token",
    isRight: (told) =>
      told.headers.get("authorization") === basicOf("acr", "acr-secret") &&
      formOf(told)["grant_type"] === "client_credentials",
  },
  answer: ({ path, query }, people) => {
    if (path === "/api/2/tenants/ede9f834-70b3-476c-83d9-736f9f8c7dae/users") {
      const { page, next } = pageFrom(people, numberIn(query, "after", 0));
      const paging = next === undefined ? {} : { paging: { cursors: { after: `${next}` } } };
      return ok({ items: page.map(({ n }) => `u-${n}`), ...paging });
    }
    const user = people.find(({ n }) => new RegExp(`^/api/2/users/u-${n}(/|$)`).test(path));
    if (user === undefined) return undefined;
    if (path.endsWith("/access_policies")) {
      const role = user.isTop ? "company_admin" : "night_desk";
      return ok({ items: [{ id: "p", role_id: role, tenant_id: "ede9", trustee_id: "u", version: 0 }] });
    }
    const { n, first, last, email, isOff } = user;
    const contact = { firstname: first, lastname: last, email };
    return ok({ id: `u-${n}`, login: `dreyes${n}`, contact, enabled: !isOff, activated: true });
  },
  shows: { id: ({ n }) => `u-${n}`, top: "Company administrator", other: "night_desk", states: true },
};

/** github.com/flamingo-stack/openframe-oss-lib: UserController.java, UserPageResponse.java, UserResponse.java. */
const openframe: Vendor = {
  id: "openframe",
  connection: { host: "openframe.acme.example" },
  secrets: { token: "access-token-of-an-admin" },
  headers: { authorization: "Bearer access-token-of-an-admin" },
  answer: ({ path, query }, people) => {
    if (path !== "/api/users") return undefined;
    const page = numberIn(query, "page", 0);
    const items = pageFrom(people, page * 2).page.map(({ n, first, last, email, isTop, isOff }) => ({
      id: `66${n}`,
      email,
      firstName: first,
      lastName: last,
      roles: isTop ? ["OWNER"] : ["ADMIN"],
      status: isOff ? "DELETED" : "ACTIVE",
    }));
    const totalPages = Math.ceil(people.length / 2);
    return ok({ items, page, size: 2, totalElements: people.length, totalPages, hasNext: page + 1 < totalPages });
  },
  shows: { id: ({ n }) => `66${n}`, top: "Owner", other: "Admin", states: true },
};

export const ofProtection: readonly Vendor[] = [itGlue, sentinelone, crowdstrike, huntress, veeam, acronis, openframe];
