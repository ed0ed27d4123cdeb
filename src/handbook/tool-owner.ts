/** Whose a tool is, and what that means for the other side. */

import { patchAssetClasses, type ToolCategory } from "../catalogue/tool-categories.ts";
import { listed } from "../entitlements/sentence-parts.ts";
import { INTERNAL, nameOfParty, type PartyKey } from "../matrix/parties.ts";
import type { Matrix } from "../matrix/schema.ts";
import { partnerOfTool, providerOfTool, type ToolRow } from "../matrix/tool-provider.ts";
import { filled, namingClient } from "./words.ts";

export interface ToolOwner {
  readonly kind: "internal" | "provider" | "shared";
  /** The provider that owns or shares it, where that can be told. */
  readonly provider?: PartyKey;
  /** Names. */
  readonly text: string;
}

/** The owner of a row of the tools. */
export function toolOwner(matrix: Matrix, category: ToolCategory, row: ToolRow): ToolOwner {
  const kind = row.owner === INTERNAL || row.owner === "shared" ? row.owner : "provider";
  const provider = providerOfTool(matrix, category.id, row);
  const name = provider === undefined ? "a provider that the matrix does not name" : nameOfParty(matrix, provider);
  const text =
    kind === "internal" ? matrix.client.name : kind === "shared" ? `${matrix.client.name} and ${name}, shared` : name;
  return { kind, text, ...(provider !== undefined && { provider }) };
}

/** What the side that does not own it gets: as agreed, as usual for the category, or what the owner means on paper. */
export function otherSideText(matrix: Matrix, category: ToolCategory, row: ToolRow): string {
  if (row.otherSide !== undefined) return row.otherSide;
  const owner = toolOwner(matrix, category, row);
  if (Object.keys(matrix.providers).length === 0) return "There is no other side.";
  if (category.id === "patch-management" && owner.kind === "shared") {
    const split = patchingSplit(matrix);
    if (split !== undefined) return split;
  }
  if (owner.kind === category.defaultOwner) return namingClient(category.otherSide, matrix);
  return filled(category.contract[owner.kind], matrix, partnerOfTool(matrix, category.id, row));
}

/** Who patches which class of machines, as it is agreed here and not as it usually is; undefined where no class is divided. */
function patchingSplit(matrix: Matrix): string | undefined {
  const classes = matrix.tools["patch-management"]?.patching ?? {};
  const owned = patchAssetClasses.flatMap((assetClass) => {
    const owner = classes[assetClass]?.owner;
    return owner === undefined ? [] : [{ owner, name: assetClassName(assetClass) }];
  });
  if (owned.length === 0) return undefined;
  const shares = [...Map.groupBy(owned, ({ owner }) => owner)].map(
    ([owner, own]) => `${nameOfParty(matrix, owner)} has ${listed(own.map(({ name }) => name))}`,
  );
  return `Split by asset class: ${shares.join("; ")}.`;
}

/** `third-party applications` */
export function assetClassName(assetClass: string): string {
  return assetClass.replaceAll("-", " ").replace("third party", "third-party");
}
