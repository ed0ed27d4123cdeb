/** When the two sides meet. */

import { z } from "zod";
import { meetingIds } from "../catalogue/operations.ts";
import { isoDate, text } from "./shapes.ts";

export const rhythmSection = z
  .partialRecord(
    z.enum(meetingIds),
    z.strictObject({
      first: isoDate.meta({ description: "The first time; it repeats on the same weekday." }),
      at: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 09:30")
        .optional()
        .meta({ description: "Local time of whoever reads the calendar. Absent: the whole day." }),
      minutes: z.int().min(5).max(480).optional().meta({ description: "How long, with `at`. Absent: 60." }),
      place: text.optional().meta({ description: "A room, or where the call is." }),
    }),
  )
  .optional()
  .meta({ description: "Dates of the meetings. Absent: counted from the first day of the plan." });
