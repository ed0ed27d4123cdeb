/** What the review says besides differences: for each finding a tenant that has it, and near misses that have not. */

import { describe, expect, it, test } from "vitest";
import { assembleReview } from "../../src/review/assemble.ts";
import { heldAccess } from "../../src/review/held-access.ts";
import { parseRoster } from "../../src/review/roster.ts";
import type { Review } from "../../src/review/schema.ts";
import { harbourWith } from "../support/matrices.ts";
import { TenantBuilder, tideway } from "../support/tenant-builder.ts";
import { parts } from "./fixture.ts";
import { messages, observed, unseen } from "./observing.ts";

const signIn = (on: string) => ({ signInActivity: { lastSignInDateTime: `${on}T08:00:00Z` } });

describe("people who left their provider", () => {
  const roster = (text: string) => [parseRoster("tideway", text, "people.csv")];
  const dana = () => {
    const tenant = new TenantBuilder();
    tenant.guest(`dana@${tideway.domain}`, "Dana Quill");
    tenant.role("dana", "Global Administrator");
    return tenant;
  };

  test.each<[string, object, number]>([
    ["whose address is elsewhere now", { mail: "dana@mail.example" }, 1],
    ["whose address is the provider's", {}, 0],
    ["whose address is in another domain of the provider", { mail: "dana@eu.Tideway.example" }, 0],
    ["without an address", { mail: null }, 0],
    ["who is blocked", { mail: "dana@mail.example", accountEnabled: false }, 0],
  ])("a guest of theirs %s", (_, more, count) => {
    const tenant = dana();
    Object.assign(tenant.collections.users.at(-1) ?? {}, more);
    const found = messages("left-provider", tenant);
    expect(found).toHaveLength(count);
    for (const each of found) {
      expect(each).toMatch(
        / was invited as dana@tideway\.example of Tideway IT and has the address dana@mail\.example now, and/,
      );
    }
  });

  test.each([
    ["not on the roster", "mail\nsomebody@tideway.example\n", "is not on the roster of Tideway IT"],
    [
      "inactive there",
      "mail,status\nDana@Tideway.example,inactive\n",
      "is no longer active at Tideway IT (roster, line 2",
    ],
  ])("%s", (_, csv, words) => {
    const found = messages("left-provider", dana(), { rosters: roster(csv) }).filter((each) =>
      each.startsWith("Dana Quill"),
    );
    expect(found).toEqual([expect.stringContaining(words)]);
    expect(found[0]).toContain("the role Global Administrator");
  });

  test.each<[string, string, (tenant: TenantBuilder) => void]>([
    ["on the roster", "mail\ndana@tideway.example\n", () => undefined],
    [
      "on it twice, once active",
      "mail,status\ndana@tideway.example,left\ndana@tideway.example,active\n",
      () => undefined,
    ],
    [
      "blocked, and holding nothing",
      "mail\nsomebody@tideway.example\n",
      ({ collections }) => {
        collections.roleAssignments.length = 0;
        Object.assign(collections.users[0] ?? {}, { accountEnabled: false });
      },
    ],
    [
      "of another provider",
      "mail\nsomebody@tideway.example\n",
      ({ collections }) => {
        const [user] = collections.users;
        Object.assign(user ?? {}, {
          mail: "dana@nightwatch.example",
          userPrincipalName: "dana_nightwatch.example#EXT#@x",
        });
      },
    ],
  ])("near miss: %s", (_, csv, change) => {
    const tenant = dana();
    change(tenant);
    const found = messages("left-provider", tenant, { rosters: roster(csv) });
    expect(found.filter((each) => !each.includes("the matrix lists the person"))).toEqual([]);
  });

  it("people on the roster without access are no finding; those whom only the matrix still lists are one", () => {
    const found = messages("left-provider", new TenantBuilder(), {
      rosters: roster("mail\ndana.reyes@tideway.example\naisha.bello@tideway.example\nnew@tideway.example\n"),
    });
    expect(found).toEqual([
      expect.stringContaining("Tomasz Wilk is not on the roster of Tideway IT, and the matrix lists"),
    ]);
  });

  it("without a roster nobody knows, and that is said for each provider", () => {
    expect(unseen("left-provider", dana())).toEqual([
      expect.stringContaining("--roster tideway=FILE"),
      expect.stringContaining("--roster nightwatch=FILE"),
    ]);
    expect(messages("left-provider", dana())).toEqual([]);
  });

  it("an address that people write into their own account does not make them somebody else", () => {
    const tenant = dana();
    Object.assign(tenant.collections.users[0] ?? {}, { otherMails: ["colleague@tideway.example"] });
    expect(messages("left-provider", tenant, { rosters: roster("mail\ncolleague@tideway.example\n") })[0]).toContain(
      "Dana",
    );
  });
});

