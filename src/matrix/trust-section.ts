/** What of a provider's own tenant is believed here: cross-tenant access settings, declared for that tenant alone. */

import { z } from "zod";

export const trustSection = z
  .strictObject({
    mfa: z.boolean().default(false).meta({
      description:
        "Multifactor authentication that its people did at home counts here. Without it no guest of its can sign in with a phishing-resistant method: guests have none here.",
    }),
    compliantDevice: z.boolean().default(false).meta({
      description:
        "Devices that it says are compliant count as compliant here. Without it its guests never pass a policy that demands one.",
    }),
    hybridJoinedDevice: z.boolean().default(false),
    existing: z.boolean().default(false).meta({
      description:
        "There are settings for its tenant already (a GDAP relationship makes them): they are taken over instead of refused.",
    }),
  })
  .optional()
  .meta({
    description:
      "Cross-tenant access settings for the provider's tenant: which claims of its sign-ins are believed. What is not said is off. Absent: Demarc declares none, and what the tenant has holds.",
  });
