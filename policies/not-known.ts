/** What a preview does not know yet. */

import { isUnknown } from "../src/plan/plan.ts";

/** Whether a value, or anything in it, is not known before the deployment. */
export function hasUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}
