/** The ownership map where a matrix says less, or more, than the examples; and days that are counted from others. */

import { describe, expect, it, test } from "vitest";
import { ownershipMap } from "../../src/handbook/chapters/ownership-map.ts";
import { meetingDates, nextDrill, nextValidation, plansOf } from "../../src/handbook/dates.ts";
import type { Matrix } from "../../src/matrix/schema.ts";
import { linesOf, loaded, tableOf } from "./chapter-parts.ts";
import { inputOf } from "./inputs.ts";

/** Harbour with some of it changed; what is not laid over it is as in the file. */
const changed = (change: Partial<Matrix>): Matrix => ({ ...loaded.matrix, ...change });

describe("the ownership map", () => {
  const { rmm } = loaded.matrix.tools;
  if (rmm === undefined) throw new Error("the example has lost its RMM");
  const map = (tools: Matrix["tools"]) => ownershipMap({ ...inputOf(loaded), matrix: changed({ tools }) });
  const rowOfRmm = (row: Partial<typeof rmm>) =>
    [
      ...tableOf(map({ ...loaded.matrix.tools, rmm: { ...rmm, ...row } }), "Tool categories and their owners"),
    ][2]?.slice(2);

  it("says of what is missing that nobody owns it", () => {
    const chapter = map({});
    expect([...tableOf(chapter, "Tool categories and their owners")][0]?.slice(1)).toEqual([
      "Nobody: not in the matrix",
      "none named",
      "not agreed",
      "not agreed",
    ]);
    expect([...tableOf(chapter, "Patch management by asset class")].map((row) => row.slice(1))).toContainEqual([
      "Nobody: not in the matrix",
      "",
      "",
      "",
    ]);
    expect(linesOf(chapter).join(" ")).toContain("Who holds the master copy of the documentation is not in the matrix");
  });

  it.each<[Partial<typeof rmm>, string]>([
    [{ systems: ["ninjaone"] }, "NinjaOne"],
    [{ systems: ["ninjaone"], systemOfRecord: "ninjaone" }, "NinjaOne"],
    [{ systems: ["ninjaone", "atera"], systemOfRecord: "atera" }, "NinjaOne and Atera; system of record: Atera"],
    [{ systems: ["ninjaone", "atera"] }, "NinjaOne and Atera; no system of record is decided"],
  ])("%j is %s", (row, expected) => {
    expect(rowOfRmm(row)?.[0]).toBe(expected);
  });

  it.each([
    [{ nameOf: "internal", billedTo: "internal" }, "In the name and on the bill of Harbour Dental Group"],
    [{ nameOf: "internal", billedTo: "tideway" }, "In the name of Harbour Dental Group, billed to Tideway IT"],
    [
      { nameOf: "tideway", billedTo: "tideway", domain: "rmm.example" },
      "In the name and on the bill of Tideway IT, under rmm.example",
    ],
  ])("in whose name it is: %j", (tenancy, expected) => {
    expect(rowOfRmm({ tenancy })?.at(-1)).toBe(expected);
  });

  it.each([
    ["Day", "every day"],
    ["3Days", "every 3 days"],
    ["Week Saturday", "every week, Saturday"],
    ["2Weeks Saturday", "every 2 weeks, Saturday"],
    ["Month Second Sunday", "every month, Second Sunday"],
    ["whenever", "whenever"],
  ])("a window that repeats %s does so %s", (every, expected) => {
    const input = inputOf(loaded);
    const window = {
      key: "servers-all",
      assetClass: "servers",
      owner: "tideway",
      ring: "all",
      start: "2027-01-02 22:00",
      duration: "03:00",
      every,
    };
    const scope = { key: "s", kind: "subscription" as const, id: "/subscriptions/s", subscriptionId: "s" };
    const updates = {
      resourceGroup: "g",
      timeZone: "UTC",
      reboot: "never" as const,
      ringTag: "R",
      windows: [{ ...window, scope }],
    };
    const azure = {
      subscriptionId: "s",
      location: "l",
      customRoles: [],
      eligibilities: [],
      lighthouse: [],
      locks: false,
      updates,
    };
    const chapter = ownershipMap({ ...input, entitlements: { ...input.entitlements, azure } });
    expect([...tableOf(chapter, "Maintenance windows in Azure")][0]).toContain(expected);
  });
});

describe("days", () => {
  const { tideway, nightwatch } = loaded.matrix.providers;
  if (tideway === undefined || nightwatch === undefined) throw new Error("the example has lost a provider");
  const begins = (provider: typeof tideway, start: string) => ({
    ...provider,
    contract: { ...provider.contract, start },
  });

  it("of plans are the matrix's, or the contracts', earliest first", () => {
    const providers = {
      late: begins(nightwatch, "2026-05-01"),
      early: begins(tideway, "2026-01-01"),
      also: begins(tideway, "2026-01-01"),
    };
    expect(plansOf({ providers, plan: undefined })).toEqual([
      { providers: ["early", "also"], start: "2026-01-01" },
      { providers: ["late"], start: "2026-05-01" },
    ]);
    expect(plansOf({ providers, plan: { start: "2025-01-01" } })).toEqual([
      { providers: ["late", "early", "also"], start: "2025-01-01" },
    ]);
    expect(plansOf({ providers: {}, plan: undefined })).toEqual([{ providers: [] }]);
  });

  it("of reviews follow their cadence, and no other meeting's", () => {
    const every = (cadence: "monthly" | "quarterly") => {
      const matrix = changed({ review: { ...loaded.matrix.review, cadence }, rhythm: undefined });
      return meetingDates(matrix).map((meeting) => `${meeting.id} ${meeting.every}`);
    };
    expect(every("monthly")).toContain("access-review month");
    expect(every("monthly")).toContain("business-review quarter");
    expect(every("quarterly")).toContain("access-review quarter");
  });

  it("nobody knows are said to be so, not guessed", () => {
    const nothing = changed({ rhythm: undefined, providers: {}, plan: undefined, recovery: [] });
    expect(meetingDates(nothing).map(({ first, isAgreed, ...rest }) => [first, isAgreed, "first" in rest])).toEqual(
      meetingDates(nothing).map(() => [undefined, false, false]),
    );
    const [row] = loaded.matrix.recovery;
    if (row === undefined) throw new Error("the example has lost its recovery plan");
    const { lastRestoreTest: _, nextDrill: __, ...untested } = row;
    expect(nextDrill(nothing, untested)).toBeUndefined();
    expect(nextDrill(changed({ plan: { start: "2026-01-01" } }), untested)).toBe("2026-03-31");
    expect(nextDrill(nothing, { ...untested, lastRestoreTest: "2026-01-31" })).toBe("2026-04-30");
    expect(nextDrill(nothing, { ...untested, lastRestoreTest: "2026-01-31", nextDrill: "2026-02-02" })).toBe(
      "2026-02-02",
    );
  });

  test.each([
    [undefined, undefined],
    ["2026-01-01", "2026-04-01"],
  ])("an account tried on %s is tried next on %s", (lastValidated, expected) => {
    const [account] = loaded.matrix.emergencyAccounts;
    if (account === undefined) throw new Error("the example has lost its emergency accounts");
    const { lastValidated: _, ...untried } = account;
    const matrix = changed({ review: { ...loaded.matrix.review, emergencyValidationDays: 90 } });
    expect(nextValidation(matrix, { ...untried, ...(lastValidated && { lastValidated }) })).toBe(expected);
  });
});
