/** What the matrix can say the handbook says: another value anywhere makes another handbook, or there is a reason why not. */

import { describe, expect, it } from "vitest";
import { deriveEntitlements } from "../../src/entitlements/derive.ts";
import { chaptersOf } from "../../src/handbook/handbook.ts";
import { loadMatrix } from "../../src/matrix/load.ts";
import { type Matrix, matrixSchema } from "../../src/matrix/schema.ts";
import { kestrelFile } from "../support/matrices.ts";
import { inputOf, reloaded } from "./inputs.ts";

/** Kestrel with everything that it leaves out. */
function everythingSaid(): Matrix {
  const { matrix } = loadMatrix(kestrelFile);
  const { brightdesk, millstone } = matrix.providers;
  if (brightdesk === undefined || millstone === undefined) throw new Error("the example has lost a provider");
  const [north, ...others] = matrix.emergencyAccounts;
  if (north === undefined || matrix.azure === undefined) throw new Error("the example has lost a section");
  return reloaded({
    ...matrix,
    client: { ...matrix.client, githubOrganisations: ["kestrel"] },
    administrativeUnits: {
      "staff-users": { displayName: "Staff", description: "All halls.", members: { group: "All staff" } },
      "erp-users": { displayName: "ERP users", members: { group: "ERP users" } },
    },
    providers: {
      ...matrix.providers,
      brightdesk: {
        ...brightdesk,
        githubOrganisations: ["brightdesk"],
        principals: { users: [], groups: ["Old helpdesk"], applications: [] },
      },
      millstone: {
        ...millstone,
        people: [
          {
            name: "Teresa Duarte",
            email: "teresa.duarte@millstone.example",
            phone: "+351 5550",
            functions: ["business-application-configuration"],
          },
          {
            name: "Rui Sá",
            email: "rui.sa@millstone.example",
            existing: true,
            userPrincipalName: "rui@kestrelprecision.onmicrosoft.com",
          },
        ],
      },
    },
    functions: {
      ...matrix.functions,
      "business-application-configuration": {
        owner: "millstone",
        access: {
          reason: "Licences of the ERP.",
          delegations: [
            {
              role: "License Administrator",
              scope: "erp-users",
              maximumHours: 2,
              approval: true,
              eligibleDays: 30,
            },
          ],
        },
      },
      "cloud-infrastructure": {
        owner: "millstone",
        access: {
          reason: "Machines of the ERP.",
          azure: [
            {
              role: "erp-machine-operator",
              scope: "erp",
              activation: "membership",
              maximumHours: 2,
              approval: true,
              eligibleDays: 30,
            },
          ],
        },
      },
      "on-site-hands": { owner: "internal", note: "In both halls." },
    },
    tools: {
      ...matrix.tools,
      identity: {
        owner: "internal",
        systems: ["microsoft-entra-id"],
        tenancy: { nameOf: "internal", billedTo: "internal", domain: "kestrel-precision.example" },
      },
      rmm: {
        owner: "internal",
        systems: ["datto-rmm", { name: "Old console" }],
        systemOfRecord: "datto-rmm",
        otherSide: "Sees what it patches.",
      },
      psa: { owner: "provider", by: "brightdesk", systems: ["connectwise-psa"] },
      documentation: {
        owner: "shared",
        by: "brightdesk",
        systems: ["confluence"],
        master: "internal",
        dataExport: { format: "HTML", contents: ["pages"], withinDays: 5 },
      },
    },
    emergencyAccounts: [
      {
        ...north,
        displayName: "North",
        existing: true,
        uses: [{ on: "2026-09-01", why: "Federation failed." }],
        lastValidated: "2026-10-01",
      },
      ...others,
    ],
    review: {
      ...matrix.review,
      signers: {
        internal: [
          {
            key: "a".repeat(43),
            person: "ingrid.sorensen@kestrel-precision.example",
            from: "2026-01-01",
            until: "2027-01-01",
          },
        ],
        brightdesk: [
          { issuer: "https://ci.brightdesk.example", subject: "repo:reviews", issuerKeys: ["b".repeat(43)] },
        ],
      },
    },
    waivers: [
      {
        rule: "provider-role-scope",
        resource: "grant",
        reason: "Migration.",
        approvedBy: "pavel.novak@kestrel-precision.example",
        from: "2026-11-01",
        until: "2026-12-31",
        ticket: "K-7",
      },
    ],
    privilegedRoles: {
      roles: ["Global Administrator", "Exchange Administrator"],
      maximumHours: 2,
      approval: true,
      authenticationContext: "c1",
      ticket: true,
      eligibleDays: 180,
      activeDays: 15,
      notify: ["security@kestrel-precision.example"],
    },
    tickets: { handOver: [{ priority: "P1", afterHours: 0.5, hoursCount: "always", to: "brightdesk" }] },
    rhythm: { ...matrix.rhythm, "recovery-drill": { first: "2026-12-08", at: "08:00", minutes: 90, place: "hall 2" } },
  }).matrix;
}

