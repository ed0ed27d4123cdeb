/**
 * Of a system in the matrix: the enterprise application through which people sign in to it. Made from what the vendor's page on single
 * sign-on gives (SAML), or found where it exists. Checks across fields are in `system-application-references.ts`, smells in
 * `system-application-lint.ts`.
 */

import { z } from "zod";
import { guid, text } from "./shapes.ts";

const https = z.url({ protocol: /^https$/, error: "must be an address such as https://vendor.example/saml" });

const made = z.strictObject({
  displayName: text.optional().meta({ description: "Its name in Entra ID; the system's unless given." }),
  entityId: text.meta({ description: "Identifier (entity id) of the vendor's service provider." }),
  replyUrls: z
    .array(https)
    .min(1)
    .meta({ description: "Where the vendor takes assertions (assertion consumer service)." }),
  signOnUrl: https.optional().meta({ description: "Where people start, if the vendor wants to be asked first." }),
  templateId: guid.optional().meta({
    description: "The vendor's application in Entra's gallery (application template), from which this one is made.",
  }),
});

export const systemApplication = z
  .union([
    z.strictObject({
      existing: text.meta({ description: "Application (client) id or display name of an enterprise application." }),
    }),
    z.strictObject({ create: made }),
  ])
  .meta({
    description:
      "The enterprise application through which people sign in: made with one app role for each role here, or one that exists. Only those who hold a role may sign in.",
  });

export const appRole = text.meta({
  description:
    "What the vendor gets to hear of whoever holds the role: the value of the app role, made from the role's name unless given. Of an existing application the app role's id; without it people are assigned without one.",
});
