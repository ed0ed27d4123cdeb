/** What a review writes down of each system beside the tenant. */

import { INTERNAL } from "../../matrix/parties.ts";
import type { Matrix } from "../../matrix/schema.ts";
import type { SystemRosterDocument } from "../../roster/roster.ts";
import { digestOf } from "../digest.ts";
import { labelOfParty } from "../party-label.ts";
import type { Difference, ReviewedSystem } from "../schema.ts";
import type { SystemComparison } from "./compare.ts";
import { isOfStrangers } from "./shown.ts";

/** @param differences of the whole review: lines may have been put together since the comparison */
export function reviewedSystem(
  { access, agreed, asAgreed }: SystemComparison,
  differences: readonly Difference[],
  matrix: Matrix,
): ReviewedSystem {
  const { system, roster, accounts } = access;
  const keys = new Set(accounts.map(({ key }) => key));
  const isAbout = ({ access: held, row }: Pick<Difference, "access" | "row">) =>
    held.objects.some((object) => keys.has(object)) || `${row.path}.`.startsWith(`systems.${system.key}.`);
  const able = accounts.filter(({ enabled }) => enabled !== false);
  return {
    key: system.key,
    name: system.name,
    category: system.category,
    owners: system.owners.map((owner) =>
      labelOfParty(owner === INTERNAL ? { kind: "internal" } : { kind: "provider", provider: owner }, matrix),
    ),
    ...(roster !== undefined && {
      roster: {
        collectedAt: roster.collectedAt,
        source: sourceText(roster),
        digest: digestOf(roster),
        ...(roster.source.kind === "csv" && { fileDigest: roster.source.sha256 }),
        complete: roster.complete,
        ...(isOfStrangers(access) && { ofStrangers: true as const }),
        showsRoles: roster.showsRoles,
        accounts: able.length,
        ofProviders: able.filter(({ holder }) => holder.party.kind === "provider").length,
        superAdministrators: able.filter(({ roles }) => roles.some(({ reach }) => reach === "super-administrator"))
          .length,
      },
    }),
    agreed,
    asAgreed,
    differences: differences
      .filter((each) => isAbout(each) || each.members?.some(isAboutMember) === true)
      .map(({ id }) => id),
  };

  function isAboutMember({ access: held }: NonNullable<Difference["members"]>[number]): boolean {
    return held.objects.some((object) => keys.has(object));
  }
}

function sourceText({ source }: SystemRosterDocument): string {
  return source.kind === "api" ? source.address : source.file;
}