describe("disabled accounts with access", () => {
  const leaver = (enabled: boolean) => {
    const tenant = new TenantBuilder();
    tenant.user("leaver@harbourdental.example", { displayName: "Lee Ver", accountEnabled: enabled });
    return tenant;
  };

  it("is told with what they hold, through groups, too", () => {
    const tenant = leaver(false);
    tenant.group("Admins", { members: ["leaver"] });
    tenant.role("Admins", "Global Administrator");
    const [found] = observed(tenant).found.filter(({ kind }) => kind === "disabled-with-access");
    expect(found).toMatchObject({
      severity: "high",
      message: "The account of Lee Ver is disabled and still has the group Admins.",
    });
  });

  test.each<[string, boolean, (tenant: TenantBuilder) => void]>([
    ["enabled", true, (tenant) => tenant.role("leaver", "Global Administrator")],
    ["in a group that gives nothing", false, (tenant) => tenant.group("Book club", { members: ["leaver"] })],
  ])("near miss: %s", (_, enabled, change) => {
    const tenant = leaver(enabled);
    change(tenant);
    expect(messages("disabled-with-access", tenant)).toEqual([]);
  });
});

describe("stale access", () => {
  const admin = (more: object) => {
    const tenant = new TenantBuilder();
    tenant.user("other@harbourdental.example", signIn("2026-11-20"));
    tenant.guest(`dana@${tideway.domain}`, "Dana Reyes", { createdDateTime: "2024-01-01T00:00:00Z", ...more });
    tenant.role("dana", "Helpdesk Administrator");
    return tenant;
  };

  test.each([
    ["not for 90 days", signIn("2026-08-23"), "has not signed in for 90 days (last on 2026-08-23)"],
    ["never", {}, "has never signed in since it was created on 2024-01-01"],
    // How Graph writes it for some (https://learn.microsoft.com/graph/api/resources/signinactivity).
    ["in the year 1, which is never", signIn("0001-01-01"), "has never signed in since it was created on 2024-01-01"],
  ])("%s", (_, more, words) => {
    expect(messages("stale-access", admin(more))).toEqual([expect.stringContaining(words)]);
  });

  it("a sign-in after the snapshot was collected tells nothing", () => {
    expect(unseen("stale-access", admin(signIn("2031-01-01")))).toEqual([
      "When 1 principal with access last signed in is not known: the last sign-in on record is after the snapshot was collected.",
    ]);
  });

  it("never, of somebody who is there since nobody knows when, is not known", () => {
    const unknown = admin({ createdDateTime: undefined });
    expect(messages("stale-access", unknown)).toEqual([]);
    expect(unseen("stale-access", unknown)).toEqual([
      "When 1 principal with access last signed in is not known: there is no sign-in on record, and the snapshot does not say since when they are there.",
    ]);
    expect(unseen("stale-access", admin({}))).toEqual([]);
  });

  test.each<[string, object]>([
    ["89 days ago", signIn("2026-08-24")],
    ["never, and created last month", { createdDateTime: "2026-10-30T00:00:00Z" }],
    [
      "an old interactive sign-in and a new one without",
      {
        signInActivity: {
          lastSignInDateTime: "2025-01-01T00:00:00Z",
          lastNonInteractiveSignInDateTime: "2026-11-01T00:00:00Z",
        },
      },
    ],
    ["disabled, which is told elsewhere", { accountEnabled: false }],
  ])("near miss: %s", (_, more) => {
    expect(messages("stale-access", admin(more))).toEqual([]);
  });

  it("what the snapshot does not show is not known, and neither stale nor used", () => {
    const tenant = new TenantBuilder();
    tenant.guest(`dana@${tideway.domain}`, "Dana Reyes", { createdDateTime: "2024-01-01T00:00:00Z" });
    tenant.role("dana", "Helpdesk Administrator");
    tenant.application("Console", { appOwnerOrganizationId: tideway.tenantId });
    tenant.permission("Console", "User.Read.All");
    expect(messages("stale-access", tenant)).toEqual([]);
    expect(unseen("stale-access", tenant)).toEqual([
      expect.stringContaining("no sign-in activity of accounts"),
      expect.stringContaining("no sign-in activity of applications"),
    ]);
  });

  it("an application is stale by its own sign-ins", () => {
    const tenant = new TenantBuilder();
    for (const name of ["Console", "Backup"]) {
      tenant.application(name, { appOwnerOrganizationId: tideway.tenantId });
      tenant.permission(name, "User.Read.All");
    }
    const activity = (appId: string, on: string) => ({
      id: appId,
      appId,
      lastSignInActivity: { lastSignInDateTime: `${on}T00:00:00Z` },
    });
    tenant.collections.servicePrincipalSignInActivities.push(
      activity("app-Console", "2026-01-01"),
      activity("APP-backup", "2026-11-01"),
    );
    expect(messages("stale-access", tenant)).toEqual([expect.stringMatching(/^Console has not signed in for/)]);
  });

  it("an eligibility that nobody activated as far back as the log reaches", () => {
    const eligible = (firstEntry: string, activatedOn?: string) => {
      const tenant = admin(signIn("2026-11-20"));
      tenant.collections.roleAssignments.length = 0;
      tenant.eligibleRole("dana", "Global Administrator");
      Object.assign(tenant.collections.roleEligibilitySchedules[0] ?? {}, { createdDateTime: "2026-01-01T00:00:00Z" });
      const entry = (on: string, activityDisplayName: string) => ({
        id: on,
        activityDateTime: `${on}T00:00:00Z`,
        activityDisplayName,
        result: "success" as const,
        targetResources: [{ id: "dana" }, { id: "role", displayName: "Global Administrator" }],
      });
      tenant.collections.directoryAudits.push(entry(firstEntry, "Update user"));
      if (activatedOn !== undefined) {
        tenant.collections.directoryAudits.push(entry(activatedOn, "Add member to role completed (PIM activation)"));
      }
      return [...messages("stale-access", tenant), ...unseen("stale-access", tenant)];
    };
    expect(eligible("2026-05-01")).toEqual([
      expect.stringContaining("has not activated the role Global Administrator"),
    ]);
    expect(eligible("2026-05-01", "2026-07-01")).toHaveLength(1);
    expect(eligible("2026-05-01", "2026-10-01")).toEqual([]);
    // A log of thirty days cannot tell, and says so, unless it has the activation.
    expect(eligible("2026-10-22")).toEqual([
      "Whether 1 eligibility was activated in the last 90 days is not known: the audit log begins on 2026-10-22; --unused-days 30 looks at what it has.",
    ]);
    expect(eligible("2026-10-22", "2026-10-23")).toEqual([]);
  });

  it("an eligibility that is active at the time is in use, whatever the log has", () => {
    const tenant = admin(signIn("2026-11-20"));
    tenant.collections.roleAssignments.length = 0;
    tenant.eligibleRole("dana", "Global Administrator");
    const [eligibility = { id: "" }] = tenant.collections.roleEligibilitySchedules;
    Object.assign(eligibility, { createdDateTime: "2026-01-01T00:00:00Z" });
    tenant.collections.directoryAudits.push({ id: "1", activityDateTime: "2026-05-01T00:00:00Z" });
    expect(messages("stale-access", tenant)).toHaveLength(1);
    const { id: _, ...held } = eligibility;
    const scheduleInfo = { startDateTime: "2026-11-20T20:00:00Z" };
    tenant.collections.roleAssignmentSchedules.push({ ...held, id: "now", assignmentType: "Activated", scheduleInfo });
    expect(messages("stale-access", tenant)).toEqual([]);
  });
});

