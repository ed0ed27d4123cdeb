/** Smells of what two companies agree on, each with a near miss: what the example says is none. */

import { describe, expect, it } from "vitest";
import { lintMatrix, type SmellName } from "../../src/matrix/lint.ts";
import type { Matrix } from "../../src/matrix/schema.ts";
import { inHouse, reloaded } from "../handbook/inputs.ts";
import { harbour } from "../support/matrices.ts";

const today = "2026-11-21";
type Changed = { -readonly [Section in keyof Matrix]: Matrix[Section] };

/** Smells of the example after a change that were not there before: `severity smell at path: message`. */
function smells(change: (matrix: Changed) => void, loaded = harbour()): string[] {
  const text = (each: ReturnType<typeof lintMatrix>[number]) =>
    `${each.severity} ${each.smell} at ${each.path}: ${each.message}`;
  const before = new Set(lintMatrix(loaded, today).map(text));
  const matrix = structuredClone(loaded.matrix) as Changed;
  change(matrix);
  return lintMatrix(reloaded(matrix), today)
    .map(text)
    .filter((line) => !before.has(line));
}

const contacts = (matrix: Changed, providers: Record<string, string[]>) => {
  matrix.escalation["security-incident"].contacts.providers = providers;
};

describe("what smells of an agreement", () => {
  it.each<[SmellName, string, (matrix: Changed) => void]>([
    [
      "raci-contradicts-owner",
      "warning raci-contradicts-owner at functions.email-security.raci.internal: raci has Harbour Dental Group do Email security, and neither owner nor support does: no clause and no access follows",
      ({ functions }) => {
        functions["email-security"] = { owner: "nightwatch", raci: { nightwatch: "RA", internal: "R" } };
      },
    ],
    [
      "raci-contradicts-owner",
      "warning raci-contradicts-owner at functions.email-security.raci.nightwatch: by its owner Nightwatch does Email security, and raci gives it no R: contract and access follow the owner",
      ({ functions }) => {
        functions["email-security"] = { owner: "nightwatch", raci: { nightwatch: "A" } };
      },
    ],
    [
      "model-against-rows",
      "note model-against-rows at client.model: the model is in-house, and 11 of 14 rows are a provider's or joint",
      ({ client }) => {
        client.model = "in-house";
      },
    ],
    [
      "tenancy-of-provider",
      "warning tenancy-of-provider at tools.identity.tenancy.billedTo: it is on the bill of Tideway IT: it goes when the provider goes",
      ({ tools }) => {
        if (tools.identity) tools.identity.tenancy = { nameOf: "internal", billedTo: "tideway" };
      },
    ],
    [
      "tenancy-not-agreed",
      "note tenancy-not-agreed at tools.identity: in whose name, on whose bill and under which domain it runs is not agreed",
      ({ tools }) => {
        if (tools.identity) delete tools.identity.tenancy;
      },
    ],
    [
      "master-not-client",
      "warning master-not-client at tools.documentation.master: Tideway IT holds the master copy of the documentation: without it nobody can take over",
      ({ tools }) => {
        if (tools.documentation) tools.documentation.master = "tideway";
      },
    ],
    [
      "master-not-client",
      "note master-not-client at tools.documentation: who holds the master copy of the documentation is not agreed",
      ({ tools }) => {
        if (tools.documentation) delete tools.documentation.master;
      },
    ],
    [
      "notice-longer-than-contract",
      "warning notice-longer-than-contract at providers.nightwatch.contract.noticeDays: notice to Nightwatch would have to be given before the contract begins: 366 days, and it runs for 365",
      ({ providers }) => {
        if (providers["nightwatch"])
          Object.assign(providers["nightwatch"].contract, { start: "2027-03-01", end: "2028-02-29", noticeDays: 366 });
      },
    ],
    [
      "change-without-approval",
      "warning change-without-approval at tools.patch-management.patching.servers.approver: Tideway IT approves its own patches of the servers",
      ({ tools }) => {
        const servers = tools["patch-management"]?.patching?.servers;
        if (servers) servers.approver = "tideway";
      },
    ],
    [
      "one-side-told",
      "warning one-side-told at escalation.security-incident.contacts: nobody of a provider is told of a critical security event: it has to reach both teams in parallel",
      (matrix) => contacts(matrix, {}),
    ],
    [
      "decision-outside",
      "warning decision-outside at incidentDecisions.isolate-machine: only people of Nightwatch are in the chain of “Isolate a machine”",
      ({ incidentDecisions }) => {
        incidentDecisions["isolate-machine"] = ["Lena Fischer may isolate any workstation", "Omar Haddad"];
      },
    ],
    [
      "answer-after-solution",
      "warning answer-after-solution at escalation.critical-outage.respondWithinMinutes: the first answer may come after it has to be solved: 60 minutes, and 0.5 hours",
      ({ escalation }) => {
        Object.assign(escalation["critical-outage"], { respondWithinMinutes: 60, resolveWithinHours: 0.5 });
      },
    ],
    [
      "channel-not-agreed",
      "note channel-not-agreed at escalation.critical-outage.channel: “WhatsApp” is none of the channels that are agreed: ticketing, phone",
      ({ escalation }) => {
        escalation["critical-outage"].channel = "WhatsApp";
      },
    ],
    [
      "contact-without-number",
      "note contact-without-number at escalation.security-incident.contacts: nobody can call Somebody on call: the matrix has no number",
      (matrix) => contacts(matrix, { nightwatch: ["Somebody on call", "Lena Fischer (nights)", "+49 30 1234567"] }),
    ],
    [
      "no-ticket-threshold",
      "note no-ticket-threshold at : no ticket moves to a provider's queue by itself, however long it waits",
      (matrix) => {
        matrix.tickets = undefined;
      },
    ],
    [
      "no-provider-queue",
      "note no-provider-queue at tools.itsm: both sides work in the ticketing system, and the provider has no queue of its own",
      ({ tools }) => {
        if (tools.itsm) delete tools.itsm.providerQueue;
      },
    ],
    [
      "backup-not-protected",
      "warning backup-not-protected at recovery.1.encrypted: the backup of Imaging archive is not encrypted: whoever gets it has the data",
      ({ recovery }) => {
        if (recovery[1]) recovery[1].encrypted = false;
      },
    ],
    [
      "backup-not-protected",
      "note backup-not-protected at recovery: whether the backup is encrypted, and where a copy is that a fire or an attack does not reach, is not said of Imaging archive",
      ({ recovery }) => {
        if (recovery[1]) delete recovery[1].separateSite;
      },
    ],
    [
      "runbook-not-named",
      "note runbook-not-named at recovery: where the steps of a restore are written is not said of Imaging archive",
      ({ recovery }) => {
        if (recovery[1]) delete recovery[1].runbook;
      },
    ],
    [
      "witness-of-provider",
      "warning witness-of-provider at recovery.0.drillWitness: Dana Reyes of Tideway IT witnesses the restore of Practice management database",
      ({ recovery }) => {
        if (recovery[0]) recovery[0].drillWitness = "Dana Reyes, on the phone";
      },
    ],
    [
      "placeholder",
      'note placeholder at recovery.0.backup: "to be named" is not said yet',
      ({ recovery }) => {
        if (recovery[0]) recovery[0].backup = "to be named";
      },
    ],
    [
      "placeholder",
      'note placeholder at providers.tideway.tenantId: "00000000-0000-0000-0000-000000000001" is an id that nothing has',
      ({ providers }) => {
        if (providers["tideway"]) providers["tideway"].tenantId = "00000000-0000-0000-0000-000000000001";
      },
    ],
  ])("%s: %s", (_, line, change) => {
    expect(smells(change)).toEqual([line]);
  });

  it.each<[string, (matrix: Changed) => void]>([
    [
      "an R of both who share a row, and a C of a third",
      ({ functions }) => {
        functions["major-projects"] = {
          owner: "joint",
          by: "tideway",
          raci: { internal: "RA", tideway: "R", nightwatch: "C" },
        };
      },
    ],
    [
      "an R of a provider that steps in",
      ({ functions }) => {
        functions["on-site-hands"] = {
          owner: "internal",
          support: { by: "tideway", when: "internal-unavailable" },
          raci: { internal: "RA", tideway: "R" },
        };
      },
    ],
    [
      "somebody whom the matrix does not know decides",
      ({ incidentDecisions }) => {
        incidentDecisions["first-call"] = ["Dana Reyes", "the managing partner"];
      },
    ],
    [
      "a provider's tool in the provider's name",
      ({ tools }) => {
        if (tools.rmm) tools.rmm.tenancy = { nameOf: "tideway", billedTo: "tideway" };
      },
    ],
    [
      "a witness whom the matrix does not know",
      ({ recovery }) => {
        if (recovery[0]) recovery[0].drillWitness = "Dana Reyesson, auditor";
      },
    ],
    [
      "words that have a placeholder in them",
      ({ recovery }) => {
        if (recovery[0]) recovery[0].backup = "Veeam; the todo list is in Hudu";
      },
    ],
  ])("near miss: %s", (_, change) => {
    expect(smells(change)).toEqual([]);
  });

  it("a company alone has nobody to tell, no queue and no tenancy to agree", () => {
    const found = lintMatrix(inHouse(), today).map(({ smell }) => smell);
    const ofTwo: readonly SmellName[] = [
      "one-side-told",
      "no-ticket-threshold",
      "no-provider-queue",
      "tenancy-not-agreed",
      "model-against-rows",
    ];
    expect(ofTwo.filter((smell) => found.includes(smell))).toEqual([]);
  });
});
