/**
 * Addresses that a reader takes for another: written with letters of other alphabets, with a digit for a letter, or as punycode. Two that
 * come to the same here look alike; that is a reason to ask, and proves nothing.
 */

import { domainToUnicode } from "node:url";

/**
 * Letters that look like those of the Latin alphabet, of the alphabets that names of domains are registered in
 * (https://www.unicode.org/Public/security/latest/confusables.txt, https://www.unicode.org/reports/tr39/#Confusable_Detection).
 */
const looksLike: Readonly<Record<string, string>> = {
  // Cyrillic
  а: "a",
  с: "c",
  ԁ: "d",
  е: "e",
  һ: "h",
  і: "i",
  ј: "j",
  ӏ: "l",
  о: "o",
  р: "p",
  ԛ: "q",
  ѕ: "s",
  у: "y",
  ѵ: "v",
  ԝ: "w",
  х: "x",
  // Greek
  α: "a",
  ι: "i",
  κ: "k",
  ν: "v",
  ο: "o",
  ρ: "p",
  υ: "u",
  χ: "x",
  // Latin, beside the alphabet
  ɑ: "a",
  ɡ: "g",
  ı: "i",
  // Digits
  0: "o",
  1: "l",
};

/** What an address looks like: the same for two that a reader takes for one another. */
export function appearanceOf(address: string): string {
  const at = address.lastIndexOf("@");
  const domain = address.slice(at + 1);
  const shown = `${address.slice(0, at + 1)}${domainToUnicode(domain) || domain}`;
  const letters = shown.normalize("NFKD").toLowerCase().replaceAll(/\p{M}/gu, "");
  return [...letters]
    .map((letter) => looksLike[letter] ?? letter)
    .join("")
    .replaceAll("rn", "m")
    .replaceAll("vv", "w");
}
