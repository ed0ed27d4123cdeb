/** Start and end of what PIM grants (https://learn.microsoft.com/graph/api/resources/requestschedule). */

import type { Entity, JsonObject } from "../entity.ts";
import { asObject, asText } from "../entity.ts";
import { badRequest } from "./error.ts";

const duration = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const day = 86_400_000;

/** Milliseconds of an ISO 8601 duration; a year counts 365 days and a month 30, as PIM counts them. */
export function durationMilliseconds(text: string): number {
  const match = duration.exec(text);
  if (match === null || text === "P" || text.endsWith("T"))
    throw badRequest(`Invalid duration '${text}'.`, "BadRequest");
  const [years, months, weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return (
    (years ?? 0) * 365 * day +
    (months ?? 0) * 30 * day +
    (weeks ?? 0) * 7 * day +
    (days ?? 0) * day +
    (hours ?? 0) * 3_600_000 +
    (minutes ?? 0) * 60_000 +
    (seconds ?? 0) * 1000
  );
}

/** A date the way Graph writes it: whole seconds, UTC. */
export function graphDate(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

export interface Period {
  readonly start: string;
  /** Absent: without end. */
  readonly end?: string;
  /** As the request asked for it, completed: what the request itself shows when read again. */
  readonly requested: JsonObject;
  /** As the schedule shows it: with the moment it ends. */
  readonly scheduled: JsonObject;
}

/**
 * Reads `scheduleInfo`. Without a start it starts now.
 * @throws GraphError 400 for a date or duration that cannot be read, or an end before the start.
 */
export function readPeriod(scheduleInfo: unknown, now: string): Period {
  const info = asObject(scheduleInfo) ?? {};
  const asked = asText(info["startDateTime"]);
  if (asked !== undefined && Number.isNaN(Date.parse(asked))) {
    throw badRequest(`Invalid startDateTime '${asked}'.`, "BadRequest");
  }
  const start = graphDate(Math.max(asked === undefined ? 0 : Date.parse(asked), Date.parse(now)));
  const expiration = asObject(info["expiration"]) ?? {};
  const type = asText(expiration["type"]) ?? "noExpiration";
  const end = endOf(type, expiration, start);
  const expirationAsked = {
    type,
    endDateTime: asText(expiration["endDateTime"]) ?? null,
    duration: asText(expiration["duration"]) ?? null,
  };
  const expirationScheduled =
    end === undefined
      ? { type: "noExpiration", endDateTime: null, duration: null }
      : { type: "afterDateTime", endDateTime: end, duration: null };
  const frame = { startDateTime: start, recurrence: null };
  return {
    start,
    ...(end !== undefined && { end }),
    requested: { ...frame, expiration: expirationAsked },
    scheduled: { ...frame, expiration: expirationScheduled },
  };
}

function endOf(type: string, expiration: JsonObject, start: string): string | undefined {
  switch (type) {
    case "noExpiration":
    case "notSpecified":
      return undefined;
    case "afterDuration": {
      const length = asText(expiration["duration"]);
      if (length === undefined) throw badRequest("An expiration after a duration needs 'duration'.", "BadRequest");
      return graphDate(Date.parse(start) + durationMilliseconds(length));
    }
    case "afterDateTime": {
      const end = asText(expiration["endDateTime"]) ?? "";
      if (Number.isNaN(Date.parse(end))) throw badRequest(`Invalid endDateTime '${end}'.`, "BadRequest");
      if (Date.parse(end) <= Date.parse(start)) {
        throw badRequest("The end of the schedule is before its start.", "BadRequest");
      }
      return graphDate(Date.parse(end));
    }
    default:
      throw badRequest(`Invalid expiration type '${type}'.`, "BadRequest");
  }
}

/** Start and end of a stored schedule, in milliseconds; without end: Infinity. */
export function periodOf(schedule: Entity): { readonly start: number; readonly end: number } {
  const info = asObject(schedule["scheduleInfo"]) ?? {};
  const start = Date.parse(asText(info["startDateTime"]) ?? "");
  const end = Date.parse(asText(asObject(info["expiration"])?.["endDateTime"]) ?? "");
  return { start: Number.isNaN(start) ? 0 : start, end: Number.isNaN(end) ? Number.POSITIVE_INFINITY : end };
}

/** True while the schedule has begun and has not ended. */
export function isCurrent(schedule: Entity, now: string): boolean {
  const { start, end } = periodOf(schedule);
  const moment = Date.parse(now);
  return start <= moment && moment < end;
}
