import type { AccessRecord } from "../../src/access/record.ts";
import { conveysAccess } from "../conveying.ts";
import { agreedGroup, isInGroup } from "../entitled.ts";
import { groupRecords } from "../findings.ts";
import type { Rule, RuleContext } from "../rule.ts";
import { namesOf, sentence } from "../words.ts";

/** A leap year: what the portal calls one year. */
const longestDays = 366;

export const providerAccessExpires: Rule = {
  id: "DEMARC.ACCESS.5v1",
  name: "provider-access-expires",
  severity: "error",
  title: "A provider's access ends by itself",
  rationale:
    "People leave a provider without telling its clients. An eligibility with an end is renewed by somebody who thinks about it; one without is found by an attacker.",
  evaluate(context) {
    return groupRecords(context, (record) => problem(context, record) !== undefined).map((group) => {
      const { first, provider, labels, resource } = group;
      const what = first.kind === "group-member" ? `group "${first.target}"` : first.target;
      const many = new Set(labels).size > 1;
      const verb =
        first.held === "eligible"
          ? many
            ? "are eligible for"
            : "is eligible for"
          : first.kind === "group-member"
            ? many
              ? "are standing members of"
              : "is a standing member of"
            : many
              ? "hold"
              : "holds";
      return {
        message: sentence(`${namesOf(labels, provider, context)} ${verb} ${what} ${problem(context, first) ?? ""}`),
        resource,
        remedy:
          first.kind === "group-member"
            ? "Make people eligible for the group with an end within a year (azuread.PrivilegedAccessGroupEligibilitySchedule with a duration or expirationDate), not members."
            : "A directory role's eligibility cannot be declared with an end. Give the role to a role-assignable group and make people eligible for the group for a limited time.",
      };
    });
  },
};

/** How the access fails to end, as the end of a sentence; undefined when it ends soon enough. */
function problem(context: RuleContext, record: AccessRecord): string | undefined {
  if (record.held === "activated") return undefined;
  const ends = endProblem(record, context.today);
  if (ends === undefined) return undefined;
  if (record.kind === "directory-role") {
    // A group or an application holds its role for as long as it exists; who is in the group is what ends.
    if (record.held !== "eligible" && record.principal.type !== "user") return undefined;
    return ends;
  }
  if (record.kind !== "group-member" || !conveysAccess(context, record.targetId ?? "")) return undefined;
  if (isMemberByMatrix(context, record)) return undefined;
  return record.held === "eligible" || record.principal.type === "user" ? ends : undefined;
}

/** Day-to-day work in a system: the matrix makes people members, and takes them out when it no longer names them. */
function isMemberByMatrix(context: RuleContext, record: AccessRecord): boolean {
  const group = agreedGroup(context, record.targetId ?? "");
  return group !== undefined && group.activation === undefined && isInGroup(context, group, record.principal);
}

function endProblem({ until, since, held }: AccessRecord, today: string): string | undefined {
  if (until === undefined) return held === "eligible" ? "without an end" : "at all times, without an end";
  // Counted from its start, so that the answer does not change while it runs; without one from today.
  const start = new Date(since ?? today).getTime();
  const days = (new Date(until).getTime() - start) / 86_400_000;
  return days > longestDays ? `until ${until.slice(0, 10)}, which is more than a year` : undefined;
}
