import { isOfType } from "../../src/access/azure/read-types.ts";
import { scopeOf } from "../../src/access/azure/scopes.ts";
import type { MaintenanceWindow } from "../../src/entitlements/azure.ts";
import { weekdays } from "../../src/matrix/maintenance-window.ts";
import { asObject, asText } from "../../src/tenant/entity.ts";
import type { ArmResource } from "../../src/tenant/snapshot.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { nameList } from "../words.ts";

export const serversPatchedInWindows: Rule = {
  id: "DEMARC.AZURE.7v1",
  name: "servers-patched-in-windows",
  severity: "error",
  title: "What is patched is patched in the window that was agreed, ring by ring",
  rationale:
    "A window on paper binds nobody. In Azure Update Manager it decides when machines may restart, and the first ring shows what an update breaks before the others have it.",
  evaluate(context) {
    const { updates } = context.entitlements.azure ?? {};
    if (updates === undefined) return [];
    const resources = context.snapshot.collections.armResources;
    const configurations = resources.filter((each) =>
      isOfType(each, "microsoft.maintenance/maintenanceconfigurations"),
    );
    const assignments = resources.filter((each) => isOfType(each, "microsoft.maintenance/configurationassignments"));
    return updates.windows.flatMap((window) =>
      windowProblems(
        window,
        configurations.find(({ name }) => name.toLowerCase() === window.key.toLowerCase()),
        assignments,
        updates,
        context,
      ),
    );
  },
};

type Updates = NonNullable<NonNullable<RuleContext["entitlements"]["azure"]>["updates"]>;

function windowProblems(
  window: MaintenanceWindow,
  configuration: ArmResource | undefined,
  assignments: readonly ArmResource[],
  updates: Updates,
  context: RuleContext,
): RuleFinding[] {
  const { assetClass, ring } = window;
  const what = `Ring ${ring} of ${assetClass}`;
  const row = `tools.patch-management.patching.${assetClass}`;
  if (configuration === undefined) {
    if (context.scope === "partial") return [];
    return [
      {
        message: `${what} has no maintenance window, and the matrix says when it is patched: its machines restart whenever somebody wants.`,
        resource: row,
        remedy: `Declare the window ${window.key} (azure-native.maintenance.MaintenanceConfiguration), or take the class out of azure.updates.`,
      },
    ];
  }
  if (!context.concerns(configuration.id)) return [];
  const resource = context.declaredBy(configuration.id) ?? configuration.id;
  const different = differences(window, updates, configuration);
  const isAssigned = assignments.some((assignment) => takesIn(assignment, configuration, window, updates));
  return [
    ...(different.length === 0
      ? []
      : [
          {
            message: `${what} is patched outside of its window: ${nameList(different)}.`,
            resource,
            remedy: `Set what ${row} says, or agree on the new window there.`,
          },
        ]),
    ...(isAssigned || context.scope === "partial"
      ? []
      : [
          {
            message: `${what} has a maintenance window that takes in no machine: nothing assigns ${window.key} to machines with ${updates.ringTag}=${ring} in ${window.scope.key}.`,
            resource,
            remedy:
              "Assign it (azure-native.maintenance.ConfigurationAssignmentsForResourceGroup or …ForSubscription) with a filter on the ring's tag.",
          },
        ]),
  ];
}

/** What of a window is not as agreed: `recurs Day, and 2Weeks Saturday is agreed`. */
function differences(window: MaintenanceWindow, { timeZone }: Updates, { properties }: ArmResource): string[] {
  const actual = asObject(properties?.["maintenanceWindow"]) ?? {};
  const facts: readonly [what: string, agreed: string, actual: string | undefined][] = [
    ["begins at", clock(window.start) ?? "", clock(asText(actual["startDateTime"]))],
    ["lasts", window.duration, asText(actual["duration"])],
    ["recurs", window.every, asText(actual["recurEvery"])],
    ["is in", timeZone, asText(actual["timeZone"])],
  ];
  const different = facts
    .filter(([, agreed, found]) => agreed.toLowerCase() !== found?.toLowerCase())
    .map(([what, agreed, found]) => `it ${what} ${found ?? "nobody knows"}, and ${agreed} is agreed`);
  const scope = asText(properties?.["maintenanceScope"]);
  const end = asText(actual["expirationDateTime"]);
  return [
    ...different,
    ...(scope === undefined || scope.toLowerCase() === "inguestpatch"
      ? []
      : [`it is for ${scope}, and only InGuestPatch installs updates in a machine`]),
    ...(end === undefined || noEnd.test(end) ? [] : [`it ends on ${end}, and no end is agreed`]),
    ...(different.length === 0 && !isItsTurn(window, asText(actual["startDateTime"]))
      ? [`it begins on ${asText(actual["startDateTime"])?.trim().slice(0, 10)}, when it is another ring's turn`]
      : []),
  ];
}

/** How Azure writes that a window never ends. */
const noEnd = /^\s*9999-/;

/** Time of day of `YYYY-MM-DD hh:mm`, with or without seconds. */
function clock(text: string | undefined): string | undefined {
  return /\d\d:\d\d/.exec(text ?? "")?.[0];
}

/** Whether a start in a rhythm of several days or weeks is one of the agreed ones: rings take turns. */
function isItsTurn({ start, every }: MaintenanceWindow, actual: string | undefined): boolean {
  const [, many = "1", unit, on] = /^(\d*)(Day|Week)s?(?: (\w+))?/.exec(every) ?? [];
  const rhythm = Number(many || 1) * (unit === "Week" ? 7 : 1);
  const [agreed, found] = [start, actual ?? ""].map((text) => firstDay(text, unit === "Week" ? on : undefined));
  if (unit === undefined || agreed === undefined || found === undefined) return true;
  return (found - agreed) % rhythm === 0;
}

/** The day of a date, or of the weekday that comes next, in days since 1970. */
function firstDay(text: string, weekday: string | undefined): number | undefined {
  const time = Date.parse(`${text.trim().slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(time)) return undefined;
  const at = weekdays.findIndex((name) => name.toLowerCase() === weekday?.toLowerCase());
  const wait = at === -1 ? 0 : (at - new Date(time).getUTCDay() + 7) % 7;
  return time / 86_400_000 + wait;
}

/** Whether an assignment brings the ring's machines of the scope under the window. */
function takesIn(
  { id, properties }: ArmResource,
  configuration: ArmResource,
  { scope, ring }: MaintenanceWindow,
  { ringTag }: Updates,
): boolean {
  const of = asText(properties?.["maintenanceConfigurationId"]);
  if (of === undefined || scopeOf(of) !== scopeOf(configuration.id)) return false;
  const at = scopeOf(id.slice(0, id.toLowerCase().lastIndexOf("/providers/microsoft.maintenance/")));
  if (at !== scopeOf(scope.id) && at !== `/subscriptions/${scope.subscriptionId.toLowerCase()}`) return false;
  const tags = asObject(asObject(asObject(properties?.["filter"])?.["tagSettings"])?.["tags"]);
  const values = tags?.[ringTag];
  return tags === undefined || (Array.isArray(values) && values.includes(ring));
}
