/** Recovery: what the client demands of each critical system, and how it is tried. */

import { z } from "zod";
import { hours, isoDate, text } from "./shapes.ts";

export const recoverySection = z
  .array(
    z.strictObject({
      system: text,
      recoveryTimeHours: hours.meta({ description: "RTO, hours: the client's number." }),
      recoveryPointHours: hours.meta({ description: "RPO, hours: the client's number." }),
      backup: text,
      drillWitness: text,
      lastRestoreTest: isoDate.optional().meta({ description: "When a restore from this backup was last witnessed." }),
      nextDrill: isoDate
        .optional()
        .meta({ description: "When the next one is. Absent: a quarter after the last, or after the plan begins." }),
      encrypted: z.boolean().optional().meta({ description: "Whether the backup is encrypted. Absent: not known." }),
      separateSite: text
        .optional()
        .meta({ description: "Where a copy is that a fire or an attack here does not reach. Absent: not known." }),
      runbook: text
        .optional()
        .meta({ description: "Where the steps of a restore are written, for all who may do it." }),
    }),
  )
  .min(1);
