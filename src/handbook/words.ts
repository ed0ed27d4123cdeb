/** Names, times and lists as the handbook says them. */

import { functionById } from "../catalogue/functions.ts";
import { systemById } from "../catalogue/systems/index.ts";
import { listed, withNames } from "../entitlements/sentence-parts.ts";
import type { SupportCondition } from "../matrix/parties.ts";
import { INTERNAL, nameOfParty } from "../matrix/parties.ts";
import { personIn } from "../matrix/people.ts";
import type { Matrix } from "../matrix/schema.ts";
import type { ToolRow } from "../matrix/tool-provider.ts";
import { dateText } from "../review/report/words.ts";
import { counted } from "../review/words.ts";

type Named = Pick<Matrix, "client" | "providers">;

/** Id of a named system, or the name of any other. */
export function systemKey(system: ToolRow["systems"][number]): string {
  return typeof system === "string" ? system : system.name;
}

/** `NinjaOne`; a system that the catalogue does not know is called what the matrix calls it. */
export function systemName(key: string): string {
  return systemById(key)?.name ?? key;
}

/** `Tier-1 helpdesk` */
export function functionTitle(id: string): string {
  return functionById(id)?.title ?? id;
}

/** `a, b or c` */
export function either(texts: readonly string[]): string {
  return new Intl.ListFormat("en-GB", { type: "disjunction" }).format(texts);
}

/** The name that belongs to an address; an address that the matrix knows nobody for stays one. */
export function personName({ internal, providers }: Pick<Matrix, "internal" | "providers">, address: string): string {
  const wanted = address.toLowerCase();
  const own = internal.people.find(({ userPrincipalName }) => userPrincipalName.toLowerCase() === wanted);
  const theirs = Object.values(providers).flatMap(({ people }) => people);
  return own?.name ?? theirs.find(({ email }) => email.toLowerCase() === wanted)?.name ?? address;
}

/** Who decides, in order; of a provider's person it is said whose that is. */
export function decidersOf(matrix: Matrix, id: keyof Matrix["incidentDecisions"]): readonly string[] {
  return (matrix.incidentDecisions[id] ?? []).map((text) => {
    const party = personIn(matrix, text)?.party ?? INTERNAL;
    return party === INTERNAL ? text : `${text} (${nameOfParty(matrix, party)})`;
  });
}

/** `30 minutes`, `1 hour` */
export function minutesText(minutes: number): string {
  return minutes % 60 === 0 ? hoursText(minutes / 60) : counted(minutes, "minute");
}

/** `every hour`, `every 30 minutes` */
export function everyText(minutes: number): string {
  return `every ${minutesText(minutes)}`.replace("every 1 ", "every ");
}

/** People or steps in an order: `first: Ana; then: Ben`. */
export function inOrder(texts: readonly string[]): string {
  if (texts.length === 1) return texts[0] ?? "";
  return texts.map((text, index) => `${index === 0 ? "first" : "then"}: ${text}`).join("; ");
}

/** `30 minutes`, `1 hour`, `3 days` */
export function hoursText(hours: number): string {
  if (hours < 1) return counted(Math.round(hours * 60), "minute");
  return hours >= 48 && hours % 24 === 0 ? counted(hours / 24, "day") : counted(hours, "hour");
}

/** `3 hours 55 minutes` of `03:55`, as Azure has lengths of time; anything else stays as it is. */
export function lengthText(duration: string): string {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(duration) ?? [];
  if (hours === undefined || minutes === undefined) return duration;
  const parts = [
    Number(hours) > 0 ? counted(Number(hours), "hour") : "",
    Number(minutes) > 0 ? counted(Number(minutes), "minute") : "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** `2 January 2027, 22:00` of `2027-01-02 22:00`. */
export function momentText(moment: string): string {
  const [day = "", time] = moment.split(/[ T]/);
  return time === undefined ? dateText(day) : `${dateText(day)}, ${time}`;
}

/** `21 November 2026`, or what is said where no date is known. */
export function dayText(date: string | undefined, otherwise: string): string {
  return date === undefined ? otherwise : dateText(date);
}

const conditions: Readonly<Record<SupportCondition, string>> = {
  "overflow-only": "only when there is too much work",
  "internal-unavailable": "only when nobody of the internal team is available",
  "after-hours": "only after hours",
};

/** `only after hours` */
export function conditionText(when: SupportCondition): string {
  return conditions[when];
}

/** A sentence of the catalogue with both names in it. */
export function filled(sentence: string, matrix: Named, provider: string): string {
  return withNames(sentence, matrix.client.name, provider).replace(/^(?:the|each) provider/, (start) =>
    start.replace(/^./, (letter) => letter.toUpperCase()),
  );
}

/** A sentence of the catalogue that calls the company “the client”, with its name. */
export function namingClient(sentence: string, { client }: Named): string {
  return sentence.replaceAll(/\bthe client\b/gi, () => client.name);
}

/** Whether nobody from outside works for the company: then there are no two sides to speak of. */
export const isAlone = ({ providers }: Pick<Matrix, "providers">): boolean => Object.keys(providers).length === 0;

/** All providers by name: `Tideway IT and Nightwatch`, or what is said where there is none. */
export function providerNames(matrix: Named, otherwise: string): string {
  const names = Object.values(matrix.providers).map(({ name }) => name);
  if (names.length > 4) return `the ${names.length} providers`;
  return names.length === 0 ? otherwise : listed(names);
}
