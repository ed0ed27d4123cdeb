/** A first matrix from nothing: an example company with one provider, to be overwritten line by line. */

import { coreFunctionIds, type FunctionId } from "../../catalogue/functions.ts";
import { daysAfter, type MatrixDraft } from "./draft.ts";

/** Rows that the example provider has. */
const examples: ReadonlySet<FunctionId> = new Set(["after-hours-emergency", "server-patching"]);

/**
 * @param today ISO date; the contract of the example is told from it
 * @param schema address of the schema, from where the matrix will be
 */
export function scratchDraft(today: string, schema: string): MatrixDraft {
  const address = "it.lead@your-company.example";
  const functions = new Map(coreFunctionIds.map((id) => [id, { owner: examples.has(id) ? "provider-a" : "internal" }]));
  return {
    schema,
    heading: [
      "The responsibility matrix: who owns what between a company and its IT providers. Everything in it is an example: replace it line by line, run demarc lint, and see with demarc entitlements what follows from it.",
    ],
    client: {
      name: "Your company",
      tenantId: "11111111-1111-4111-8111-111111111111",
      domains: ["your-company.example", "yourcompany.onmicrosoft.com"],
      initialDomain: "yourcompany.onmicrosoft.com",
      employees: 50,
      model: "co-managed",
    },
    people: [{ name: "Name of the IT lead", userPrincipalName: address, duty: "it-lead" }],
    approvers: [address],
    providers: [
      {
        key: "provider-a",
        name: "Provider A",
        kind: "msp",
        tenantId: "22222222-2222-4222-8222-222222222222",
        domains: ["provider-a.example"],
        accounts: "guests",
        people: [{ name: "Name of a technician", email: "technician@provider-a.example", existing: false }],
        notes: [],
        contract: { reference: "A-1", start: today, end: daysAfter(today, 730), noticeDays: 90, exitDays: 30 },
      },
    ],
    functions,
    units: [],
    systems: { identity: "microsoft-entra-id", "endpoint-management": "microsoft-intune" },
    emergencyAccounts: [1, 2].map((number) => ({
      userPrincipalName: `emergency-${number}@yourcompany.onmicrosoft.com`,
      displayName: `Emergency access ${number}`,
      credential: "passkey",
      custody: "Where the key is kept, and which two people open it together.",
      existing: false,
    })),
    questions: [],
  };
}
