/** What no tenant tells and both sides sign on the first day: accounts in other systems, licences, and whose name is on each contract. */

import { z } from "zod";
import { isoDate, partyKey, text } from "./shapes.ts";

const held = {
  nameOf: partyKey.meta({ description: "In whose name it is." }),
  billedTo: partyKey.optional().meta({ description: "Who pays for it. Absent: the same." }),
  until: isoDate.optional().meta({ description: "Last day, where it ends by itself." }),
};

export const inventorySection = z
  .strictObject({
    accounts: z
      .array(
        z.strictObject({
          system: text,
          account: text.meta({ description: "Name of the account in that system." }),
          role: text,
          heldBy: text.meta({
            description: "The person who uses it; of a shared one, everybody who knows the password.",
          }),
          side: partyKey.meta({ description: "Whose person that is." }),
        }),
      )
      .optional()
      .meta({ description: "Administrators of systems that no snapshot shows." }),
    licences: z
      .array(z.strictObject({ what: text, quantity: z.int().positive().optional(), ...held }))
      .optional()
      .meta({ description: "Every tool's licence." }),
    contracts: z
      .array(z.strictObject({ what: text, reference: text.optional(), ...held }))
      .optional()
      .meta({ description: "Contracts beside those with the providers: internet, telephones, domains, support." }),
  })
  .optional()
  .meta({ description: "What belongs into the day-one inventory. Absent: a form to fill in." });
