/** What a provider's RMM, PSA and patch management are asked, as their vendors describe it. */

import { basicOf, formOf, type Held, jsonIn, linkTo, numberIn, ok, pageFrom, type Vendor } from "./vendor-server.ts";

/** github.com/homotechsual/NinjaOne, ninjaOne-API-core-resources.yaml: User; tokens: www.ninjaone.com/docs, oauth-token-configuration. */
const ninjaone: Vendor = {
  id: "ninjaone",
  connection: { region: "fed" },
  secrets: { "client-id": "ninja", "client-secret": "ninja-secret" },
  tokens: {
    at: "fed.ninjarmm.com/ws/oauth/token",
    isRight: (told) => {
      const { grant_type, client_id, client_secret, scope } = formOf(told);
      return (
        grant_type === "client_credentials" &&
        client_id === "ninja" &&
        client_secret === "ninja-secret" &&
        scope === "monitoring"
      );
    },
  },
  answer: ({ path, query }, people) => {
    if (path !== "/v2/users" || query.get("userType") !== "TECHNICIAN") return undefined;
    return ok(
      people.map(({ n, first, last, email, isTop, isOff }) => ({
        id: n,
        uid: `u-${n}`,
        firstName: first,
        lastName: last,
        email,
        enabled: !isOff,
        administrator: isTop,
        mfaConfigured: true,
        userType: "TECHNICIAN",
        invitationStatus: "REGISTERED",
        ...(query.get("includeRoles") === "true" && { roles: isTop ? [] : ["Night desk"] }),
      })),
    );
  },
  shows: { id: ({ n }) => `${n}`, top: "System Administrator", other: "Night desk,Technician", states: true },
};

/** github.com/api-evangelist/datto, openapi: UsersPage, AuthUser; rmm.datto.com/help, APIv2: how a token is got. */
const dattoRmm: Vendor = {
  id: "datto-rmm",
  connection: { platform: "vidal" },
  secrets: { key: "datto-key", secret: "datto-secret" },
  tokens: {
    at: "vidal-api.centrastage.net/auth/oauth/token",
    isRight: (told) => {
      const { grant_type, username, password } = formOf(told);
      return (
        told.headers.get("authorization") === basicOf("public-client", "public") &&
        grant_type === "password" &&
        username === "datto-key" &&
        password === "datto-secret"
      );
    },
  },
  answer: ({ path, query }, people) => {
    if (path !== "/api/v2/account/users") return undefined;
    const from = numberIn(query, "page", 0) * 2;
    const { page, next } = pageFrom(people, from);
    const nextPageUrl = next === undefined ? null : `https://vidal-api.centrastage.net${path}?max=2&page=${next / 2}`;
    return ok({
      pageDetails: { count: page.length, totalCount: null, prevPageUrl: null, nextPageUrl },
      users: page.map(({ n, first, last, email, isOff, seen }) => ({
        firstName: first,
        lastName: last,
        username: `dreyes${n}`,
        email,
        telephone: null,
        status: "",
        created: 1_554_883_200_000,
        lastAccess: seen === null ? null : Date.parse(seen),
        disabled: isOff,
      })),
    });
  },
  shows: { id: ({ n }) => `dreyes${n}`, top: "", states: true, signIns: true },
};

/** github.com/amidaware/tacticalrmm, api/tacticalrmm/accounts: views.py, serializers.py. */
const tacticalRmm: Vendor = {
  id: "tactical-rmm",
  connection: { host: "api.rmm.acme.example" },
  secrets: { token: "TACTICALKEY" },
  headers: { "x-api-key": "TACTICALKEY" },
  answer: ({ path }, people) => {
    const role = { is_superuser: false, can_list_agents: true, can_manage_roles: false, can_manage_accounts: false };
    if (path === "/accounts/roles/") {
      return ok([
        { ...role, id: 1, name: "Owners", is_superuser: true, user_count: 1 },
        { ...role, id: 2, name: "Night desk", user_count: 1 },
      ]);
    }
    if (path !== "/accounts/users/") return undefined;
    return ok(
      people.map(({ n, first, last, email, isTop, isOff, seen }) => ({
        id: n,
        username: `dreyes${n}`,
        first_name: first,
        last_name: last,
        email,
        is_active: !isOff,
        last_login: seen?.replace(".000Z", ".000000Z") ?? null,
        role: isTop ? 1 : 2,
        block_dashboard_login: false,
        social_accounts: [],
      })),
    );
  },
  shows: { id: ({ n }) => `${n}`, top: "Owners", other: "Night desk", states: true, signIns: true },
};

