/** What a client's own systems are asked: directories, device management, service desks, documents, as their vendors describe it. */

import {
  basicOf,
  formOf,
  type Held,
  linkTo,
  numberIn,
  ok,
  pageFrom,
  refused,
  type Told,
  type Vendor,
} from "./vendor-server.ts";

const at = (people: readonly Held[], path: string, pattern: RegExp): Held | undefined => {
  const id = pattern.exec(path)?.[1];
  return people.find(({ n }) => `${n}` === id);
};

/** github.com/okta/okta-sdk-golang, okta/api/openapi.yaml: RoleAssignedUsers, User, StandardRole and CustomRole. */
const okta: Vendor = {
  id: "okta",
  connection: { host: "acme.okta.com" },
  secrets: { token: "00QCjAl4MlV-WPXM" },
  headers: { authorization: "SSWS 00QCjAl4MlV-WPXM" },
  answer: ({ path, query }, people) => {
    if (path === "/api/v1/iam/assignees/users") {
      const { page, next } = pageFrom(people, numberIn(query, "after", 0));
      const link = next === undefined ? {} : { next: { href: `https://acme.okta.com${path}?after=${next}&limit=100` } };
      return ok({ value: page.map(({ n }) => ({ id: `00u${n}`, orn: `orn:okta:${n}` })), _links: link });
    }
    const roles = at(people, path, /^\/api\/v1\/users\/00u(\d+)\/roles$/);
    if (roles !== undefined) {
      const told = { id: "irb1", status: "ACTIVE", assignmentType: "USER", created: "2025-01-01T00:00:00.000Z" };
      // A standard role's label is not what the console calls it.
      return ok([
        roles.isTop
          ? { ...told, label: "Super Organization Administrator", type: "SUPER_ADMIN" }
          : { ...told, label: "Night desk", type: "CUSTOM", role: "cr0Yq6IJxGIr0ouum0g3" },
        { ...told, label: "Organization Administrator", type: "ORG_ADMIN", status: "INACTIVE" },
      ]);
    }
    const user = at(people, path, /^\/api\/v1\/users\/00u(\d+)$/);
    return (
      user &&
      ok({
        id: `00u${user.n}`,
        status: user.isOff ? "SUSPENDED" : "LOCKED_OUT",
        lastLogin: user.seen,
        profile: { firstName: user.first, lastName: user.last, email: user.email, login: user.email },
      })
    );
  },
  shows: {
    id: ({ n }) => `00u${n}`,
    top: "Super Administrator",
    other: "Night desk",
    states: true,
    signIns: true,
  },
};

/** github.com/TheJumpCloud/support, Get-JCAdmin.ps1 and Connect-JCOnline.ps1 (the region). */
const jumpcloud: Vendor = {
  id: "jumpcloud",
  connection: { host: "console.eu.jumpcloud.com", organisation: "5f3a2c1b9d8e7f6a5b4c3d2e" },
  secrets: { token: "jca_key_of_an_admin" },
  headers: { "x-api-key": "jca_key_of_an_admin", "x-org-id": "5f3a2c1b9d8e7f6a5b4c3d2e" },
  answer: ({ host, path, query }, people) => {
    if (host !== "console.eu.jumpcloud.com" || path !== "/api/users") return undefined;
    const { page } = pageFrom(people, numberIn(query, "skip", 0));
    const results = page.map(({ n, first, last, email, isTop, isOff }) => ({
      _id: `5f${n}`,
      email,
      firstname: first,
      lastname: last,
      roleName: isTop ? "Administrator With Billing" : "Help Desk",
      suspended: isOff,
      enableMultiFactor: true,
    }));
    return ok({ totalCount: people.length, results });
  },
  shows: { id: ({ n }) => `5f${n}`, top: "Administrator With Billing", other: "Help Desk", states: true },
};

const tenant = "7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01";

