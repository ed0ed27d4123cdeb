/** The document that `demarc check --format json` prints, and its schema in `schema/`. */

import { z } from "zod";

const pathStep = z.strictObject({
  from: z.string(),
  edge: z.string(),
  to: z.string(),
  condition: z.enum(["standing", "self-activation", "provider-approval", "unknown-approval", "internal-approval"]),
  resource: z.string().optional().meta({ description: "URN of the declared resource that makes the step possible." }),
  file: z.string().optional(),
  line: z.int().positive().optional(),
});

const finding = z.strictObject({
  rule: z.string(),
  severity: z.enum(["error", "warning", "note"]),
  message: z.string(),
  resource: z.string().meta({ description: "URN of the resource to blame." }),
  file: z.string().optional(),
  line: z.int().positive().optional(),
  column: z.int().positive().optional(),
  path: z.array(pathStep).optional(),
  remedy: z.string().optional(),
});

/** What `demarc check --format json` prints. */
export const checkResultSchema = z.strictObject({
  ok: z.boolean().meta({ description: "True exactly when there is a plan and no finding of severity error." }),
  findings: z.array(finding),
  resources: z.int().nonnegative().meta({ description: "Number of resources in the plan." }),
  assumptions: z.array(z.string()).meta({ description: "What was taken for granted because nothing said otherwise." }),
  error: z
    .strictObject({ reason: z.string(), message: z.string(), file: z.string().optional(), line: z.int().optional() })
    .optional()
    .meta({ description: "Why there is no plan: the findings then say nothing. Exit status 2." }),
});

export type CheckResult = z.infer<typeof checkResultSchema>;

/** JSON Schema (2020-12) of the document. */
export function checkResultJsonSchema(): object {
  return { title: "Result of demarc check", ...z.toJSONSchema(checkResultSchema) };
}
