/**
 * The responsibility matrix: the one file that says who owns what between a company and its providers. This schema is the
 * only definition of its shape; the JSON Schema in `schema/` that editors use is generated from it.
 *
 * Rules that need more than one field (a provider that is named must exist, exactly one party is accountable, …) are in
 * `references.ts`, so that they are reported together with the shape errors, in one run.
 */

import { z } from "zod";
import { functionIds } from "../catalogue/functions.ts";
import { communicationChannels, escalationScenarioIds, incidentDecisionIds } from "../catalogue/operations.ts";
import { systemIds } from "../catalogue/systems/ids.ts";
import { patchAssetClasses, toolCategoryIds } from "../catalogue/tool-categories.ts";
import { azureOverride, azureSection } from "./azure-section.ts";
import { inventorySection } from "./inventory-section.ts";
import { planSection } from "./plan-section.ts";
import { privilegedRolesSection, sensitivePeopleSection } from "./privileged-section.ts";
import { recoverySection } from "./recovery-section.ts";
import { rhythmSection } from "./rhythm-section.ts";
import { cidr, domain, email, entraRoleName, guid, hours, isoDate, key, minutes, partyKey, text } from "./shapes.ts";
import { systemsSection } from "./systems-section.ts";
import { ticketsSection } from "./tickets-section.ts";
import { trustSection } from "./trust-section.ts";

export const providerKinds = ["msp", "mssp", "specialist"] as const;

const internalPerson = z.strictObject({
  name: text,
  userPrincipalName: email,
  duty: z.enum(["it-lead", "it-technician", "security", "management", "other"]),
  phone: text.optional(),
});

const providerPerson = z.strictObject({
  name: text,
  email: email.meta({ description: "The person's address at the provider; a guest is invited under it." }),
  functions: z
    .array(z.enum(functionIds))
    .optional()
    .meta({ description: "Only these of the provider's functions; absent: all of them." }),
  existing: z.boolean().optional().meta({
    description: "The account is in the tenant already and is looked up, never created or deleted by Demarc.",
  }),
  userPrincipalName: email.optional().meta({
    description:
      "Of an existing account: its user principal name, where that is not the one that a new account would get (a guest: name_domain#EXT#@ the initial domain). Mail addresses are no key: a guest and a local account may have the same.",
  }),
  phone: text.optional(),
});

const contract = z.strictObject({
  reference: text,
  start: isoDate,
  end: isoDate,
  noticeDays: z.int().nonnegative(),
  exitDays: z.int().positive().meta({ description: "Days after the contract's end until everything is handed over." }),
});

const provider = z.strictObject({
  name: text,
  kind: z.enum(providerKinds),
  tenantId: guid,
  domains: z.array(domain).min(1),
  githubOrganisations: z
    .array(text)
    .default([])
    .meta({ description: "Pipelines of these organisations are the provider." }),
  accounts: z.enum(["guests", "local-accounts", "gdap-technicians"]).meta({
    description:
      "How its people sign in: invited guests (B2B), accounts in the client's own tenant, or its own tenant's technicians through GDAP.",
  }),
  people: z.array(providerPerson).min(1),
  networks: z
    .array(cidr)
    .default([])
    .meta({ description: "Networks its people work from; elsewhere a compliant device is demanded." }),
  principals: z
    .strictObject({
      users: z.array(text).default([]),
      groups: z.array(text).default([]),
      applications: z.array(text).default([]),
    })
    .default({ users: [], groups: [], applications: [] })
    .meta({
      description:
        "Objects already in the tenant that belong to this provider, by display name, user principal name or id.",
    }),
  contract,
  trust: trustSection,
});

const delegationOverride = z.strictObject({
  role: entraRoleName,
  scope: z
    .union([z.literal("directory"), key])
    .meta({ description: "`directory`, or the key of one of `administrativeUnits`." }),
  maximumHours: z.number().min(0.5).max(24).optional().meta({ description: "Longest activation, hours." }),
  approval: z.boolean().optional().meta({ description: "Whether the internal team approves each activation." }),
  eligibleDays: z.int().min(1).max(365).optional(),
});