/** learn.microsoft.com/graph/api/resources/unifiedroleassignmentmultiple and rbacapplicationmultiple-list-roleassignments (beta). */
const graph = (id: string, service: string, top: string, { cloud = "com", allows = "read" } = {}): Vendor => ({
  id,
  connection: {
    tenant,
    ...(cloud !== "com" && { graph: `graph.microsoft.${cloud}`, login: `login.microsoftonline.${cloud}` }),
  },
  secrets: { "client-id": "app", "client-secret": "s3cret~of~the~app" },
  tokens: {
    at: `login.microsoftonline.${cloud}/${tenant}/oauth2/v2.0/token`,
    isRight: (told) => {
      const { grant_type, client_id, client_secret, scope } = formOf(told);
      return (
        grant_type === "client_credentials" &&
        client_id === "app" &&
        client_secret === "s3cret~of~the~app" &&
        scope === `https://graph.microsoft.${cloud}/.default`
      );
    },
  },
  answer: ({ path, query }, people) => {
    const names = [top, "Night desk"];
    if (path === `/beta/roleManagement/${service}/roleDefinitions`) {
      const rolePermissions = [{ allowedResourceActions: ["read"], condition: null }];
      return ok({
        value: names.map((displayName, n) => ({
          id: `role-${n}`,
          displayName,
          isBuiltIn: false,
          rolePermissions:
            n === 0 ? [...rolePermissions, { allowedResourceActions: ["read", allows] }] : rolePermissions,
        })),
      });
    }
    if (path !== `/beta/roleManagement/${service}/roleAssignments`) return undefined;
    const { page, next } = pageFrom(people, numberIn(query, "$skiptoken", 0));
    const link = `https://graph.microsoft.${cloud}${path}?$skiptoken=${next}`;
    return ok({
      "@odata.context": "https://graph.microsoft.com/beta/$metadata#roleManagement",
      ...(next !== undefined && { "@odata.nextLink": link }),
      value: page.map(({ n, isTop, isOff }) => ({
        id: `assignment-${n}`,
        roleDefinitionId: isTop ? "role-0" : "role-1",
        // An assignment to one principal only is written in the singular.
        ...(isOff && { principalId: `oid-${n}` }),
        // And the examples of the page have brackets in their keys.
        ...(!isOff && { [isTop ? "principalIds[]" : "principalIds"]: [`oid-${n}`], directoryScopeIds: ["/"] }),
      })),
    });
  },
  shows: { id: ({ n }) => `oid-${n}`, kind: "group", names: "nothing", top, other: "Night desk" },
});

/** github.com/ConductorOne/baton-jamf, pkg/jamf: the Classic API with a token of an API client (developer.jamf.com, client-credentials). */
const jamf: Vendor = {
  id: "jamf",
  connection: { host: "acme.jamfcloud.com" },
  secrets: { "client-id": "client", "client-secret": "jamf-client-secret" },
  tokens: {
    at: "acme.jamfcloud.com/api/oauth/token",
    isRight: (told) => {
      const { grant_type, client_id, client_secret } = formOf(told);
      return grant_type === "client_credentials" && client_id === "client" && client_secret === "jamf-client-secret";
    },
  },
  answer: ({ path, headers }, people) => {
    // It speaks XML to whoever does not ask for JSON.
    if (headers.get("accept") !== "application/json") return new Response("<accounts/>");
    const named = ({ n }: Held) => ({ id: n, name: `dreyes${n}` });
    if (path === "/JSSResource/accounts")
      return ok({ accounts: { users: people.map(named), groups: [{ id: 9, name: "Desk" }] } });
    if (path === "/JSSResource/accounts/groupid/9") {
      const members = people.filter(({ isTop }) => !isTop).map(named);
      return ok({ group: { id: 9, name: "Desk", access_level: "Full Access", privilege_set: "Auditor", members } });
    }
    const user = at(people, path, /^\/JSSResource\/accounts\/userid\/(\d+)$/);
    return (
      user &&
      ok({
        account: {
          ...named(user),
          directory_user: false,
          full_name: `${user.first} ${user.last}`,
          email: user.email,
          email_address: user.email,
          enabled: user.isOff ? "Disabled" : "Enabled",
          access_level: user.isTop ? "Full Access" : "Group Access",
          ...(user.isTop && { privilege_set: "Administrator" }),
        },
      })
    );
  },
  shows: { id: ({ n }) => `dreyes${n}`, top: "Administrator", other: "Auditor", states: true },
};

const signedIn = ({ headers }: Told, user: string, password: string) =>
  headers.get("authorization") === basicOf(user, password);

/** Table API; github.com/ConductorOne/baton-servicenow, pkg/servicenow: X-Total-Count and Link, without the rows that are not allowed. */
const servicenow: Vendor = {
  id: "servicenow",
  connection: { host: "acme.service-now.com" },
  secrets: { username: "demarc", password: "pässwort" },
  answer: (told, people) => {
    if (!signedIn(told, "demarc", "pässwort")) return refused(401, "User Not Authenticated");
    const { path, query } = told;
    if (path !== "/api/now/table/sys_user_has_role") return undefined;
    const { page, next } = pageFrom(people, numberIn(query, "sysparm_offset", 0));
    const address = (offset: number) =>
      `https://acme.service-now.com${path}?sysparm_fields=user,role.name&sysparm_offset=${offset}`;
    return ok(
      {
        result: page.map(({ n, first, last, email, isTop, isOff, seen }) => ({
          user: { link: `https://acme.service-now.com/api/now/table/sys_user/${n}`, value: `sys${n}` },
          "user.name": `${first} ${last}`,
          "user.email": email,
          "user.active": isOff ? "false" : "true",
          "user.last_login_time": (seen ?? "").replace("T", " ").replace(".000Z", ""),
          "role.name": isTop ? "admin" : "x_acme_night",
        })),
      },
      {
        "x-total-count": `${people.length}`,
        ...linkTo(next === undefined ? undefined : address(next), address(0)),
      },
    );
  },
  shows: { id: ({ n }) => `sys${n}`, top: "admin", other: "x_acme_night", states: true, signIns: true },
};