/** github.com/HealthITAU/pyconnectwise, models/manage: Member, ApiMember; the header Link also without `pagination-type`. */
const connectwisePsa: Vendor = {
  id: "connectwise-psa",
  connection: { host: "api-eu.myconnectwise.net" },
  secrets: { company: "acme", "public-key": "public", "private-key": "private-key", "client-id": "c1e5-client" },
  headers: { authorization: basicOf("acme+public", "private-key"), clientid: "c1e5-client" },
  answer: ({ path, query }, people) => {
    const base = "/v4_6_release/apis/3.0/system";
    if (path === `${base}/apiMembers`) return ok([]);
    if (path !== `${base}/members`) return undefined;
    const { page, next } = pageFrom(people, (numberIn(query, "page", 1) - 1) * 2);
    const address = (number: number) => `https://api-eu.myconnectwise.net${path}?pageSize=2&page=${number}`;
    const members = page.map(({ n, first, last, email, isTop, isOff, seen }) => ({
      id: n,
      identifier: `DReyes${n}`,
      firstName: first,
      lastName: last,
      ...(n === 1 ? { officeEmail: email } : { primaryEmail: email }),
      inactiveFlag: isOff,
      lastLogin: seen?.replace(".000Z", "Z"),
      licenseClass: "F",
      adminFlag: isTop,
      securityRole: { id: n, name: isTop ? "Service leads" : "Night desk" },
    }));
    return ok(members, linkTo(next === undefined ? undefined : address(next / 2 + 1), address(1)));
  },
  shows: { id: ({ n }) => `DReyes${n}`, top: "Admin,Service leads", other: "Night desk", states: true, signIns: true },
};

/** ww1.autotask.net/help/DeveloperHelp, REST: Resources, entityInformation/fields, query with pageDetails. */
const autotask: Vendor = {
  id: "autotask",
  connection: { zone: "webservices4" },
  secrets: { "integration-code": "ABCDEF123", username: "api@acme.example", secret: "autotask-secret" },
  headers: { apiintegrationcode: "ABCDEF123", username: "api@acme.example", secret: "autotask-secret" },
  answer: (told, people) => {
    const { path, query, method } = told;
    if (path === "/atservicesrest/v1.0/Resources/entityInformation/fields") {
      const picks = (labels: readonly string[]) =>
        labels.map((label, n) => ({ value: `${n + 1}`, label, isActive: true }));
      return ok({
        fields: [
          { name: "firstName", dataType: "string", isPickList: false, picklistValues: null },
          { name: "licenseType", isPickList: true, picklistValues: picks(["Professional", "Administrator"]) },
          { name: "userType", isPickList: true, picklistValues: picks(["Night desk", "Lead"]) },
        ],
      });
    }
    const isFirst = path === "/atservicesrest/v1.0/Resources/query" && method === "POST" && jsonIn(told) !== undefined;
    if (!isFirst && path !== "/atservicesrest/v1.0/Resources/query/next") return undefined;
    const { page, next } = pageFrom(people, numberIn(query, "paging", 0));
    const address = "https://webservices4.autotask.net/atservicesrest/v1.0/Resources/query/next";
    return ok({
      items: page.map(({ n, first, last, email, isTop, isOff }) => ({
        id: 29_682_885 + n,
        firstName: first,
        lastName: last,
        email,
        isActive: !isOff,
        licenseType: isTop ? 2 : 1,
        userType: isTop ? 2 : 1,
      })),
      pageDetails: {
        count: page.length,
        requestCount: 500,
        prevPageUrl: null,
        nextPageUrl: next === undefined ? null : `${address}?paging=${next}`,
      },
    });
  },
  shows: {
    id: ({ n }) => `${29_682_885 + n}`,
    top: "Administrator,Lead",
    other: "Night desk,Professional",
    states: true,
  },
};

/** github.com/homotechsual/HaloAPI: Connect-HaloAPI.ps1 (tenant), Get-HaloAgent.ps1; docs/agents.md of github.com/redanthrax/halopsa-node. */
const halopsa = (isBare: boolean): Vendor => ({
  id: "halopsa",
  connection: { host: "acme.halopsa.com", tenant: "acme" },
  secrets: { "client-id": "halo", "client-secret": "halo-secret" },
  tokens: {
    at: "acme.halopsa.com/auth/token",
    isRight: (told) => {
      const { grant_type, client_id, client_secret, scope } = formOf(told);
      return (
        told.query.get("tenant") === "acme" &&
        grant_type === "client_credentials" &&
        client_id === "halo" &&
        client_secret === "halo-secret" &&
        scope === "all"
      );
    },
  },
  answer: ({ path, query }, people) => {
    const agentOf = ({ n, first, last, email, isOff, seen }: Held) => ({
      id: n,
      name: `${first} ${last}`,
      email,
      isdisabled: isOff,
      isapiagent: false,
      // Some clocks begin here.
      lastlogindate: seen?.replace(".000Z", "") ?? "1900-01-01T00:00:00",
    });
    const lower = path.toLowerCase();
    if (lower === "/api/agent") {
      const agents = people.filter(({ isOff }) => !isOff || query.get("includedisabled") === "true").map(agentOf);
      return ok(isBare ? agents : { record_count: agents.length, agents });
    }
    const agent = people.find(({ n }) => lower === `/api/agent/${n}`);
    return (
      agent &&
      ok({
        ...agentOf(agent),
        is_admin: agent.isTop,
        roles: agent.isTop ? [] : [{ id: "b1", name: "Night desk" }],
      })
    );
  },
  shows: { id: ({ n }) => `${n}`, top: "Administrator", other: "Night desk", states: true, signIns: true },
});