/** Not in the handbook, and why that is right. */
const silent: Readonly<Record<string, string>> = {
  "client.domains": "told by each address; the company knows its own domains",
  "client.employees": "nothing is agreed about it",
  "client.githubOrganisations": "whose a pipeline is concerns the gate and the review",
  "internal.people.duty": "what people do is told by rows and chains",
  "providers.*.kind": "what a provider does is told by its rows",
  "providers.*.domains": "whose an account is concerns the gate and the review",
  "providers.*.githubOrganisations": "whose a pipeline is concerns the gate and the review",
  "providers.*.principals": "what is there already concerns the gate and the review",
  "providers.*.networks": "that there are some is told; which concerns the sign-in rule",
  "providers.*.people.existing": "whether an account is made or looked up is the deployment's",
  "providers.*.trust.existing": "whether settings are made or taken over is the deployment's",
  "administrativeUnits.*.description": "the unit's name is told",
  "administrativeUnits.*.members": "who is in a unit changes every day",
  "signIn.allowedMethods": "a sign-in that cannot be phished is one; which methods are is in the glossary",
  "emergencyAccounts.displayName": "the account's name is told",
  "emergencyAccounts.existing": "whether an account is made or looked up is the deployment's",
  "emergencyAccounts.uses": "explains sign-ins to the review",
  "review.keepDays": "limits decisions of a review, where it is told",
  "review.signers.*.issuerKeys": "proof of a signature, for the machine",
  "azure.subscriptionId": "where the logs are is the deployment's",
  "azure.resourceGroup": "where the logs are is the deployment's",
  "azure.location": "where the logs are is the deployment's",
  "azure.customRoles.*.description": "the role's name is told",
  "azure.customRoles.*.actions": "the role's name is told; the gate judges what it can do",
  "azure.lighthouse.*.group.id": "the group's name is told",
  "azure.lighthouse.*.approvers.id": "the group's name is told",
  "azure.backup.vaults.*.crossRegionRestore": "that copies are in a second region is told",
  "azure.backup.guard.resourceGroup": "the guard's name is told",
  "azure.updates.ringTag": "how a machine is told apart is the deployment's",
  "functions.*.access.azure.activation": "how a role is switched on is told; by which means is the deployment's",
  "systems.*.application": "how sign-in is made is the deployment's; that it is through Entra ID is told",
  "systems.*.connection": "where a roster is read is the machine's",
  "systems.*.roster": "where a roster is read is the machine's",
  "systems.*.roles.appRole": "what the vendor gets to hear; the role's own name is told",
};

interface Leaf {
  readonly path: readonly (string | number)[];
  /** Without the names of records and the places in lists. */
  readonly kind: string;
}

const named = new Set([
  "providers",
  "administrativeUnits",
  "systems",
  "scopes",
  "customRoles",
  "lighthouse",
  "vaults",
  "signers",
  "raci",
  "connection",
]);
const enumerated = new Set(["functions", "tools", "escalation", "incidentDecisions", "rhythm", "patching", "classes"]);