describe("guests who never accepted", () => {
  const guest = (more: object) => {
    const tenant = new TenantBuilder();
    tenant.guest("visitor@elsewhere.example", "Vis Itor", {
      externalUserState: "PendingAcceptance",
      externalUserStateChangeDateTime: "2026-01-10T00:00:00Z",
      ...more,
    });
    return tenant;
  };

  it("are told one by one where they hold something, else together", () => {
    expect(messages("guest-never-redeemed", guest({}))).toEqual([
      "1 guest without access never accepted the invitation in 90 days or more.",
    ]);
    const holder = guest({});
    holder.role("visitor", "Global Reader");
    expect(messages("guest-never-redeemed", holder)).toEqual([
      "Vis Itor was invited as a guest on 2026-01-10 and never accepted, and has the role Global Reader.",
    ]);
  });

  test.each([
    ["accepted", { externalUserState: "Accepted" }],
    ["invited last week", { externalUserStateChangeDateTime: "2026-11-14T00:00:00Z" }],
  ])("near miss: %s", (_, more) => {
    expect(messages("guest-never-redeemed", guest(more))).toEqual([]);
  });
});

describe("emergency accounts", () => {
  const validated = (date: string) =>
    harbourWith([
      "userPrincipalName: emergency-1@harbourdental.onmicrosoft.com",
      `userPrincipalName: emergency-1@harbourdental.onmicrosoft.com\n    lastValidated: ${date}`,
    ]).matrix;
  const account = (more: object, methods?: readonly string[]) => {
    const tenant = new TenantBuilder();
    const id = tenant.user("emergency-1@harbourdental.onmicrosoft.com", { displayName: "Emergency access 1", ...more });
    tenant.user("other@harbourdental.example", signIn("2026-11-20"));
    tenant.collections.userRegistrationDetails.push({ id: "other", methodsRegistered: ["mobilePhone"] });
    if (methods !== undefined) tenant.collections.userRegistrationDetails.push({ id, methodsRegistered: [...methods] });
    return tenant;
  };
  const ofFirst = (tenant: TenantBuilder, date = "2026-10-01") =>
    messages("emergency-account", tenant, { matrix: validated(date) }).filter((each) => each.includes("emergency-1@"));

  it("a healthy one, validated within the interval, is no finding", () => {
    expect(ofFirst(account({}, ["passKeyDeviceBound", "mobilePhone"]))).toEqual([]);
  });

  test.each<[string, TenantBuilder, string, string]>([
    ["disabled", account({ accountEnabled: false }, ["fido2SecurityKey"]), "2026-10-01", "is disabled"],
    ["synchronised", account({ onPremisesSyncEnabled: true }, ["fido2"]), "2026-10-01", "is synchronised"],
    ["without a passkey", account({}, ["mobilePhone"]), "2026-10-01", "has only mobilePhone registered and no passkey"],
    [
      "with a passkey of one computer only",
      account({}, ["passKeyDeviceBoundWindowsHello"]),
      "2026-10-01",
      "no passkey",
    ],
    ["without any method", account({}), "2026-10-01", "has no method registered"],
    ["validated too long ago", account({}, ["fido2"]), "2026-08-22", "was due on 2026-11-20"],
    ["validated tomorrow", account({}, ["fido2"]), "2026-11-22", "is yet to come"],
    ["used without an explanation", account(signIn("2026-10-20"), ["fido2"]), "2026-10-01", "was used on 2026-10-20"],
  ])("%s", (_, tenant, date, words) => {
    expect(ofFirst(tenant, date)).toEqual([expect.stringContaining(words)]);
  });

  test.each<[string, TenantBuilder, string]>([
    ["validated on the last day", account({}, ["fido2"]), "2026-08-23"],
    ["used on the day of the validation", account(signIn("2026-10-01"), ["fido2"]), "2026-10-01"],
    ["used the night after it", account(signIn("2026-10-02"), ["fido2"]), "2026-10-01"],
  ])("near miss: %s", (_, tenant, date) => {
    expect(ofFirst(tenant, date)).toEqual([]);
  });

  it("a use that the matrix explains is no finding", () => {
    const { matrix } = harbourWith([
      "userPrincipalName: emergency-1@harbourdental.onmicrosoft.com",
      "userPrincipalName: emergency-1@harbourdental.onmicrosoft.com\n    lastValidated: 2026-10-01\n    uses: [{ on: 2026-10-20, why: Federation was down. }]",
    ]);
    const tenant = account(signIn("2026-10-20"), ["fido2"]);
    expect(messages("emergency-account", tenant, { matrix }).filter((each) => each.includes("emergency-1@"))).toEqual(
      [],
    );
  });

  it("what could not be read is not known, and no finding", () => {
    const tenant = new TenantBuilder();
    tenant.user("emergency-1@harbourdental.onmicrosoft.com");
    expect(ofFirst(tenant)).toEqual([]);
    expect(unseen("emergency-account", tenant)).toEqual([
      expect.stringContaining("Whether emergency-1@harbourdental.onmicrosoft.com works is not known"),
      expect.stringContaining("Whether emergency-2@harbourdental.onmicrosoft.com works is not known"),
      expect.stringContaining("no sign-in methods of accounts"),
      expect.stringContaining("no sign-in activity"),
    ]);
  });
});