/** support.superops.com, GraphQL; github.com/limehawk/superops-mcp: getTechnicianList. */
const superops: Vendor = {
  id: "superops",
  connection: { region: "euapi", subdomain: "acme" },
  secrets: { token: "superops-token" },
  headers: { authorization: "Bearer superops-token", customersubdomain: "acme" },
  answer: (told, people) => {
    if (told.path !== "/msp" || told.method !== "POST") return undefined;
    const { query, variables } = JSON.parse(told.text) as { query: string; variables: { input: { page: number } } };
    if (!query.includes("getTechnicianList")) return ok({ data: null, errors: [{ message: "unknown query" }] });
    const { page, next } = pageFrom(people, (variables.input.page - 1) * 2);
    const userList = page.map(({ n, first, last, email, isTop }) => ({
      userId: `82${n}`,
      name: `${first} ${last}`,
      email,
      role: { roleId: `${n}`, name: isTop ? "IT Admin" : "Night desk" },
    }));
    const listInfo = {
      page: variables.input.page,
      pageSize: 2,
      hasMore: next !== undefined,
      totalCount: people.length,
    };
    return ok({ data: { getTechnicianList: { userList, listInfo } } });
  },
  shows: { id: ({ n }) => `82${n}`, top: "IT Admin", other: "Night desk" },
};

/** github.com/Action1Corp/PSAction1, Private/API: Request-Action1Token.ps1, Invoke-Action1PagedGetRequest.ps1. */
const action1: Vendor = {
  id: "action1",
  connection: { host: "app.na-2.action1.com" },
  secrets: { "client-id": "api-key-1@action1.com", "client-secret": "action1-secret" },
  tokens: {
    at: "app.na-2.action1.com/api/3.0/oauth2/token",
    isRight: (told) =>
      JSON.stringify(jsonIn(told)) === '{"client_id":"api-key-1@action1.com","client_secret":"action1-secret"}',
  },
  answer: ({ path, query }, people) => {
    const paged = (items: readonly unknown[]) => {
      const { page } = pageFrom(items, numberIn(query, "from", 0));
      return ok({ items: page, total_items: `${items.length}`, limit: 2, from: numberIn(query, "from", 0) });
    };
    if (path === "/api/3.0/users") {
      return paged(
        people.map(({ n, email, isOff }) => ({ id: `u${n}`, type: "User", email, enabled: isOff ? "no" : "yes" })),
      );
    }
    const user = people.find(({ n }) => path === `/api/3.0/users/u${n}/roles`);
    return user && paged([{ id: `r${user.n}`, type: "Role", name: user.isTop ? "Enterprise Admin" : "Night desk" }]);
  },
  shows: {
    names: "addresses only",
    id: ({ n }) => `u${n}`,
    top: "Enterprise Admin",
    other: "Night desk",
    states: true,
  },
};

/** github.com/AutomoxCommunity/automox-console-sdk-python, docs: UsersApi, OrganizationsApi (pages from 0, bare lists). */
const automox: Vendor = {
  id: "automox",
  secrets: { token: "automox-key" },
  headers: { authorization: "Bearer automox-key" },
  answer: ({ path, query }, people) => {
    const from = numberIn(query, "page", 0) * 2;
    if (path === "/api/orgs") return ok(pageFrom([{ id: 101, name: "Harbour" }], from).page);
    if (path !== "/api/users" || query.get("o") !== "101") return undefined;
    const users = people.map(({ n, first, last, email, isTop }) => ({
      id: n,
      firstname: first,
      lastname: last,
      email,
      orgs: [{ id: 101, name: "Harbour" }],
      account_rbac_roles: isTop ? [{ id: 1, name: "Global Administrator" }] : [],
      rbac_roles: isTop ? [] : [{ id: 9, name: "Night desk", organization_id: 101 }],
    }));
    return ok(pageFrom(users, from).page);
  },
  shows: { id: ({ n }) => `${n}`, top: "Global Administrator", other: "Night desk" },
};

export const ofProviders: readonly Vendor[] = [
  ninjaone,
  dattoRmm,
  tacticalRmm,
  connectwisePsa,
  autotask,
  halopsa(true),
  halopsa(false),
  superops,
  action1,
  automox,
];
