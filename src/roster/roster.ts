/**
 * A system roster: who has an account in one system, and which roles, as its API or its console's export showed at one time. (Who works
 * at a provider is another thing, the provider's staff roster: `src/review/roster.ts`.)
 */

import { z } from "zod";
import { roleReaches } from "../catalogue/systems/role-reach.ts";

const text = z.string();

const role = z.strictObject({
  name: text.meta({ description: "As the system names it; its id where it gave no name." }),
  reach: z.enum([...roleReaches, "unknown"]).meta({
    description: "What a holder can do, as the catalogue knows it. A role that customers made is `unknown`.",
  }),
  scope: text.optional().meta({ description: "What it is limited to, such as a site or a customer." }),
});

const person = z.strictObject({
  id: text.meta({ description: "What the system calls the account; the address or the name where it shows no id." }),
  kind: z.enum(["person", "group", "service"]),
  name: text.optional(),
  email: text.optional(),
  enabled: z.boolean().nullable().meta({ description: "Whether it can sign in; null: the system does not say." }),
  lastSignIn: text.nullable().optional().meta({
    description: "ISO 8601, UTC; null: never, as far as the system shows; absent: it was not asked or not understood.",
  }),
  roles: z.array(role),
});

export const rosterSchema = z.strictObject({
  format: z.literal("demarc-roster/1"),
  system: text.meta({ description: "Id of a system of the catalogue, or the key under which the matrix has it." }),
  name: text.optional(),
  collectedAt: text.meta({
    description:
      "ISO 8601, UTC: when it was read. Of a table: the day of its export, or else when its file was written.",
  }),
  source: z.union([
    z.strictObject({ kind: z.literal("api"), address: text.meta({ description: "Base URL." }) }),
    z.strictObject({
      kind: z.literal("csv"),
      file: text.meta({ description: "Name without its folder." }),
      sha256: text,
      dayOf: z.enum(["export", "file"]).optional().meta({
        description:
          "What `collectedAt` is the day of: the export, as somebody said it, or only the file, which a copy or a checkout makes look new.",
      }),
    }),
  ]),
  complete: z
    .boolean()
    .meta({ description: "False: something could not be read, so whoever is missing may still be there." }),
  unread: z.array(z.strictObject({ what: text, why: text })),
  notes: z.array(text).meta({ description: "What the source cannot show, or did show and nobody understands." }),
  showsRoles: z.boolean().meta({ description: "False: who holds which role cannot be told from this source." }),
  people: z.array(person),
});

export type SystemRosterDocument = z.output<typeof rosterSchema>;
export type RosterAccount = SystemRosterDocument["people"][number];
export type HeldRole = RosterAccount["roles"][number];
export type Unread = SystemRosterDocument["unread"][number];

/** For programs of others that read it. */
export function rosterJsonSchema(): object {
  return {
    $id: "https://demarc.example/schema/roster.schema.json",
    title: "Roster of a system",
    ...z.toJSONSchema(rosterSchema, { target: "draft-7" }),
  };
}
