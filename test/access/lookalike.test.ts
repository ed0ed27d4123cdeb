import { expect, test } from "vitest";
import { appearanceOf } from "../../src/access/lookalike.ts";

test.each<[string, string, boolean]>([
  ["ada@larkspur.example", "аdа@larkspur.example", true],
  ["ada@larkspur.example", "ada@xn--lrkspur-2fg.example", true],
  ["ada@larkspur.example", "ada@1arkspur.example", true],
  ["ada@morning.example", "ada@moming.example", true],
  ["josé.marín@sentrix.example", "jose.marin@sentrix.example", true],
  ["νοel@larkspur.example", "voel@larkspur.example", true],
  ["ada@larkspur.example", "adam@larkspur.example", false],
  ["ada@larkspur.example", "ada@larkspur.example.net", false],
])("%s and %s look alike: %s", (left, right, alike) => {
  expect(appearanceOf(left) === appearanceOf(right)).toBe(alike);
});
