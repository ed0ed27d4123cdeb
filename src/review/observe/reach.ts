/** Global Administrators in all but name: by what they reach, whatever their roles are called. */

import { globalAdministratorId } from "../../catalogue/entra-roles.ts";
import type { PathStep } from "../../finding.ts";
import type { ReachingPrincipal } from "../reach.ts";
import { counted } from "../words.ts";
import { nameOf, type Observation, type Observer } from "./observation.ts";

export const shadowGlobalAdministrators: Observer = ({ reaching, records, partyLabel }) => {
  const named = new Set(
    records.flatMap(({ kind, targetId, principal }) =>
      kind === "directory-role" && targetId === globalAdministratorId ? [principal.id] : [],
    ),
  );
  const objects = Map.groupBy(records, ({ principal }) => principal.id);
  const easy = ({ path }: ReachingPrincipal) => path.every(({ condition }) => condition !== "internal-approval");
  const shadows = reaching.filter((each) => !named.has(each.principal.id) && easy(each));
  const found: Observation[] = shadows.flatMap((each): Observation[] => {
    const { principal, path } = each;
    if (principal.party.kind !== "provider" && principal.party.kind !== "unknown") return [];
    return [
      {
        kind: "shadow-global-administrator",
        severity: path.every(({ condition }) => condition === "standing") ? "critical" : "high",
        message: `${nameOf(principal)} (${partyLabel(principal.party)}) is a Global Administrator in all but name: ${wayText(path)}.`,
        why: "No list of roles shows it. What counts is what somebody can become, step by step.",
        key: principal.identity,
        principal,
        objects: (objects.get(principal.id) ?? [])
          .filter(({ target }) => isOnWay(path, target))
          .map(({ objectKey }) => objectKey),
        joins: "only",
        remedy: { words: "Take away the first step of the way that nobody needs; the others then lead nowhere." },
      },
    ];
  });
  const own = shadows.filter(({ principal }) => principal.party.kind === "internal");
  if (own.length > 0) {
    found.push({
      kind: "shadow-global-administrator",
      severity: "low",
      message: `${counted(own.length, "internal person or application", "internal people and applications")} can become Global Administrator without holding the role.`,
      why: "Meant so or not, these accounts deserve the same protection as a Global Administrator's.",
      key: "internal",
      objects: [],
      joins: "also",
      remedy: {
        words:
          "Protect them like Global Administrators: a passkey, an account of their own for the work, and an approval where PIM allows it; or take away what leads there.",
      },
      items: own.map(({ principal, path }) => `${nameOf(principal)}: ${wayText(path)}`).toSorted(),
    });
  }
  return { found, unseen: [] };
};

function isOnWay(path: readonly PathStep[], target: string): boolean {
  return path.some(({ to }) => to.includes(target));
}

/** `it holds X, which …`; that it takes two of its accesses together is worth saying. */
function wayText(path: readonly PathStep[]): string {
  const through = path.slice(0, -1).map(({ to }) => to);
  const together = path.some(({ edge }) => edge === "can-pull-in");
  const way = through.length === 0 ? "directly" : `by way of ${through.join(", then ")}`;
  return together ? `${way} (two of its roles together: neither leads there alone)` : way;
}
