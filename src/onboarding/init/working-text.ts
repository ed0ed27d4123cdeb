/** What a first matrix shows of the sections about working together: all of them are optional, so they are comments. */

/** Sections as they would be written; `demarc handbook` makes its chapters from them. */
export const workingExample: readonly string[] = [
  "plan: { start: 2027-01-31, phasing: 14-45-90 } # the first ninety days; or 30-60-90",
  'rhythm: { operational-sync: { first: 2027-02-01, at: "09:30", minutes: 30, place: Teams } }',
  "tickets: { handOver: [{ priority: P2, afterHours: 4, hoursCount: working-hours }] } # or always; to: a provider, where there are several",
  "inventory: # what no tenant tells, and both sides sign on the first day",
  "  accounts: [{ system: Automox, account: patching, role: Full Administrator, heldBy: Somebody, side: internal }]",
  "  licences: [{ what: Microsoft 365 E5, quantity: 50, nameOf: internal, billedTo: internal, until: 2028-01-31 }]",
  "  contracts: [{ what: Internet lines, reference: C-1, nameOf: internal }]",
];

/** Of a system in `recovery`. */
export const recoveryExample =
  "# nextDrill: 2027-04-30, encrypted: true, separateSite: where the other copy is, runbook: where the steps are written";

/** Of the systems in `tools`. */
export const systemsExample: readonly string[] = [
  "# Who is agreed to hold which role in a system, and where the list of who does comes from (or roster: { api: true } with a connection:",
  "# { host: … }; demarc roster --list says what each needs; exportedOn, where a file is of another day than its own):",
  "# systems: { microsoft-intune: { roles: [{ role: Intune Role Administrator, held: [internal] }], roster: { file: intune.csv } } }",
  "# Where people sign in to it through Entra ID, application: { create: { entityId: …, replyUrls: [https://…], signOnUrl: https://… } } (also",
  "# templateId, of Entra's gallery) or { existing: its name } lets in those who hold a role, and appRole is what the vendor hears of a role.",
];
