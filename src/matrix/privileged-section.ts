/** The internal side's own privilege: PIM settings of directory roles, and the unit that keeps others from sensitive accounts. */

import { z } from "zod";
import { email, text } from "./shapes.ts";

/** The lengths that PIM offers for assignments, days. */
const assignmentDays = z.union([z.literal(15), z.literal(30), z.literal(90), z.literal(180), z.literal(365)]);

export const privilegedRolesSection = z
  .strictObject({
    roles: z.array(text).min(1).meta({ description: "Display names or template ids of Entra roles." }),
    maximumHours: z
      .number()
      .min(0.5)
      .max(24)
      .multipleOf(0.5)
      .default(2)
      .meta({ description: "Longest activation, hours." }),
    approval: z
      .boolean()
      .default(true)
      .meta({ description: "Whether each activation needs one of `internal.approvers`." }),
    authenticationContext: z
      .string()
      .regex(/^c([1-9]|[1-9]\d)$/, "must be the id of an authentication context, c1 to c99")
      .optional()
      .meta({ description: "Demanded on activation instead of multifactor authentication." }),
    ticket: z.boolean().default(false),
    eligibleDays: assignmentDays.default(180).meta({ description: "Longest eligibility, days." }),
    activeDays: assignmentDays.default(15).meta({
      description:
        "Longest active assignment, days. Not for Global Administrator, which the emergency accounts hold permanently.",
    }),
    notify: z.array(email).default([]).meta({ description: "Who else gets a mail about activations and assignments." }),
  })
  .optional()
  .meta({
    description: "PIM settings of directory roles. Absent: Demarc declares none, and what the tenant has holds.",
  });

export const sensitivePeopleSection = z
  .strictObject({
    displayName: text.default("Sensitive people"),
    people: z.array(email).default([]).meta({
      description: "User principal names besides the emergency accounts and `internal.approvers`.",
    }),
  })
  .optional()
  .meta({
    description:
      "A restricted-management administrative unit with the emergency accounts and the approvers: nobody without a role over the unit may change them. Community practice, not Microsoft's advice. Absent: none.",
  });