/** github.com/ConductorOne/baton-freshservice, pkg/client: agents, roles and the header Link. */
const freshservice: Vendor = {
  id: "freshservice",
  connection: { host: "acme.freshservice.com" },
  secrets: { token: "fresh-api-key" },
  answer: (told, people) => {
    if (!signedIn(told, "fresh-api-key", "X"))
      return ok({ code: "invalid_credentials", success: false, message: "no" });
    const { path, query } = told;
    const from = (numberIn(query, "page", 1) - 1) * 2;
    const next = (more: number | undefined) =>
      more === undefined ? {} : { link: `<https://acme.freshservice.com${path}?page=${from / 2 + 2}>; rel="next"` };
    if (path === "/api/v2/roles") {
      const roles = ["Account Admin", "IT Agent", "Night desk"].map((name, n) => ({ id: 18_000_010_600 + n, name }));
      const listed = pageFrom(roles, from);
      return ok({ roles: listed.page }, next(listed.next));
    }
    if (path !== "/api/v2/agents") return undefined;
    const listed = pageFrom(people, from);
    const agents = listed.page.map(({ n, first, last, email, isTop, isOff, seen }) => ({
      id: 18_000_000_000 + n,
      first_name: first,
      last_name: last,
      email,
      active: !isOff,
      last_login_at: seen,
      roles: [{ role_id: isTop ? 18_000_010_600 : 18_000_010_602, assignment_scope: "entire_helpdesk", groups: [] }],
    }));
    return ok({ agents }, next(listed.next));
  },
  shows: {
    id: ({ n }) => `${18_000_000_000 + n}`,
    top: "Account Admin",
    other: "Night desk",
    states: true,
    signIns: true,
  },
};

const organisation = "3c1b2f4e-9a55-4f0b-8a5d-0f6f0f5a7d11";

/**
 * developer.atlassian.com/cloud/admin/organization/rest; github.com/ConductorOne/baton-jira, pkg/client/atlassianclient.
 * @param isWhole the next page is told by its whole address, as in the first version of this API
 */
const atlassian = (id: string, isWhole: boolean): Vendor => ({
  id,
  connection: { organisation },
  secrets: { token: "ATCTT3x-api-key" },
  headers: { authorization: "Bearer ATCTT3x-api-key" },
  answer: ({ path, query }, people) => {
    const all = `/admin/v2/orgs/${organisation}/directories/-/users`;
    if (path === all) {
      const { page, next } = pageFrom(people, numberIn(query, "cursor", 0));
      const data = page.map(({ n, first, last, email, isOff }) => ({
        accountId: `712020:${n}`,
        accountType: "atlassian",
        status: isOff ? "suspended" : "active",
        name: `${first} ${last}`,
        email,
        platformRoles: [],
      }));
      const address = isWhole ? `https://api.atlassian.com${path}?cursor=${next}` : `${next}`;
      return ok({ data, links: { self: "s", ...(next !== undefined && { next: address }) } });
    }
    const user = people.find(({ n }) => path === `${all}/${encodeURIComponent(`712020:${n}`)}/role-assignments`);
    return (
      user &&
      ok({
        data: [{ resourceOwner: "jira", roles: [user.isTop ? "atlassian/org-admin" : "atlassian/guest"] }],
        links: { self: "s" },
      })
    );
  },
  shows: { id: ({ n }) => `712020:${n}`, top: "Organization admin", other: "Guest", states: true },
});

/** Swagger of version 2.44: a bare list, and 25 (here: 2) to a page; clients read it under `users`. */
const hudu = (isBare: boolean): Vendor => ({
  id: "hudu",
  connection: { host: "hudu.acme.example" },
  secrets: { token: "hudu-key" },
  headers: { "x-api-key": "hudu-key" },
  answer: ({ path, query }, people) => {
    if (path !== "/api/v1/users") return undefined;
    const asked = people.filter(({ isOff }) => `${isOff}` === query.get("archived"));
    const users = pageFrom(asked, (numberIn(query, "page", 1) - 1) * 2).page.map((each) => ({
      id: each.n,
      email: each.email,
      first_name: each.first,
      last_name: each.last,
      security_level: each.isTop ? "super_admin" : "author",
      accepted_invite: true,
      otp_required_for_login: false,
      last_sign_in_at: each.seen,
      archived: each.isOff,
      portal_member_company_id: null,
    }));
    return ok(isBare ? users : { users });
  },
  shows: { id: ({ n }) => `${n}`, top: "Super Admin", other: "Author", states: true, signIns: true },
});

export const ofClients: readonly Vendor[] = [
  okta,
  jumpcloud,
  graph("microsoft-intune", "deviceManagement", "Intune Role Administrator"),
  // What a role of the client's own is called says nothing of what it can do.
  graph("microsoft-intune", "deviceManagement", "Lead", { cloud: "us", allows: "Microsoft.Intune_Roles_Assign" }),
  graph("microsoft-defender-for-endpoint", "defender", "Security Administrator"),
  graph("microsoft-defender-for-endpoint", "defender", "Lead", {
    allows: "microsoft.xdr/configuration/authorization/manage",
  }),
  jamf,
  servicenow,
  freshservice,
  atlassian("jira-service-management", false),
  atlassian("confluence", true),
  hudu(true),
  hudu(false),
];
