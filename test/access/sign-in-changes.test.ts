import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Policy } from "../../src/access/conditional-access/conditions.ts";
import type { SignIn } from "../../src/access/conditional-access/sign-in.ts";
import { type SignInChange, signInChanges } from "../../src/access/sign-in-changes.ts";
import {
  isPlausible,
  type PlainPolicy,
  plainLocations,
  plainOutcome,
  plainPolicies,
  plainSignIns,
} from "../support/plain-conditional-access.ts";
import { goodTenant, phishingResistant, TenantBuilder, tideway } from "../support/tenant-builder.ts";

const everything = {
  users: { includeUsers: ["All"] },
  applications: { includeApplications: ["All"] },
  clientAppTypes: ["all" as const],
};
const grant = (...builtInControls: string[]) => ({
  operator: "OR",
  builtInControls: builtInControls as "block"[],
});
const strong = (operator = "OR", ...builtInControls: string[]) => ({
  operator,
  builtInControls: builtInControls as "mfa"[],
  authenticationStrength: { id: phishingResistant },
});

type Change = Partial<Policy>;

/** A tenant with Nora and Kim, who is in group pilot, and policies named A, B, …. */
function tenantWith(...policies: Change[]): TenantBuilder {
  const tenant = new TenantBuilder();
  tenant.user("nora@harbourdental.example", { displayName: "Nora" });
  tenant.user("kim@harbourdental.example", { displayName: "Kim" });
  tenant.group("pilot", { members: ["kim"] });
  for (const [index, policy] of policies.entries()) {
    tenant.policy("ABCDEFGH"[index] ?? "", { ...policy, conditions: { ...everything, ...policy.conditions } });
  }
  return tenant;
}

function told({ change, principals, policy, controls, words }: SignInChange): string {
  const who = principals.map(({ id, label }) => id ?? label).join(", ");
  const what = controls.length === 0 ? "" : ` ${controls.map(({ name }) => name).join(" or ")}:`;
  return `${change} by ${policy}:${what} ${who} ${words}`;
}

const compare = (before: TenantBuilder, after: TenantBuilder) =>
  signInChanges(before.attribution(), after.attribution()).map(told);

const both = "nora, kim signs in to the Microsoft admin portals with a browser";

