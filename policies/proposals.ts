/** The way out of findings about paths: the smallest set of changes that leaves none of them. */

import { smallestCut } from "../src/access/cut.ts";
import { isProvider } from "../src/access/party.ts";
import type { Party } from "../src/access/record.ts";
import { startsOf } from "../src/access/starts.ts";
import type { Finding, ProposedChange } from "../src/finding.ts";
import type { RuleContext } from "./rule.ts";
import { pathWords, sentence } from "./words.ts";

/** Those who may not reach tier 0 on their own: what the rules about paths object to. */
const offends = (party: Party) => isProvider(party) || party.kind === "unknown";

/**
 * What to take away so that nobody of a provider, and nobody unknown, gets to tier 0 without the internal team's approval; none
 * when no finding is about that. In a partial scope only ways that the program has a part in. What is waived counts as gone.
 */
export function proposedChanges(
  { graph, attribution, scope, sourceOf }: RuleContext,
  findings: readonly Finding[],
  waived: readonly Finding[],
): ProposedChange[] {
  if (findings.every(({ path }) => path === undefined)) return [];
  const ignored = new Set<string | undefined>(
    waived.flatMap(({ path, resource }) => (path === undefined ? [] : [resource])),
  );
  const { changes } = smallestCut(graph, startsOf(graph, attribution, offends), graph.tierZero, {
    admits: ({ condition, declaredBy, objectKeys }) =>
      condition !== "internal-approval" && !ignored.has(declaredBy) && !objectKeys.some((key) => ignored.has(key)),
    ...(scope === "partial" && { through: ({ declaredBy }) => declaredBy !== undefined }),
  });
  return changes.map(({ key, declared, edges, starts }) => {
    const source = declared ? sourceOf(key) : undefined;
    const [first] = edges;
    const step = first === undefined ? key : `${first.from.label} ${pathWords([first])}`;
    const more = edges.length > 1 ? `, and ${edges.length - 1} more of the kind` : "";
    const where = declared ? "" : "; it is in the tenant already";
    return {
      resource: key,
      ...(source && { file: source.file, line: source.line }),
      message: sentence(`${step}${more}${where}`),
      cuts: starts.length,
    };
  });
}
