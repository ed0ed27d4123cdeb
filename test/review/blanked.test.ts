/** Names taken out of sentences: the same as a pattern for each would do, which takes too long for many of them. */

import * as fc from "fast-check";
import { expect, it, test } from "vitest";
import { blanked, gap } from "../../src/review/blanked.ts";

test.each<[string, string, readonly string[], readonly string[]]>([
  ["Dana is here.", `${gap} is here.`, ["Dana"], []],
  ["Danach is Dana's.", `Danach is ${gap}'s.`, ["Dana"], []],
  ["Dana (dana@x.example) is here.", `${gap} is here.`, ["Dana"], []],
  ["Dana (id 7) and Dana (id 8).", `${gap} and ${gap} (id 8).`, ["Dana"], ["id 7"]],
  ["Reader over Reader of Hudu", `${gap} over ${gap} of ${gap}`, ["Reader", "Hudu"], []],
  ["𝒜Dana and Dana𝒜 and Dana", `𝒜Dana and Dana𝒜 and ${gap}`, ["Dana"], []],
  ["C++ (a.b) is C+++", `${gap} is ${gap}+`, ["C++"], ["a.b"]],
  ["nothing", "nothing", [""], [""]],
])("%j is %j without %j", (text, expected, names, notes) => {
  expect(blanked(text, names, notes)).toBe(expected);
});

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

it("does what a pattern of the names and notes does", () => {
  const piece = fc.constantFrom(
    "a",
    "ab",
    " ",
    "(",
    ")",
    " (",
    "@",
    "x@y",
    "a (x@y)",
    "id",
    "é",
    "😀",
    "𝒜",
    "-",
    "a (id)",
  );
  const text = (maxLength: number, minLength = 0) =>
    fc.array(piece, { minLength, maxLength }).map((pieces) => pieces.join(""));
  const names = fc.array(text(3, 1), { minLength: 1, maxLength: 2 });
  fc.assert(
    fc.property(text(14), names, fc.array(text(3, 1), { maxLength: 3 }), (sentence, wanted, notes) => {
      const noted = ["[^()\\s]+@[^()\\s]+", ...notes.map(escaped)].join("|");
      const word = "[\\p{L}\\p{N}]";
      const pattern = `(?<!${word})(?:${wanted.map(escaped).join("|")})(?: \\((?:${noted})\\))?(?!${word})`;
      expect(blanked(sentence, wanted, notes)).toBe(sentence.replaceAll(new RegExp(pattern, "gu"), gap));
    }),
    { numRuns: 1000 },
  );
});
