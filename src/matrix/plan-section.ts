/** The first ninety days: when they begin and how they are cut into phases. */

import { z } from "zod";
import { phasingIds } from "../catalogue/first-days.ts";
import { isoDate } from "./shapes.ts";

export const planSection = z
  .strictObject({
    start: isoDate.optional().meta({ description: "Day 1. Absent: the day on which each provider's contract begins." }),
    phasing: z.enum(phasingIds).optional().meta({
      description:
        "Ends of the phases in days: 14-45-90 discovery, tools, stabilisation; 30-60-90 roles, hand-over, tuning.",
    }),
  })
  .optional()
  .meta({ description: "The first ninety days. Absent: 14-45-90 from each contract's begin." });
