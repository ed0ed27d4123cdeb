/** A review as people read it: its sentences tell days in words. Its data, and names of things, stay as they are. */

import type { Difference, Review } from "../schema.ts";
import { dateText, dateTimeText } from "./words.ts";

/** Only after a word that a day follows: something may be called `Backup 2026-11-22`. */
const day =
  /(?<=\b(?:after|and|before|by|from|is|of|on|since|to|until) )\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z)?(?![\w/:-]|\.\w)/g;

/** @param names in which nothing is changed, whatever they look like */
export function spokenDays(sentence: string, names: readonly string[] = []): string {
  return sentence.replaceAll(day, (found, time: string | undefined) => {
    if (names.some((name) => name.includes(found))) return found;
    return time === undefined ? dateText(found) : dateTimeText(found);
  });
}

/** For reports that are read, not for those that are computed with. */
export function spokenReview(review: Review): Review {
  const all = (sentences: readonly string[]) => sentences.map((sentence) => spokenDays(sentence));
  const { previous } = review;
  return {
    ...review,
    headline: spokenDays(review.headline),
    decisions: review.decisions.map((decision) => ({ ...decision, text: spokenDays(decision.text) })),
    differences: review.differences.map(spokenDifference),
    notCompared: all(review.notCompared),
    inOrder: all(review.inOrder),
    ...(review.observations !== undefined && {
      observations: review.observations.map((each) => ({ ...each, unseen: all(each.unseen) })),
    }),
    ...(previous !== undefined && {
      previous: {
        ...previous,
        gone: previous.gone.map((each) => ({ ...each, title: spokenDays(each.title) })),
        rows: all(previous.rows),
        ...(previous.notCompared !== undefined && { notCompared: all(previous.notCompared) }),
        ...(previous.evidence !== undefined && {
          evidence: { ...previous.evidence, words: spokenDays(previous.evidence.words) },
        }),
      },
    }),
  };
}

function spokenDifference(difference: Difference): Difference {
  const { title, why, items, observations, rules, remedy, principal, access, row, formerly = "" } = difference;
  const names = [principal.label, access.target, access.scope, row.text, formerly];
  const say = (sentence: string) => spokenDays(sentence, names);
  return {
    ...difference,
    title: say(title),
    why: say(why),
    items: items.map(say),
    rules: rules.map((each) => ({ ...each, message: say(each.message) })),
    remedy: { ...remedy, words: say(remedy.words) },
    ...(observations !== undefined && {
      observations: observations.map((each) => ({ ...each, message: say(each.message) })),
    }),
  };
}
