import { describe, expect, it } from "vitest";
import { evaluateRules } from "../../../policies/rule.ts";
import { serversPatchedInWindows as rule } from "../../../policies/rules/servers-patched-in-windows.ts";
import { assigned, azureTenant, azureWorld, said, subscription, window } from "../../support/azure-world.ts";
import { goodTenant, type TenantBuilder } from "../../support/tenant-builder.ts";

const first = "servers-test-server";
const of = (more: Record<string, unknown>, start = "2027-01-10 02:00") => azureTenant([window(first, start, more)]);
const windowFor = (maintenanceScope: string) => {
  const agreed = window(first, "2027-01-10 02:00");
  return { ...agreed, properties: { ...agreed.properties, maintenanceScope } };
};
const noMachine =
  "Ring test server of servers has a maintenance window that takes in no machine: nothing assigns servers-test-server to machines with PatchRing=test server in servers.";

describe(rule.name, () => {
  it("has nothing to say of windows as agreed, nor where the matrix has none in Azure", () => {
    expect(said(rule, azureTenant())).toEqual([]);
    expect(goodTenant().findings(rule)).toEqual([]);
  });

  it("takes any first day, and an assignment of the whole subscription or of every machine", () => {
    expect(said(rule, of({}, "2029-03-04 02:00"))).toEqual([]);
    // A day on which it does not recur: it begins on the next one that does.
    expect(said(rule, of({}, "2027-01-19 02:00"))).toEqual([]);
    expect(said(rule, of({ expirationDateTime: "9999-12-31 00:00" }, "2027-01-10 02:00:00"))).toEqual([]);
    expect(said(rule, azureTenant([windowFor("InGuestPatch")]))).toEqual([]);
    const whole = {
      ...assigned(first, "test server"),
      id: `${subscription}/providers/Microsoft.Maintenance/configurationAssignments/x`,
    };
    expect(said(rule, azureTenant([whole], [assigned(first, "").id]))).toEqual([]);
    expect(said(rule, azureTenant([assigned(first, "", { filter: undefined })]))).toEqual([]);
  });

  it.each<[string, TenantBuilder, string]>([
    ["another hour", of({}, "2027-01-10 09:00"), "it begins at 09:00, and 02:00 is agreed"],
    ["a longer window", of({ duration: "03:55" }), "it lasts 03:55, and 03:00 is agreed"],
    ["every day", of({ recurEvery: "Day" }), "it recurs Day, and 2Weeks Sunday is agreed"],
    ["another time zone", of({ timeZone: "UTC" }), "it is in UTC, and W. Europe Standard Time is agreed"],
    ["an end", of({ expirationDateTime: "2027-02-01 00:00" }), "it ends on 2027-02-01 00:00, and no end is agreed"],
    ["the other ring's week", of({}, "2027-01-17 02:00"), "it begins on 2027-01-17, when it is another ring's turn"],
    [
      "a window for hosts",
      azureTenant([windowFor("Host")]),
      "it is for Host, and only InGuestPatch installs updates in a machine",
    ],
    ["no word of it", of({ recurEvery: undefined }), "it recurs nobody knows, and 2Weeks Sunday is agreed"],
  ])("refuses %s", (_, tenant, what) => {
    expect(said(rule, tenant)).toEqual([`Ring test server of servers is patched outside of its window: ${what}.`]);
  });

  /** The window of the first ring as it is agreed, in another rhythm, and as it begins. */
  const turning = (every: string, start: string) => {
    const { azure } = azureWorld.entitlements;
    const agreed = azure?.updates?.windows.find(({ key }) => key === first);
    if (azure?.updates === undefined || agreed === undefined) throw new Error("the world has no windows");
    const updates = { ...azure.updates, windows: [{ ...agreed, every }] };
    const entitlements = { ...azureWorld.entitlements, azure: { ...azure, updates } };
    const context = of({ recurEvery: every }, start).context({ ...azureWorld, entitlements });
    return evaluateRules([rule], context).map(({ message }) => message.replace(/^.*: it begins on /, ""));
  };

  it.each([
    // Agreed from Sunday, 10 January 2027.
    ["Day", "2027-01-11 02:00", true],
    ["3Days", "2027-01-13 02:00", true],
    ["3Days", "2027-01-12 02:00", false],
    ["Week Sunday", "2027-01-17 02:00", true],
    ["Week Sunday", "2027-01-11 02:00", true],
    ["2Weeks Sunday", "2027-01-11 02:00", false],
    ["2Weeks sunday", "2027-01-18 02:00", true],
    ["2Weeks", "2027-01-24 02:00", true],
    ["2Weeks", "2027-01-18 02:00", false],
    ["12Weeks Sunday", "2027-01-24 02:00", false],
    ["12Weeks Sunday", "2027-04-04 02:00", true],
    ["Month Second Sunday", "2027-02-03 02:00", true],
    ["2Weeks Sunday", " 2027-01-10 02:00", true],
    ["2Weeks Sunday", " 2027-01-17 02:00", false],
  ])("%s from %s is the ring's turn: %s", (every, start, isTurn) => {
    expect(turning(every, start)).toEqual(
      isTurn ? [] : [`${start.trim().slice(0, 10)}, when it is another ring's turn.`],
    );
  });

  it("says of a window at another time nothing of its turn, and nothing of one that has no day", () => {
    expect(said(rule, of({}, "2027-01-17 09:00"))).toEqual([expect.not.stringContaining("turn")]);
    expect(said(rule, of({}, "at 02:00"))).toEqual([]);
  });

  it("has no window to miss in a program that may leave it to another", () => {
    const tenant = azureTenant([], [window(first, "").id]);
    expect(evaluateRules([rule], tenant.programContext(azureWorld))).toEqual([]);
    const [finding] = evaluateRules([rule], tenant.context(azureWorld));
    expect(finding?.resource).toBe("tools.patch-management.patching.servers");
  });

  it("refuses a ring without a window", () => {
    expect(said(rule, azureTenant([], [window(first, "").id]))).toEqual([
      "Ring test server of servers has no maintenance window, and the matrix says when it is patched: its machines restart whenever somebody wants.",
    ]);
  });

  it.each([
    ["nothing", azureTenant([], [assigned(first, "").id])],
    ["another ring", azureTenant([assigned(first, "all servers")])],
    ["another window", azureTenant([assigned(first, "test server", { maintenanceConfigurationId: "/other" })])],
    [
      "another resource group",
      azureTenant(
        [{ ...assigned(first, "test server"), id: assigned(first, "").id.replace("rg-servers", "rg-other") }],
        [assigned(first, "").id],
      ),
    ],
  ])("refuses a window that takes in %s", (_, tenant) => {
    expect(said(rule, tenant)).toEqual([noMachine]);
  });

  it("judges of a program only the windows that it declares", () => {
    const judged = (declares: boolean) => {
      const tenant = azureTenant([window(first, "2027-01-10 09:00")], [assigned(first, "").id]);
      if (declares) tenant.declaredBy.set(window(first, "").id, "urn:window");
      return evaluateRules([rule], tenant.programContext(azureWorld)).map(({ resource }) => resource);
    };
    expect(judged(true)).toEqual(["urn:window"]);
    expect(judged(false)).toEqual([]);
  });
});
