/** What would change if the company divided its IT in another way: told from its own rows, for every row. */

import { serviceModels } from "../../catalogue/operations.ts";
import { alwaysInternal, type ServiceModelId, serviceModelTexts } from "../../catalogue/service-models.ts";
import { toolCategories } from "../../catalogue/tool-categories.ts";
import { deriveEntitlements } from "../../entitlements/derive.ts";
import { INTERNAL, nameOfParty, resolveRows } from "../../matrix/parties.ts";
import type { Matrix } from "../../matrix/schema.ts";
import { counted } from "../../review/words.ts";
import { administrativeScope, type ScopeLine } from "../administrative-scope.ts";
import {
  type Block,
  bullets,
  type Chapter,
  heading,
  type Phrase,
  paragraph,
  type Row,
  strong,
  table,
} from "../document.ts";
import type { HandbookInput } from "../input.ts";
import { inModel } from "../other-model.ts";
import { toolOwner } from "../tool-owner.ts";
import { filled, functionTitle, providerNames } from "../words.ts";

const titleOf = (id: ServiceModelId) => serviceModelTexts.find((text) => text.id === id)?.title ?? id;

export function otherModels({ matrix }: HandbookInput): Chapter {
  const now = matrix.client.model;
  const others = serviceModels.filter((id) => id !== now);
  const matrices = [matrix, ...others.map((id) => inModel(matrix, id))];
  const columns = [`Now: ${titleOf(now).toLowerCase()}`, ...others.map(titleOf)];
  return {
    id: "other-models",
    title: "If the model changes",
    lead: "The same matrix in the two other ways to divide IT. Marked is what would be different from today. It shows what a change of the model takes, before anybody decides on it.",
    blocks: [
      table(
        "The three models",
        ["What", ...[now, ...others].map((id) => `${titleOf(id)}${id === now ? " (now)" : ""}`)],
        (
          [
            ["Ownership", "ownership"],
            ["Change control", "changeControl"],
            ["Tickets", "tickets"],
            ["Biggest risk", "biggestRisk"],
          ] as const
        ).map(
          ([label, field]): Row => [
            label,
            ...[now, ...others].map((id) =>
              filled(serviceModelTexts.find((text) => text.id === id)?.[field] ?? "", matrix, "the provider"),
            ),
          ],
        ),
      ),
      heading("Row by row"),
      table("Functions in each model", ["Function", ...columns], functionRows(matrices)),
      heading("Tool by tool"),
      table("Tools in each model", ["Category", ...columns], toolRows(matrices)),
      ...others.flatMap((id) => accessBlocks(matrix, id)),
      heading("What stays with the company in every model"),
      bullets([
        "The tenant, its domains and its emergency accounts: whoever holds them can leave.",
        "The decisions in an incident, and the numbers of the recovery plan.",
        ...[...alwaysInternal].map(([id, why]) => `${functionTitle(id)}: ${why}`),
      ]),
    ],
  };
}

function functionRows(matrices: readonly Matrix[]): Row[] {
  const owners = matrices.map((each) => {
    const rows = resolveRows(each);
    return new Map(
      rows.map(({ functionId, owner, provider, accountable }) => {
        const name = provider === undefined ? "" : nameOfParty(each, provider);
        const text =
          owner === "internal"
            ? nameOfParty(each, INTERNAL)
            : owner === "joint"
              ? `joint with ${name}, ${nameOfParty(each, accountable)} answers`
              : name;
        return [functionId as string, text];
      }),
    );
  });
  const ids = [...new Set(owners.flatMap((each) => [...each.keys()]))];
  return ids.map((id) => [functionTitle(id), ...marked(owners.map((each) => each.get(id) ?? "nobody"))]);
}

function toolRows(matrices: readonly Matrix[]): Row[] {
  return toolCategories.map((category) => [
    category.title,
    ...marked(
      matrices.map((each) => {
        const row = each.tools[category.id];
        return row === undefined ? "nobody" : toolOwner(each, category, row).text;
      }),
    ),
  ]);
}

/** What differs from the first stands out. */
const marked = ([now = "", ...others]: readonly string[]): Phrase[] => [
  now,
  ...others.map((text): Phrase => (text === now ? text : [strong(text)])),
];

/** Roles in the tenant that come and go: derived as the roles of today are. */
function accessBlocks(matrix: Matrix, model: ServiceModelId): Block[] {
  const other = inModel(matrix, model);
  const before = administrativeScope(matrix, deriveEntitlements(matrix));
  const after = administrativeScope(other, deriveEntitlements(other));
  const key = ({ provider, purpose, role, where }: ScopeLine) => `${provider} ${purpose} ${role} ${where}`;
  const had = new Set(before.map(key));
  const has = new Set(after.map(key));
  const added = after.filter((line) => !had.has(key(line)));
  const gone = before.filter((line) => !has.has(key(line)));
  const sentence = (of: Matrix) => (line: ScopeLine) =>
    `${nameOfParty(of, line.provider)}: ${line.role}, over ${line.where}, for ${line.purpose}`;
  return [
    heading(`Access in the tenant under ${titleOf(model).toLowerCase()}`),
    paragraph(
      added.length + gone.length === 0
        ? "No role in the tenant would change."
        : `${counted(added.length, "role")} of providers would come, and ${counted(gone.length, "role")} would go${model === "in-house" && gone.length > 0 ? `: the exit of ${providerNames(matrix, "the provider")}` : ""}.`,
    ),
    ...(added.length === 0 ? [] : [paragraph([strong("Would come:")]), bullets(added.map(sentence(other)))]),
    ...(gone.length === 0 ? [] : [paragraph([strong("Would go:")]), bullets(gone.map(sentence(matrix)))]),
  ];
}