describe("what ends soon", () => {
  const credential = (endDateTime: string) => {
    const tenant = new TenantBuilder();
    tenant.application("Payroll");
    Object.assign(tenant.collections.servicePrincipals[0] ?? {}, {
      passwordCredentials: [{ keyId: "k1", displayName: "rmm", endDateTime }],
    });
    return tenant;
  };

  test.each([
    ["in 60 days, of a service principal", "2027-01-20T00:00:00Z", "1 credential of ordinary applications"],
    ["yesterday", "2026-11-20T00:00:00Z", "1 credential of ordinary applications"],
  ])("a credential: %s", (_, end, words) => {
    expect(messages("expiring", credential(end))).toEqual([expect.stringContaining(words)]);
  });

  it("near miss: a credential that ends in three months", () => {
    expect(messages("expiring", credential("2027-02-20T00:00:00Z"))).toEqual([]);
  });

  it("the credential of an application that matters has a line of its own", () => {
    const tenant = credential("2026-12-01T00:00:00Z");
    tenant.permission("Payroll", "RoleManagement.ReadWrite.Directory");
    expect(messages("expiring", tenant)).toEqual(["The secret rmm of the application Payroll runs out on 2026-12-01."]);
  });

  it("a certificate that only signs tokens is one credential", () => {
    const tenant = new TenantBuilder();
    tenant.application("Intranet");
    const of = { customKeyIdentifier: "AA==", endDateTime: "2026-12-01T00:00:00Z", displayName: "CN=Sign" };
    Object.assign(tenant.collections.servicePrincipals[0] ?? {}, {
      keyCredentials: [
        { ...of, keyId: "k1", usage: "Sign" },
        { ...of, keyId: "k2", usage: "Verify" },
      ],
      passwordCredentials: [{ ...of, keyId: "k1" }],
    });
    const { records } = tenant.context();
    expect(records.filter(({ kind }) => kind === "application-credential").map(({ target }) => target)).toEqual([
      "token-signing certificate CN=Sign",
    ]);
  });

  test.each([
    [
      "ends within the days",
      "end: 2028-12-31, noticeDays: 90",
      "end: 2026-12-31, noticeDays: 90",
      "ends on 2026-12-31, in 40 days",
    ],
    [
      "can be ended only until soon",
      "end: 2028-12-31, noticeDays: 90",
      "end: 2027-03-01, noticeDays: 90",
      "last day to give notice is 2026-12-01, in 10 days",
    ],
  ])("a contract that %s", (_, from, to, words) => {
    const { matrix } = harbourWith([from, to]);
    expect(messages("expiring", new TenantBuilder(), { matrix })).toEqual([expect.stringContaining(words)]);
  });

  it("a contract that has ended matters while its provider still holds something", () => {
    const { matrix } = harbourWith(["start: 2026-01-01, end: 2028-12-31", "start: 2026-01-01, end: 2026-10-31"]);
    const tenant = new TenantBuilder();
    expect(messages("expiring", tenant, { matrix })).toEqual([]);
    tenant.guest(`dana@${tideway.domain}`, "Dana Reyes");
    expect(messages("expiring", tenant, { matrix })).toEqual([expect.stringContaining("ended on 2026-10-31")]);
  });

  it("eligibilities of a provider, together", () => {
    const tenant = new TenantBuilder();
    tenant.guest(`dana@${tideway.domain}`, "Dana Reyes");
    tenant.group("Team");
    tenant.eligible("Team", "dana", { until: "2026-11-26T00:00:00Z" });
    expect(messages("expiring", tenant)).toEqual([expect.stringContaining("the first on 2026-11-26")]);
    const later = new TenantBuilder();
    later.guest(`dana@${tideway.domain}`, "Dana Reyes");
    later.group("Team");
    later.eligible("Team", "dana");
    // Of the seven weeks that it was given for, more than four are left.
    later.eligible("Team", "dana", { until: "2026-12-20T00:00:00Z" });
    expect(messages("expiring", later)).toEqual([]);
  });
});

