/**
 * The matrix's section on systems: who is agreed to hold which role in each system that `tools` names, how people sign in there, and
 * where its roster comes from. Checks across fields are in `systems-references.ts`, smells in `systems-lint.ts`.
 */

import { z } from "zod";
import { isoDate, systemKey, text } from "./shapes.ts";
import { appRole, systemApplication } from "./system-application-section.ts";

const heldRole = z.strictObject({
  role: text.meta({ description: "The role, as the system names it." }),
  held: z.array(text).min(1).meta({
    description: "`internal` or a provider's key: everybody the matrix names there; or single addresses.",
  }),
  why: text.optional(),
  appRole: appRole.optional(),
});

const systemEntry = z.strictObject({
  name: text
    .optional()
    .meta({ description: "Of a system that is not in the catalogue: its name, as `tools` writes it." }),
  signIn: z.enum(["entra", "own", "both"]).optional().meta({
    description: "How people sign in: through Entra ID, with accounts and passwords of the system's own, or either.",
  }),
  application: systemApplication.optional(),
  connection: z.record(text, text).optional().meta({
    description:
      "Where this installation is, such as host or region: what the system's API needs (demarc roster --list).",
  }),
  roles: z.array(heldRole).default([]).meta({ description: "Who is agreed to hold which role." }),
  roster: z
    .union([
      z.strictObject({
        file: text.meta({ description: "A CSV of the console, relative to this file." }),
        exportedOn: isoDate.optional().meta({ description: "Day of the export; else it is the day of the file." }),
      }),
      z.strictObject({ api: z.literal(true) }),
    ])
    .optional()
    .meta({ description: "Where the roster of users and roles comes from." }),
});

export const systemsSection = z.record(systemKey, systemEntry).optional().meta({
  description:
    "By id of the catalogue, or by a key of your own with `name`. A system without an entry is administered by whoever owns its row in `tools`.",
});
