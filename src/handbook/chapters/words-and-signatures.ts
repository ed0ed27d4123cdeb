/** The end of the handbook: what its words mean, and where both sides sign. */

import { glossary } from "../../catalogue/glossary.ts";
import { bullets, type Chapter, paragraph, type Row, strong, table } from "../document.ts";
import type { HandbookInput } from "../input.ts";
import { isAlone } from "../words.ts";

export function glossaryChapter(): Chapter {
  return {
    id: "glossary",
    title: "Glossary",
    lead: "What the words mean in this handbook.",
    blocks: [bullets(glossary.map(({ term, meaning }) => [strong(`${term}:`), ` ${meaning}`]))],
  };
}

export function signatures({ matrix, matrixFile, digest }: HandbookInput): Chapter {
  const sides = [matrix.client.name, ...Object.values(matrix.providers).map(({ name }) => name)];
  return {
    id: "signatures",
    title: "Signatures",
    lead: `${isAlone(matrix) ? "The company signs what it reads here." : "Both sides sign what they read here."} What is signed is this state of the matrix and no other.`,
    blocks: [
      table(
        "What is signed",
        ["What", "Which"],
        [
          ["Matrix", `${matrixFile}, format version ${matrix.version}`],
          ["SHA-256 of the matrix", digest],
          ["Company", `${matrix.client.name}, tenant ${matrix.client.tenantId}`],
          ...Object.values(matrix.providers).map(
            ({ name, contract }): Row => ["Provider", `${name}, contract ${contract.reference}`],
          ),
        ],
      ),
      paragraph(
        "The long number is a fingerprint of the matrix: whoever changes one character of it gets another number. A handbook with another number is another agreement.",
      ),
      table(
        "Signatures",
        ["For", "Name", "Position", "Day", "Signature"],
        sides.map((side): Row => [side, "", "", "", ""]),
      ),
      paragraph("Not agreed to (chapter, what, why):"),
      table(
        "Reservations",
        ["Chapter", "What", "Why", "Who"],
        Array.from({ length: 2 }, () => ["", "", "", ""]),
      ),
    ],
  };
}