describe("federated credentials", () => {
  test.each([
    ["of strangers", "repo:strangers/app:ref:refs/heads/main", 1],
    ["of the company", "repo:harbour-dental/app:ref:refs/heads/main", 0],
    ["of a provider, which the matrix knows", "repo:tideway-it/app:ref:refs/heads/main", 0],
  ])("%s", (_, subject, count) => {
    const tenant = new TenantBuilder();
    tenant.application("Deploy", { subjects: [subject] });
    expect(messages("unknown-issuer", tenant)).toHaveLength(count);
  });
});

describe("partners", () => {
  const stranger = "0f0e0d0c-0000-4000-8000-00000000000a";

  test.each<[string, object, number]>([
    ["with delegated administration, of whom the matrix knows nothing", { isServiceProvider: true }, 1],
    ["who are a provider's", { isServiceProvider: true, tenantId: tideway.tenantId.toUpperCase() }, 0],
    ["of another kind", { isServiceProvider: false, inboundTrust: { isMfaAccepted: false } }, 0],
    ["who are believed", { inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: true } }, 1],
    ["who make accounts", { identitySynchronization: { userSyncInbound: { isSyncAllowed: true } } }, 1],
    ["who do all of it", { isServiceProvider: true, inboundTrust: { isMfaAccepted: true } }, 2],
    [
      "who are believed, and are a provider's",
      { tenantId: tideway.tenantId, inboundTrust: { isMfaAccepted: true } },
      0,
    ],
    ["of whom nothing is said", {}, 0],
  ])("%s", (_, more, count) => {
    const tenant = new TenantBuilder();
    tenant.collections.crossTenantPartners.push({ id: stranger, tenantId: stranger, ...more });
    expect(messages("unknown-partner", tenant)).toHaveLength(count);
  });

  it("of the whole world are none to believe", () => {
    const tenant = new TenantBuilder();
    tenant.collections.crossTenantDefault.push({ id: "default", inboundTrust: { isMfaAccepted: false } });
    expect(messages("unknown-partner", tenant)).toEqual([]);
    Object.assign(tenant.collections.crossTenantDefault[0] ?? {}, { inboundTrust: { isMfaAccepted: true } });
    expect(messages("unknown-partner", tenant)).toEqual([
      "Every other tenant is believed about multifactor authentication: the default of cross-tenant access trusts it.",
    ]);
  });

  it("that were not read are not known", () => {
    const tenant = new TenantBuilder();
    const entry = { collection: "crossTenantPartners" as const, status: 403, code: "Forbidden", message: "no" };
    const whole = { ...tenant.snapshot, unreadable: [entry] };
    expect(unseen("unknown-partner", tenant)).toEqual([]);
    expect(unseen("unknown-partner", tenant, { whole })).toEqual([expect.stringContaining("not all of it was read")]);
  });
});

