/**
 * Maintenance windows as Azure Update Manager wants them
 * (https://learn.microsoft.com/rest/api/maintenance/maintenance-configurations/create-or-update).
 */

import { clock, longestWindow, type RecurringWindow, readWindow, weekdays } from "../matrix/maintenance-window.ts";
import type { Matrix } from "../matrix/schema.ts";
import type { MaintenanceWindow, UpdateEntitlement } from "./azure.ts";
import { delegable, scopesNamed } from "./azure-scopes.ts";
import { slug } from "./names.ts";

type Section = NonNullable<Matrix["azure"]>;
type Class = NonNullable<NonNullable<Section["updates"]>["classes"]>[keyof NonNullable<Section["updates"]>["classes"]];

/** Windows of every asset class that the section names, one for each ring. */
export function updateWindows(matrix: Matrix, azure: Section): UpdateEntitlement | undefined {
  if (azure.updates === undefined) return undefined;
  const { classes, resourceGroup = azure.resourceGroup, timeZone, reboot, ringTag, from } = azure.updates;
  const patching = matrix.tools["patch-management"]?.patching ?? {};
  const windows = Object.entries(classes).flatMap(([assetClass, place]): MaintenanceWindow[] => {
    const agreed = patching[assetClass as keyof typeof patching];
    const [scope] = place === undefined ? [] : scopesNamed(azure, place.scope).flatMap((each) => delegable(each) ?? []);
    if (agreed === undefined || place === undefined || scope === undefined) return [];
    return agreed.rings.flatMap((ring, index): MaintenanceWindow[] => {
      const turn = turnOf(agreed.window, place, { ring: index, rings: agreed.rings.length, from });
      if (turn === undefined) return [];
      return [
        { key: `${assetClass}-${ringKey(agreed.rings, index)}`, assetClass, owner: agreed.owner, ring, scope, ...turn },
      ];
    });
  });
  return { resourceGroup, timeZone, reboot, ringTag, windows };
}

/** A ring's name as part of a resource's; its number where nothing of it is left or another ring has it. */
function ringKey(rings: readonly string[], index: number): string {
  const keys = rings.map((ring) => slug(ring));
  const own = keys[index] ?? "";
  return own === "" || keys.indexOf(own) !== index ? `ring-${index + 1}` : own;
}

type Turn = Pick<MaintenanceWindow, "start" | "duration" | "every">;
interface Order {
  readonly ring: number;
  readonly rings: number;
  /** ISO date. */
  readonly from: string;
}

function turnOf(agreed: string, place: NonNullable<Class>, order: Order): Turn | undefined {
  const { window: own } = place;
  if (own !== undefined) {
    const duration = clock(Math.round(own.hours * 60));
    return { start: `${order.from} ${own.start}`, duration, every: own.every };
  }
  const window = readWindow(agreed);
  return window && inTurn(window, order);
}

/**
 * Rings take turns: of two with a weekly window each has it every second week, the second a week after the first, so that what the
 * first ring shows is known before the next one begins. A window that is longer than Azure allows begins when it was agreed and ends
 * earlier.
 */
function inTurn({ start, minutes, weekday }: RecurringWindow, { ring, rings, from }: Order): Turn {
  const first = new Date(`${from}T00:00:00Z`);
  const wait = weekday === undefined ? 0 : (weekdays.indexOf(weekday) - first.getUTCDay() + 7) % 7;
  const days = wait + ring * (weekday === undefined ? 1 : 7);
  const day = new Date(first.getTime() + days * 86_400_000).toISOString().slice(0, 10);
  const unit = weekday === undefined ? "Day" : "Week";
  return {
    start: `${day} ${start}`,
    duration: clock(Math.min(minutes, longestWindow)),
    every: `${rings === 1 ? unit : `${rings}${unit}s`}${weekday === undefined ? "" : ` ${weekday}`}`,
  };
}