const functionRow = z.strictObject({
  owner: z.union([z.enum(["internal", "provider", "joint"]), partyKey]).meta({
    description: "Who does it: internal, provider (see `by`), joint, or directly a provider's key.",
  }),
  by: partyKey.optional().meta({ description: "Which provider, where there are several." }),
  support: z
    .strictObject({ by: partyKey.optional(), when: z.enum(["overflow-only", "internal-unavailable", "after-hours"]) })
    .optional()
    .meta({ description: "A provider that steps in under a condition while somebody else owns the row." }),
  accountable: partyKey.optional().meta({ description: "The one accountable party; must be said for joint rows." }),
  raci: z
    .record(partyKey, z.string().regex(/^[RACI]{1,4}$/, "must be letters of R, A, C, I such as RA"))
    .optional()
    .meta({ description: "Only where it differs from what owner, support and accountable say." }),
  access: z
    .strictObject({
      reason: text,
      delegations: z.array(delegationOverride).optional().meta({ description: "Absent: the catalogue's." }),
      azure: z.array(azureOverride).optional().meta({ description: "Roles in Azure. Absent: the catalogue's." }),
    })
    .optional()
    .meta({
      description: "Replaces the catalogue's least privilege for this row. Needs a reason; the gate still applies.",
    }),
  note: text.optional(),
});

const dataExport = z.strictObject({
  format: text,
  contents: z.array(text).min(1),
  withinDays: z.int().positive(),
});

const toolRow = z.strictObject({
  owner: z.union([z.enum(["internal", "provider", "shared"]), partyKey]),
  by: partyKey.optional(),
  systems: z.array(z.union([z.enum(systemIds), z.strictObject({ name: text, url: text.optional() })])).min(1),
  systemOfRecord: text
    .optional()
    .meta({ description: "Which of several systems decides; must be said when there are several." }),
  otherSide: text.optional().meta({ description: "What the other side gets, where it differs from the catalogue." }),
  dataExport: dataExport.optional(),
  tenancy: z
    .strictObject({ nameOf: partyKey, billedTo: partyKey, domain: domain.optional() })
    .optional()
    .meta({ description: "In whose name, on whose bill and under which domain the system runs." }),
  providerQueue: z
    .strictObject({ name: text, routing: z.array(text).min(1) })
    .optional()
    .meta({ description: "Ticketing: the provider's scoped queue and what is routed to it." }),
  patching: z
    .partialRecord(
      z.enum(patchAssetClasses),
      z.strictObject({ owner: partyKey, rings: z.array(text).min(1), window: text, approver: partyKey }),
    )
    .optional(),
  master: partyKey.optional().meta({ description: "Documentation: who holds the master copy." }),
});

const escalationScenario = z.strictObject({
  contacts: z.strictObject({
    internal: z.array(text).min(1).meta({ description: "People in the order they are called." }),
    providers: z.record(key, z.array(text).min(1)).default({}),
  }),
  respondWithinMinutes: minutes,
  updateEveryMinutes: minutes,
  resolveWithinHours: hours,
  channel: text,
  template: text,
});

const emergencyAccount = z.strictObject({
  userPrincipalName: email,
  displayName: text.optional(),
  credential: z.enum(["passkey", "certificate"]),
  custody: text.meta({ description: "Where the credential is kept and who can open it." }),
  existing: z.boolean().optional().meta({
    description: "The account is in the tenant already and is looked up, never created or deleted by Demarc.",
  }),
  lastValidated: isoDate.optional().meta({
    description: "When somebody last took the credential out of its place, signed in with it and put it back.",
  }),
  uses: z
    .array(z.strictObject({ on: isoDate, why: text }))
    .optional()
    .meta({ description: "Other days on which it was used, and why: a sign-in that is not here has no explanation." }),
});

const administrativeUnit = z.strictObject({
  displayName: text,
  description: text.optional(),
  members: z
    .strictObject({
      group: text.optional().meta({ description: "Everybody in this existing group, by display name." }),
      users: z.array(email).optional(),
    })
    .optional()
    .meta({
      description:
        "Absent: the internal team fills the unit itself. People with privileged access are always left out.",
    }),
});

const waiver = z.strictObject({
  rule: text.meta({ description: "Name of the rule that is waived, such as provider-role-scope." }),
  resource: text.regex(/^[^*]*$/, "must name one resource: patterns are not allowed").meta({
    description:
      "The one resource (or object) it is about: its URN, its name in the program, or in a review its object id or display name.",
  }),
  reason: text,
  approvedBy: email
    .optional()
    .meta({ description: "Who of `internal.people` approved it. Without one it is a proposal and waives nothing." }),
  from: isoDate.optional().meta({ description: "First day. Must be said for rules of tier 0." }),
  until: isoDate.meta({ description: "Last day on which it holds." }),
  ticket: text.optional(),
});

const thumbprint = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, "must be a thumbprint of 43 characters, as `demarc review sign` prints it")
  .meta({ description: "SHA-256 thumbprint of a public key (RFC 7638), base64url." });
const signerDays = {
  from: isoDate.optional().meta({ description: "First day on which it may sign." }),
  until: isoDate.optional().meta({ description: "Last day on which it may sign." }),
};