describe("what a change does to sign-ins", () => {
  const conditions = (more: object) => ({ conditions: more as NonNullable<Policy["conditions"]> });
  const cases: [string, Change[], Change[], string[]][] = [
    ["nothing", [{ grantControls: grant("mfa") }], [{ grantControls: grant("mfa") }], []],
    ["a block taken away", [{ grantControls: grant("block") }], [], [`possible by A: ${both}`]],
    ["a block added", [], [{ grantControls: grant("block") }], [`impossible by A: ${both}`]],
    [
      "a block that another covers",
      [{ grantControls: grant("block") }, { grantControls: grant("block") }],
      [{ grantControls: grant("block") }],
      [],
    ],
    [
      "a block with a way around it",
      [{ grantControls: grant("block") }],
      [
        {
          ...conditions({ platforms: { includePlatforms: ["all"], excludePlatforms: ["linux"] } }),
          grantControls: grant("block"),
        },
      ],
      [`possible by A: ${both} on linux`],
    ],
    [
      "a block for a group",
      [],
      [{ ...conditions({ users: { includeGroups: ["pilot"] } }), grantControls: grant("block") }],
      ["impossible by A: kim signs in to the Microsoft admin portals with a browser"],
    ],
    [
      "a block that becomes a report",
      [{ grantControls: grant("block") }],
      [{ grantControls: grant("block"), state: "enabledForReportingButNotEnforced" }],
      [`possible by A: ${both}`],
    ],
    [
      "a weaker demand",
      [{ grantControls: strong() }],
      [{ grantControls: grant("mfa") }],
      [`asks-less by A: Phishing-resistant MFA: ${both}`],
    ],
    [
      "a stronger demand",
      [{ grantControls: grant("mfa") }],
      [{ grantControls: strong() }],
      [`asks-more by A: Phishing-resistant MFA: ${both}`],
    ],
    [
      "a strength that is not there",
      [{ grantControls: grant("mfa") }],
      [{ grantControls: { operator: "OR", authenticationStrength: { id: "gone" } } }],
      [`asks-less by A: mfa: ${both}`, `asks-more by A: gone: ${both}`],
    ],
    [
      "a way out of a demand",
      [{ grantControls: strong() }],
      [{ grantControls: strong("OR", "compliantDevice") }],
      [`asks-less by A: Phishing-resistant MFA: ${both}`],
    ],
    [
      "a demand more",
      [{ grantControls: strong() }],
      [{ grantControls: strong("AND", "compliantDevice") }],
      [
        "impossible by A: nora, kim signs in to the Microsoft admin portals with a browser on a device that is not registered",
        'asks-more by A: compliantDevice: nora, kim signs in to the Microsoft admin portals with a browser on a registered device with isCompliant "True"',
      ],
    ],
    [
      "the same by another name",
      [{ grantControls: grant("mfa") }],
      [{ grantControls: { operator: "OR", authenticationStrength: { id: "00000000-0000-0000-0000-000000000002" } } }],
      [],
    ],
    [
      "the same split in two",
      [{ grantControls: { operator: "AND", builtInControls: ["mfa", "compliantApplication"] } }],
      [{ grantControls: grant("mfa") }, { grantControls: grant("compliantApplication") }],
      [],
    ],
    [
      "an application taken out",
      [{ grantControls: grant("mfa") }],
      [
        {
          ...conditions({ applications: { includeApplications: ["All"], excludeApplications: ["Office365"] } }),
          grantControls: grant("mfa"),
        },
      ],
      [
        "possible by A: nora, kim signs in to Office 365 with a client of legacy authentication",
        "asks-less by A: mfa: nora, kim signs in to Office 365 with a browser",
      ],
    ],
    [
      "a session control",
      [{ grantControls: grant("mfa") }],
      [{ grantControls: grant("mfa"), sessionControls: { persistentBrowser: { isEnabled: true, mode: "never" } } }],
      [],
    ],
  ];
  it.each(cases)("%s", (_name, before, after, expected) => {
    expect(compare(tenantWith(...before), tenantWith(...after))).toEqual(expected);
  });

  it("one change for people whom other policies tell apart", () => {
    const others: Change = {
      ...conditions({ users: { includeGroups: ["pilot"] }, signInRiskLevels: ["high"] }),
      grantControls: grant("mfa"),
    };
    const before = tenantWith({ grantControls: grant("block") }, others);
    const after = tenantWith({ grantControls: grant("block"), state: "disabled" }, others);
    expect(compare(before, after)).toEqual([`possible by A: ${both}`]);
  });

  it.each([
    ["an account that is disabled", false, false, "kim"],
    ["an account that becomes disabled", true, false, "kim"],
    ["an account that was disabled", false, true, "kim"],
    ["accounts that are not", true, true, "nora, kim"],
  ])("%s", (_name, wasEnabled, isEnabled, who) => {
    const before = tenantWith();
    const after = tenantWith({ grantControls: grant("block") });
    Object.assign(before.collections.users[0] ?? {}, { accountEnabled: wasEnabled });
    Object.assign(after.collections.users[0] ?? {}, { accountEnabled: isEnabled });
    expect(compare(before, after)).toEqual([
      `impossible by A: ${who} signs in to the Microsoft admin portals with a browser`,
    ]);
  });

  it("one change for everybody who is alike, each told once", () => {
    const before = tenantWith();
    const after = tenantWith(
      { ...conditions({ users: { includeGroups: ["pilot"] } }), grantControls: grant("mfa") },
      { ...conditions({ users: { includeUsers: ["nora"] } }), grantControls: grant("mfa") },
    );
    expect(compare(before, after)).toEqual([
      "impossible by B: nora signs in to any other application with a client of legacy authentication",
      "asks-more by B: mfa: nora signs in to the Microsoft admin portals with a browser",
      "impossible by A: kim signs in to any other application with a client of legacy authentication",
      "asks-more by A: mfa: kim signs in to the Microsoft admin portals with a browser",
    ]);
  });

  it("a demand that another policy makes in the same places, and one that it makes elsewhere", () => {
    const portals = conditions({ applications: { includeApplications: ["MicrosoftAdminPortals"] } });
    const before = tenantWith({ grantControls: grant("compliantApplication") }, { grantControls: grant("mfa") });
    const same = tenantWith({ grantControls: { operator: "AND", builtInControls: ["mfa", "compliantApplication"] } });
    expect(compare(before, same)).toEqual([]);
    const elsewhere = tenantWith(
      { grantControls: grant("compliantApplication") },
      { ...portals, grantControls: grant("mfa") },
    );
    expect(compare(before, elsewhere)).toEqual([
      "possible by B: nora, kim signs in to any other application with Exchange ActiveSync",
      "asks-less by B: mfa: nora, kim signs in to Azure management with a browser",
    ]);
  });

  it("a person leaving the group that a policy excludes", () => {
    const excluding: Change = {
      ...conditions({ users: { includeUsers: ["All"], excludeGroups: ["pilot"] } }),
      grantControls: grant("block"),
    };
    const after = tenantWith(excluding);
    Object.assign(after.collections.groups[0] ?? {}, { members: [] });
    expect(compare(tenantWith(excluding), after)).toEqual([
      "impossible by A: kim signs in to the Microsoft admin portals with a browser",
    ]);
  });

  it("a location that grows", () => {
    const blocked = tenantWith({
      ...conditions({ locations: { includeLocations: ["All"], excludeLocations: ["office"] } }),
      grantControls: grant("block"),
    });
    const wider = tenantWith({
      ...conditions({ locations: { includeLocations: ["All"], excludeLocations: ["office"] } }),
      grantControls: grant("block"),
    });
    const office = (...cidr: string[]) => ({
      id: "office",
      displayName: "office",
      ipRanges: cidr.map((cidrAddress) => ({ cidrAddress }) as object),
    });
    blocked.collections.namedLocations.push(office("203.0.113.0/26"));
    wider.collections.namedLocations.push(office("203.0.113.0/24"));
    expect(compare(blocked, wider)).toEqual([
      "possible by A: nora, kim signs in to the Microsoft admin portals with a browser from office (203.0.113.64)",
    ]);
  });

  it("guests and technicians of a provider, each with their party; accounts of one side only are left out", () => {
    const before = goodTenant();
    const after = goodTenant();
    for (const tenant of [before, after]) {
      tenant.collections.crossTenantPartners.push({ id: "p", tenantId: tideway.tenantId, isServiceProvider: true });
    }
    after.guest("kim@tideway.example", "Kim");
    after.collections.conditionalAccessPolicies.shift();
    const [change, ...others] = signInChanges(before.attribution(), after.attribution());
    expect(others.map(({ change: kind }) => kind)).toEqual(["asks-less"]);
    expect(change).toMatchObject({
      change: "possible",
      policy: "Tideway IT – phishing-resistant sign-in",
      before: { outcome: "blocked" },
      after: { outcome: "granted", applied: [] },
    });
    expect(change?.principals).toEqual([
      {
        label: "Dana Reyes (dana.reyes@tideway.example)",
        party: { kind: "provider", provider: "tideway" },
        id: "dana.reyes",
      },
      { label: "a GDAP technician", party: { kind: "provider", provider: "tideway" } },
    ]);
  });
});

