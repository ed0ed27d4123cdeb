/** Shapes of names and values that the sections of a matrix share, checked by the schema and offered as hints in its errors. */

import { z } from "zod";

export const guid = z
  .string()
  .regex(
    /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
    "must be a GUID such as 7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01",
  )
  .meta({ description: "A GUID." });
export const domain = z
  .string()
  .regex(/^(?=.{1,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i, "must be a domain name such as example.com")
  .meta({ description: "A DNS domain name." });
export const email = z
  .string()
  .regex(/^[^@\s]+@([a-z0-9-]+\.)+[a-z]{2,}$/i, "must be an address such as name@example.com")
  .meta({ description: "An e-mail address or user principal name." });
export const key = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, "must be lower case letters, digits and hyphens, starting with a letter, such as tideway")
  .meta({ description: "A short, stable key: it becomes part of resource names, so renaming it renames them." });
export const isoDate = z.iso.date("must be a date such as 2027-01-31");
export const cidr = z
  .union([z.cidrv4(), z.cidrv6()], "must be a network in CIDR notation such as 203.0.113.0/24")
  .meta({ description: "An IPv4 or IPv6 network in CIDR notation." });
export const text = z.string().min(1, "must not be empty");
/** Of a role or its template id; editors propose those that a provider may be given. */
export const entraRoleName = text.meta({ description: "Display name or template id of an Entra role." });
export const minutes = z.int().positive().meta({ description: "Minutes." });
export const hours = z.number().positive().meta({ description: "Hours." });

/** Of a system: editors propose those of the catalogue. */
export const systemKey = key.meta({ description: "Id of the catalogue, or a key of your own." });

/** A party in the matrix: `internal`, or a provider's key. */
export const partyKey = key.meta({ description: "`internal`, or the key of one of `providers`." });
