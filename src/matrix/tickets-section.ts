/** When a ticket that waits goes to a provider's queue by itself. */

import { z } from "zod";
import { hours, partyKey, text } from "./shapes.ts";

export const ticketsSection = z
  .strictObject({
    handOver: z
      .array(
        z.strictObject({
          priority: text.meta({ description: "As the ticketing system calls it, such as P2 or high." }),
          afterHours: hours.meta({ description: "Hours without an answer, after which the ticket moves." }),
          to: partyKey.optional().meta({
            description: "The provider whose queue it moves to. Absent: the one that has a queue in tools.itsm.",
          }),
          hoursCount: z.enum(["working-hours", "always"]).default("working-hours").meta({
            description: "Whether nights and weekends count.",
          }),
        }),
      )
      .min(1),
  })
  .optional()
  .meta({
    description: "Tickets past a threshold move to a provider's queue by themselves. Absent: nothing is agreed.",
  });