/** What may sign the evidence of reviews for a side: a key, or a pipeline by the token of its issuer. */
const signer = z.union([
  z.strictObject({
    key: thumbprint,
    person: email.optional().meta({ description: "Whose key it is." }),
    ...signerDays,
  }),
  z.strictObject({
    issuer: z.url("must be a URL such as https://token.actions.githubusercontent.com"),
    subject: text.meta({ description: "The token's `sub`, whole, such as repo:acme/reviews:ref:refs/heads/main." }),
    issuerKeys: z.array(thumbprint).default([]).meta({
      description: "The issuer's keys that were seen at the time: without them nothing can be proven offline.",
    }),
    ...signerDays,
  }),
]);

export const matrixSchema = z.strictObject({
  version: z.literal(1),
  client: z.strictObject({
    name: text,
    tenantId: guid,
    domains: z.array(domain).min(1),
    initialDomain: domain.meta({
      description:
        "The domain that the tenant was born with: *.onmicrosoft.com, or *.onmicrosoft.us or *.partner.onmschina.cn in those clouds.",
    }),
    employees: z.int().positive(),
    model: z.enum(["co-managed", "fully-managed", "in-house"]),
    githubOrganisations: z.array(text).default([]),
  }),
  internal: z.strictObject({
    people: z.array(internalPerson).min(1),
    approvers: z.array(email).min(1).meta({ description: "User principal names of those who approve activations." }),
  }),
  providers: z.record(key, provider).default({}),
  functions: z.partialRecord(z.enum(functionIds), functionRow),
  tools: z.partialRecord(z.enum(toolCategoryIds), toolRow),
  administrativeUnits: z.record(key, administrativeUnit).default({}),
  signIn: z
    .strictObject({
      frequencyHours: z.int().min(1).max(24).default(4),
      allowedMethods: z
        .array(z.enum(["fido2", "windowsHelloForBusiness", "x509CertificateMultiFactor"]))
        .min(1)
        .default(["fido2", "windowsHelloForBusiness", "x509CertificateMultiFactor"]),
    })
    .default({ frequencyHours: 4, allowedMethods: ["fido2", "windowsHelloForBusiness", "x509CertificateMultiFactor"] }),
  emergencyAccounts: z.array(emergencyAccount).min(2, "must be at least two accounts: one can fail"),
  incidentDecisions: z.record(z.enum(incidentDecisionIds), z.array(text).min(1)),
  escalation: z.record(z.enum(escalationScenarioIds), escalationScenario),
  recovery: recoverySection,
  communication: z.array(z.strictObject({ channel: z.enum(communicationChannels), purpose: text })).min(1),
  review: z.strictObject({
    cadence: z.enum(["monthly", "quarterly"]),
    reviewers: z.array(email).min(1),
    unusedAfterDays: z.int().positive().default(45),
    emergencyValidationDays: z
      .int()
      .min(1)
      .max(366)
      .default(90)
      .meta({ description: "Longest time between two validations of an emergency account, days." }),
    keepDays: z
      .int()
      .min(1)
      .max(366)
      .default(366)
      .meta({ description: "Longest time for which a review may decide to keep an access, days." }),
    signers: z.record(partyKey, z.array(signer).min(1)).default({}).meta({
      description:
        "Whose signatures under a review are believed: for `internal` and each provider. Of one that has left they stay, with `until`: what it signed is to hold.",
    }),
  }),
  waivers: z
    .array(waiver)
    .default([])
    .meta({ description: "Findings that the internal side accepts for a time. They are shown, and do not refuse." }),
  emergencyWindowDays: z
    .int()
    .min(1)
    .max(14)
    .default(3)
    .meta({ description: "Longest waiver of a rule of tier 0, days: what an emergency may take." }),
  lint: z
    .strictObject({ jointRows: z.int().nonnegative().default(3), jointShare: z.number().min(0).max(1).default(0.25) })
    .default({ jointRows: 3, jointShare: 0.25 }),
  azure: azureSection,
  privilegedRoles: privilegedRolesSection,
  sensitivePeople: sensitivePeopleSection,
  plan: planSection,
  tickets: ticketsSection,
  rhythm: rhythmSection,
  inventory: inventorySection,
  systems: systemsSection,
});

/** The matrix as the rest of the program sees it: defaults filled in. */
export type Matrix = z.output<typeof matrixSchema>;
export type Provider = Matrix["providers"][string];
export type Waiver = Matrix["waivers"][number];
export type Signer = Matrix["review"]["signers"][string][number];
export type FunctionRow = NonNullable<Matrix["functions"][keyof Matrix["functions"]]>;