describe("shadow Global Administrators", () => {
  it("by what they reach: User Administrator over somebody who owns the application of a Global Administrator", () => {
    const tenant = new TenantBuilder();
    tenant.guest(`dana@${tideway.domain}`, "Dana Reyes");
    tenant.user("clerk@harbourdental.example");
    tenant.role("dana", "User Administrator");
    tenant.application("Robot", { owners: ["clerk"] });
    tenant.role("Robot", "Global Administrator");
    expect(messages("shadow-global-administrator", tenant)).toEqual([
      expect.stringMatching(
        /^Dana Reyes \(Tideway IT\) is a Global Administrator in all but name: by way of User Administrator/,
      ),
      expect.stringMatching(/^1 internal person or application can become/),
    ]);
  });

  it("near misses: who holds the role by its name, and who reaches nobody", () => {
    const named = new TenantBuilder();
    named.guest(`dana@${tideway.domain}`, "Dana Reyes");
    named.role("dana", "Global Administrator");
    expect(messages("shadow-global-administrator", named)).toEqual([]);
    const harmless = new TenantBuilder();
    harmless.guest(`dana@${tideway.domain}`, "Dana Reyes");
    harmless.role("dana", "Global Reader");
    expect(messages("shadow-global-administrator", harmless)).toEqual([]);
  });
});