describe("between random sets of policies", () => {
  function read(policies: readonly PlainPolicy[]): TenantBuilder {
    const tenant = new TenantBuilder();
    tenant.guest("dana@tideway.example", "Dana");
    tenant.group("vendors", { members: ["dana"] });
    tenant.collections.namedLocations.push(...plainLocations);
    const text = JSON.stringify(policies.map(({ policy }) => policy)).replaceAll(
      '"tideway"',
      JSON.stringify(tideway.tenantId),
    );
    tenant.collections.conditionalAccessPolicies.push(...(JSON.parse(text) as Policy[]));
    return tenant;
  }
  const isAssumed = ({ assumed }: SignIn) => Object.values(assumed).includes(true);

  it("every sign-in that comes out otherwise is told, and what is told is so", () => {
    const sets = fc.tuple(plainPolicies, plainPolicies, plainPolicies);
    fc.assert(
      fc.property(sets, fc.array(plainSignIns, { minLength: 20, maxLength: 20 }), ([same, old, young], signIns) => {
        const [before, after] = [
          [...same, ...old],
          [...same, ...young],
        ];
        const changes = signInChanges(read(before).attribution(), read(after).attribution());
        const kinds = new Set(changes.map(({ change }) => change));
        for (const signIn of signIns.filter(isPlausible)) {
          const [was, is] = [plainOutcome(before, signIn).blocked, plainOutcome(after, signIn).blocked];
          if (was && !is) expect(kinds).toContain("possible");
          if (!was && is) expect(kinds).toContain("impossible");
        }
        for (const { change, signIn } of changes.filter((each) => !isAssumed(each.signIn))) {
          const blocked = [before, after].map((policies) => plainOutcome(policies, signIn).blocked);
          const expected = { possible: [true, false], impossible: [false, true] };
          expect(blocked).toEqual(change === "possible" || change === "impossible" ? expected[change] : [false, false]);
        }
      }),
      { numRuns: 150 },
    );
  });
});
