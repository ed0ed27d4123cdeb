/** What a change does to who can do what, for a terminal: a line for each change, those of providers first. */

import { visible } from "../../visible.ts";
import type { Changes, CheckResult } from "../check-result.ts";
import type { Paint } from "../output.ts";
import { conditionWords } from "./words.ts";

/** More of one kind are counted: Markdown and JSON have them all. */
const most = 40;

const comparedWith: Readonly<Record<Changes["comparedWith"], string>> = {
  base: "compared with the program as it was",
  snapshot: "compared with the snapshot of the tenant",
  nothing: "all that the plan declares: neither a snapshot nor the program as it was is given",
};

/** None when nobody has compared. */
export function changeLines({ changes }: CheckResult, paint: Paint): string[] {
  if (changes === undefined) return [];
  const providersFirst = <T extends { readonly party: { readonly kind: string } }>(list: readonly T[]) => [
    ...list.filter(({ party }) => party.kind === "provider"),
    ...list.filter(({ party }) => party.kind !== "provider"),
  ];
  const lines = [
    ...capped(
      providersFirst(changes.reach).map(
        ({ change, party, principal, after, before }) =>
          `${change}: ${principal} (${party.name}), a way to Global Administrator or an equivalent, ${conditionWords[after ?? before ?? "standing"]}`,
      ),
    ),
    ...capped(
      providersFirst(changes.access).map(
        ({ change, party, principal, kind, target, scope, held, until }) =>
          `${change}: ${principal} (${party.name}), ${kind.replaceAll("-", " ")} ${target}, ${scope}, ${held}${until === undefined ? "" : ` until ${until.slice(0, 10)}`}`,
      ),
    ),
    ...capped(
      changes.signIns.map(
        ({ change, principals, policy }) =>
          `sign-in ${change.replaceAll("-", " ")}: ${principals.map(({ name }) => name).join(", ")}, by ${policy}`,
      ),
    ),
  ];
  return [
    `${paint("bold", "changes")} in who can do what, ${comparedWith[changes.comparedWith]}:`,
    ...(lines.length === 0 ? ["  none"] : lines.map((line) => `  ${visible(line)}`)),
    "",
  ];
}

function capped(lines: readonly string[]): string[] {
  return lines.length <= most ? [...lines] : [...lines.slice(0, most), `… and ${lines.length - most} more`];
}