function leavesOf(value: unknown, path: readonly (string | number)[] = [], kind = ""): Leaf[] {
  if (typeof value !== "object" || value === null) return [{ path, kind }];
  if (Array.isArray(value)) return value.flatMap((each, index) => leavesOf(each, [...path, index], kind));
  const last = path.at(-1);
  const isNamed =
    typeof last === "string" &&
    (named.has(last) || enumerated.has(last)) &&
    !(last === "systems" && path[0] === "tools");
  return Object.entries(value).flatMap(([key, each]) =>
    leavesOf(each, [...path, key], kind === "" ? key : `${kind}.${isNamed ? "*" : key}`),
  );
}

/** Another value of the same shape; where several are possible all of them, since one may mean the same. */
function others(value: unknown): unknown[] {
  if (typeof value === "boolean") return [!value];
  if (typeof value === "number") return [value + 1, value * 2, value / 2];
  const text = String(value);
  const sets = [
    ["internal", "brightdesk", "millstone", "joint", "shared"],
    ["co-managed", "in-house", "fully-managed"],
    ["guests", "local-accounts", "gdap-technicians"],
    ["monthly", "quarterly"],
    ["passkey", "certificate"],
    ["entra", "own", "both"],
    ["working-hours", "always"],
    ["local", "zone", "geo"],
    ["unlocked", "locked"],
    ["14-45-90", "30-60-90"],
    ["overflow-only", "after-hours"],
    ["RA", "C", "R"],
  ].filter((set) => set.includes(text));
  if (sets.length > 0) return sets.flat().filter((each) => each !== text);
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return ["2031-07-16"];
  if (/^\d\d:\d\d$/.test(text)) return ["07:07"];
  return [
    `${text} and more`,
    "tier-1-helpdesk",
    "hana.sato@kestrel-precision.example",
    "License Administrator",
    "lab",
    "microsoft-entra-id",
    "veeam",
    "servers",
  ].filter((each) => each !== text);
}

const matrix = everythingSaid();
const { smells } = inputOf(reloaded(matrix));

/** All chapters as one text; what lint says stays as it was, so that a remark is not the only one to tell. */
const toldOf = (given: Matrix) =>
  JSON.stringify(
    chaptersOf({
      matrix: given,
      entitlements: deriveEntitlements(given),
      matrixFile: "matrix.yaml",
      digest: "",
      smells,
    }),
  );

function withValue(path: readonly (string | number)[], value: unknown): Matrix {
  const changed = structuredClone(matrix);
  let place: Record<string | number, unknown> = changed as never;
  for (const step of path.slice(0, -1)) place = place[step] as typeof place;
  place[path.at(-1) ?? ""] = value;
  return changed;
}

const byKind = Map.groupBy(leavesOf(matrix), ({ kind }) => kind);
const reason = (kind: string) => Object.keys(silent).find((each) => kind === each || kind.startsWith(`${each}.`));

describe("what the matrix says", () => {
  const before = toldOf(matrix);
  /** Whether some other value of some place of that kind is told; one that cannot be derived from is no value. */
  const isTold = (leaves: readonly Leaf[], values = 9) =>
    leaves.some(({ path }) => {
      const value = path.reduce<unknown>((at, step) => (at as Record<string | number, unknown>)[step], matrix);
      return others(value)
        .slice(0, values)
        .some((other) => {
          try {
            return toldOf(withValue(path, other)) !== before;
          } catch {
            return false;
          }
        });
    });

  it("is in the handbook, or there is a reason why not", () => {
    const untold = [...byKind].filter(([kind, leaves]) => reason(kind) === undefined && !isTold(leaves));
    expect(untold.map(([kind]) => kind)).toEqual([]);
  });

  it("is not said to be left out where it is told", () => {
    const kinds = [...byKind.keys()];
    expect(Object.keys(silent).filter((each) => !kinds.some((kind) => reason(kind) === each))).toEqual([]);
    const told = [...byKind].filter(([kind, leaves]) => kind in silent && isTold(leaves.slice(0, 1), 1));
    expect(told.map(([kind]) => kind)).toEqual([]);
  });

  it("has every section of the schema", () => {
    expect(Object.keys(matrixSchema.shape).filter((section) => !(section in matrix))).toEqual([]);
  });
});
