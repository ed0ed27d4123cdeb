/** What is declared as one digest: how auditors see that two reviews were held against the same, or that something was changed. */

import type { Matrix } from "../matrix/schema.ts";
import type { Plan } from "../plan/plan.ts";
import { digestOf } from "./digest.ts";

/**
 * SHA-256 over what the matrix says and what the program declares. The day of the review, the order in which resources are constructed,
 * lines of the program and comments of the matrix are no part of it. Secrets are not, either: a plan has none.
 */
export function declaredDigest(matrix: Matrix, { resources }: Pick<Plan, "resources">): string {
  return digestOf({
    matrix,
    resources: resources
      .map(({ urn, type, read, id, inputs, options: { ignoreChanges, import: imported } }) => ({
        urn,
        type,
        read,
        id,
        inputs,
        ignoreChanges,
        imported,
      }))
      .toSorted((left, right) => (left.urn < right.urn ? -1 : left.urn > right.urn ? 1 : 0)),
  });
}