describe("scope creep", () => {
  const tenant = (more: (tenant: TenantBuilder) => void = () => undefined) => {
    const made = new TenantBuilder();
    made.guest(`dana@${tideway.domain}`, "Dana Reyes");
    made.unit("unit");
    made.role("dana", "Helpdesk Administrator", "unit");
    more(made);
    return made;
  };
  const previous = (holdings: Review["holdings"]): Review => ({
    ...assembleReview(parts({ today: "2026-08-20" })),
    ...(holdings === undefined ? {} : { holdings }),
  });
  const earlier = () => {
    const { records } = tenant().context();
    return heldAccess(records, new Set(), ({ kind }) => kind);
  };

  test.each<[string, (tenant: TenantBuilder) => void, number]>([
    ["a new role", (made) => made.role("dana", "Groups Administrator"), 1],
    ["the same role over the whole directory", (made) => made.role("dana", "Helpdesk Administrator"), 1],
    ["nothing new", () => undefined, 0],
    ["somebody else's", (made) => made.role(made.user("joel@harbourdental.example"), "Global Administrator"), 0],
  ])("%s", (_, change, count) => {
    expect(messages("scope-creep", tenant(change), { previous: previous(earlier()) })).toHaveLength(count);
  });

  it("what was eligible and is always active now is more, and the other way round is less", () => {
    const held = (how: "standing" | "eligible") => earlier().map((each) => ({ ...each, held: how }));
    expect(messages("scope-creep", tenant(), { previous: previous(held("eligible")) })).toEqual([
      expect.stringContaining("had less of"),
      expect.stringContaining("had less of"),
    ]);
    expect(
      messages("scope-creep", tenant(), { previous: previous(held("standing")), holdings: held("eligible") }),
    ).toEqual([]);
  });

  it("what the matrix gives by now is no creep", () => {
    const holdings = earlier().map((each) => ({ ...each, declared: true }));
    expect(messages("scope-creep", tenant(), { previous: previous([]), holdings })).toEqual([]);
  });

  it("without a previous review, or with one that kept no list, it is not known", () => {
    expect(unseen("scope-creep", tenant())).toEqual([expect.stringContaining("--previous")]);
    const { holdings: _, ...old } = previous([]);
    expect(unseen("scope-creep", tenant(), { previous: old })).toEqual([expect.stringContaining("kept no list")]);
  });
});
