/** A draft as a matrix file: every key with a comment that says what it decides, and every question where its answer belongs. */

import { type FunctionId, functionById } from "../../catalogue/functions.ts";
import { escalationScenarios, incidentDecisionIds, incidentDecisions } from "../../catalogue/operations.ts";
import { toolCategories } from "../../catalogue/tool-categories.ts";
import type { NumberedQuestion } from "../question.ts";
import { azureExample, writeAzure } from "./azure-text.ts";
import type { DraftProvider, MatrixDraft } from "./draft.ts";
import { privilegeExample, trustExample, trustText } from "./privilege-text.ts";
import { recoveryExample, systemsExample, workingExample } from "./working-text.ts";
import { flow, scalar, YamlWriter } from "./yaml-writer.ts";

export interface WrittenMatrix {
  readonly text: string;
  readonly questions: readonly NumberedQuestion[];
}

export function matrixText(draft: MatrixDraft): WrittenMatrix {
  const writer = new YamlWriter(draft.questions);
  writer.line(0, `# yaml-language-server: $schema=${draft.schema}`).line(0, "#");
  for (const line of draft.heading) writer.comment(0, line);
  writer.line(0, "version: 1").blank();
  client(writer, draft);
  internal(writer, draft);
  providers(writer, draft);
  functions(writer, draft);
  tools(writer, draft);
  units(writer, draft);
  signIn(writer);
  emergencyAccounts(writer, draft);
  operations(writer, draft);
  review(writer, draft);
  writer.askRest();
  return writer.finish();
}

function client(writer: YamlWriter, { client }: MatrixDraft): void {
  writer.comment(0, "The company whose tenant it is.").line(0, "client:");
  writer.ask(2, "client.name").line(2, `name: ${scalar(client.name)}`);
  writer.line(2, `tenantId: ${client.tenantId}`);
  writer.ask(2, "client.domains").comment(2, "Whoever has an account in one of these domains is internal.");
  writer.line(2, `domains: ${flow(client.domains)}`);
  writer
    .ask(2, "client.initialDomain")
    .comment(2, "The domain that the tenant was born with (*.onmicrosoft.com): emergency accounts are there.");
  writer.line(2, `initialDomain: ${scalar(client.initialDomain)}`);
  writer.ask(2, "client.employees").line(2, `employees: ${client.employees}`);
  writer.comment(2, "co-managed, fully-managed or in-house.").line(2, `model: ${client.model}`);
  writer.ask(2, "client.githubOrganisations");
  writer
    .comment(2, "Pipelines of these organisations are internal:")
    .line(2, "# githubOrganisations: [your-organisation]");
  writer.blank();
}

function internal(writer: YamlWriter, { people, approvers }: MatrixDraft): void {
  writer.comment(0, "The client's own IT team. duty: it-lead, it-technician, security, management or other.");
  writer.line(0, "internal:").ask(2, "internal.people").line(2, "people:");
  for (const { name, userPrincipalName, duty, note } of people) {
    if (note !== undefined) writer.comment(4, note);
    writer.line(4, `- name: ${scalar(name)}`).line(6, `userPrincipalName: ${scalar(userPrincipalName)}`);
    writer.line(6, `duty: ${duty}`);
  }
  writer.line(6, '# phone: "+44 1632 960100"');
  writer.ask(2, "internal.approvers").comment(2, "Who of them approves what providers activate.");
  writer.line(2, "approvers:");
  for (const address of approvers) writer.line(4, `- ${scalar(address)}`);
  writer.blank();
}

function providers(writer: YamlWriter, draft: MatrixDraft): void {
  writer.comment(0, "Companies that do part of the work, each under a short key that stays: it becomes part of names.");
  writer.ask(0, "providers").line(0, draft.providers.length === 0 ? "providers: {}" : "providers:");
  for (const each of draft.providers) provider(writer, each);
  writer.blank();
}

function provider(writer: YamlWriter, draft: DraftProvider): void {
  const place = `providers.${draft.key}`;
  for (const note of draft.notes) writer.comment(2, note);
  writer.ask(2, place).line(2, `${draft.key}:`);
  writer.ask(4, `${place}.name`).line(4, `name: ${scalar(draft.name)}`);
  writer.ask(4, `${place}.kind`).comment(4, "msp, mssp (security) or specialist.").line(4, `kind: ${draft.kind}`);
  writer.ask(4, `${place}.tenantId`).comment(4, "Its own tenant: guests and partner access are told by it.");
  writer.line(4, `tenantId: ${draft.tenantId}`);
  writer.ask(4, `${place}.domains`).comment(4, "Whoever has an address in one of these domains is the provider's.");
  writer.line(4, `domains: ${flow(draft.domains)}`);
  writer
    .comment(4, "Pipelines of these organisations are the provider's:")
    .line(4, "# githubOrganisations: [its-organisation]");
  writer.ask(4, `${place}.accounts`);
  writer.comment(4, "How its people sign in: guests, local-accounts or gdap-technicians.");
  writer.line(4, `accounts: ${draft.accounts}`);
  writer.comment(4, "Networks its people work from; elsewhere a compliant device is demanded:");
  writer.line(4, "# networks: [203.0.113.0/26]");
  writer.comment(
    4,
    "What its own tenant says of its guests that is believed here; existing: there are settings for it already. Without trust in mfa and compliantDevice its guests cannot sign in:",
  );
  writer.ask(4, `${place}.trust`).line(4, draft.trust === undefined ? trustExample : trustText(draft.trust));
  writer.comment(4, "What belongs to it though neither address, owner nor tenant says so, by name or id:");
  writer.line(4, "# principals: { users: [], groups: [], applications: [] }");
  writer.ask(4, `${place}.people`);
  writer.comment(
    4,
    "existing: the account is there and is looked up; otherwise it is made. userPrincipalName: of an existing account, where it is not the one that Entra gives a guest. functions: only these of the provider's.",
  );
  writer.line(4, "people:");
  for (const { name, email, existing, userPrincipalName } of draft.people) {
    writer.line(6, `- name: ${scalar(name)}`).line(8, `email: ${scalar(email)}`);
    if (existing) writer.line(8, "existing: true");
    if (userPrincipalName !== undefined) writer.line(8, `userPrincipalName: ${scalar(userPrincipalName)}`);
  }
  writer.line(8, "# functions: [tier-1-helpdesk]").line(8, '# phone: "+44 1632 960200"');
  const { reference, start, end, noticeDays, exitDays } = draft.contract;
  writer.ask(4, `${place}.contract`);
  writer
    .comment(4, "noticeDays: before the end. exitDays: after it, until everything is handed over.")
    .line(4, "contract:");
  writer
    .line(6, `reference: ${scalar(reference)}`)
    .line(6, `start: ${start}`)
    .line(6, `end: ${end}`);
  writer.line(6, `noticeDays: ${noticeDays}`).line(6, `exitDays: ${exitDays}`);
}

function functions(writer: YamlWriter, draft: MatrixDraft): void {
  writer.comment(
    0,
    "Who does what. owner: internal, a provider's key, or joint (then accountable: says who answers for it). support: { by, when } for a provider that steps in, when: overflow-only, internal-unavailable or after-hours. A provider's row gives it the least that the work needs; access: { reason, delegations: [{ role, scope, maximumHours, approval, eligibleDays }] } replaces that. Also: by (which provider), raci ({ internal: A }), note.",
  );
  writer.ask(0, "functions").line(0, "functions:");
  for (const [id, { owner, note }] of draft.functions) {
    if (note !== undefined) writer.comment(2, note);
    writer.ask(2, `functions.${id}`);
    writer.line(2, `${id}: { owner: ${owner} } # ${functionById(id)?.title ?? id}`);
  }
  writer.blank();
}

function tools(writer: YamlWriter, draft: MatrixDraft): void {
  writer.comment(
    0,
    "Tools, one owner each: internal, shared, or a provider's key (or provider, then by: says which). systems: names; with several, systemOfRecord says which decides. tenancy: { nameOf, billedTo, domain }: in whose name and on whose bill. dataExport: { format, contents, withinDays }: can you leave with your data? Also: otherSide, master (documentation), providerQueue: { name, routing } (ticketing).",
  );
  writer.ask(0, "tools").line(0, "tools:");
  for (const { id, title } of toolCategories) {
    writer.ask(2, `tools.${id}`);
    const system = draft.systems[id];
    const patcher = id === "patch-management" ? patchers(draft).find((party) => party !== "internal") : undefined;
    writer.line(2, `${id}: # ${title}`);
    if (patcher === undefined) writer.line(4, "owner: internal");
    else writer.line(4, "owner: shared").line(4, `by: ${patcher}`);
    writer.line(4, `systems: [${system ?? '{ name: "to be named" }'}]`);
    if (id === "patch-management") patching(writer, draft);
  }
  writer.blank();
}

/** Who patches servers, and who workstations: as the rows of the functions say. */
function patchers({ functions, providers }: MatrixDraft): readonly [servers: string, workstations: string] {
  const keys = new Set(providers.map(({ key }) => key));
  const ownerOf = (id: FunctionId) => {
    const owner = functions.get(id)?.owner;
    return owner !== undefined && keys.has(owner) ? owner : "internal";
  };
  return [ownerOf("server-patching"), ownerOf("workstation-patching")];
}

function patching(writer: YamlWriter, draft: MatrixDraft): void {
  writer.comment(4, "Each class of machines has one owner, rings (first to last), a window and an approver.");
  writer.line(4, "patching:");
  const [servers, workstations] = patchers(draft);
  const owners = { servers, infrastructure: "internal", workstations, "third-party-applications": "internal" };
  for (const [name, owner] of Object.entries(owners)) {
    writer.line(6, `${name}: { owner: ${owner}, rings: [IT, everybody], window: to be agreed, approver: internal }`);
  }
}

function units(writer: YamlWriter, draft: MatrixDraft): void {
  writer.comment(
    0,
    "Where providers may work: each unit has a displayName, a description and members ({ group } for everybody in an existing group, or { users }); without members the internal team fills it. People with privileged access never belong in one.",
  );
  writer.ask(0, "administrativeUnits");
  writer.line(0, draft.units.length === 0 ? "administrativeUnits: {}" : "administrativeUnits:");
  for (const { key, displayName, note } of draft.units) {
    writer
      .comment(2, note)
      .line(2, `${key}:`)
      .line(4, `displayName: ${scalar(displayName)}`);
  }
  writer.blank();
}

function signIn(writer: YamlWriter): void {
  writer.comment(
    0,
    "How providers sign in: again after so many hours, and with which of the methods that cannot be phished.",
  );
  writer.line(0, "signIn:").line(2, "frequencyHours: 4");
  writer.line(2, "allowedMethods: [fido2, windowsHelloForBusiness, x509CertificateMultiFactor]").blank();
}

function emergencyAccounts(writer: YamlWriter, draft: MatrixDraft): void {
  writer.comment(
    0,
    "At least two, on the initial domain, permanently Global Administrator, left out of every policy but their own. credential: passkey or certificate. custody: where it is kept and who can open that. existing: the account is there and is looked up. lastValidated: the day on which somebody last signed in with it to see that it works. uses: [{ on, why }]: other days on which it was used.",
  );
  writer.ask(0, "emergencyAccounts").line(0, "emergencyAccounts:");
  for (const [index, account] of draft.emergencyAccounts.entries()) {
    if (account.note !== undefined) writer.comment(2, account.note);
    writer.ask(2, `emergencyAccounts.${index}`);
    writer.line(2, `- userPrincipalName: ${scalar(account.userPrincipalName)}`);
    writer.line(4, `displayName: ${scalar(account.displayName)}`).line(4, `credential: ${account.credential}`);
    writer.line(4, `custody: ${scalar(account.custody)}`);
    if (account.existing) writer.line(4, "existing: true");
    writer.line(4, "# lastValidated: 2027-01-31");
  }
  writer.blank();
}

function operations(writer: YamlWriter, draft: MatrixDraft): void {
  const names = flow(draft.people.slice(0, 2).map(({ name }) => name));
  writer
    .comment(0, "Who decides in an incident, in this order.")
    .ask(0, "incidentDecisions")
    .line(0, "incidentDecisions:");
  for (const id of incidentDecisionIds) writer.line(2, `${id}: ${names} # ${incidentDecisions[id].question}`);
  writer.blank();
  writer.comment(
    0,
    "Whom to call, in this order, on both sides (providers: { key: [names] }); how soon to respond, how often to tell, when it has to work again; over which channel, in which words.",
  );
  writer.ask(0, "escalation").line(0, "escalation:");
  for (const [id, respond, update, resolve] of [
    ["critical-outage", 15, 30, 4],
    ["security-incident", 15, 30, 8],
    ["executive-impact", 30, 60, 4],
  ] as const) {
    const theirs = escalationScenarios[id].parallel ? draft.providers : [];
    const providers = theirs.map(({ key, people }) => `${key}: ${flow(people.slice(0, 1).map(({ name }) => name))}`);
    const called = providers.length === 0 ? "{}" : `{ ${providers.join(", ")} }`;
    writer.line(2, `${id}:`).line(4, `contacts: { internal: ${names}, providers: ${called} }`);
    writer.line(4, `respondWithinMinutes: ${respond}`).line(4, `updateEveryMinutes: ${update}`);
    writer.line(4, `resolveWithinHours: ${resolve}`).line(4, "channel: phone");
    writer.line(4, 'template: "Since {time}: {what}. We are {action}. Next update at {next}."');
  }
  writer.blank();
  writer.comment(
    0,
    "Systems that have to come back: how soon (recoveryTimeHours), how much may be lost (recoveryPointHours), from which backup, and who watches a restore being tried (drillWitness). lastRestoreTest: the day of the last one.",
  );
  writer.ask(0, "recovery").line(0, "recovery:").line(2, "- system: Microsoft 365 mail and files");
  writer.line(4, "recoveryTimeHours: 24").line(4, "recoveryPointHours: 24").line(4, "backup: to be named");
  writer.line(4, `drillWitness: ${scalar(draft.people[0]?.name ?? "to be named")}`);
  writer.line(4, "# lastRestoreTest: 2027-01-31");
  writer.line(4, recoveryExample).blank();
  writer.comment(
    0,
    "How both sides talk; more than two channels, and messages are missed. Also: email, teams, slack, pager, sms, meeting.",
  );
  writer.line(0, "communication:").line(2, "- { channel: ticketing, purpose: everything that can wait an hour }");
  writer.line(2, "- { channel: phone, purpose: everything that cannot }").blank();
}

function review(writer: YamlWriter, draft: MatrixDraft): void {
  writer
    .comment(0, "How access is reviewed. cadence: monthly or quarterly.")
    .line(0, "review:")
    .line(2, "cadence: quarterly");
  writer.ask(2, "review.reviewers").comment(2, "Internal people, and people of providers for what is theirs.");
  writer.line(2, "reviewers:");
  for (const address of draft.approvers) writer.line(4, `- ${scalar(address)}`);
  writer.comment(
    2,
    "Days after which access that nobody used is stale; between two validations of an emergency account; longest keep.",
  );
  writer.line(2, "unusedAfterDays: 45").line(2, "emergencyValidationDays: 90").line(2, "keepDays: 366");
  writer.comment(
    2,
    "Whose signatures under a review are believed; `demarc review sign` prints the thumbprint of a key:",
  );
  writer.line(
    2,
    "# signers: { internal: [{ key: THUMBPRINT, person: somebody@your.domain, from: 2027-01-31, until: 2028-01-31 }] }",
  );
  writer.blank();
  writer.comment(0, "Findings that the internal side accepts for a time, one resource each:");
  writer.line(0, "# waivers:");
  writer.line(
    0,
    "#   - { rule: provider-role-scope, resource: NAME, reason: WHY, approvedBy: somebody@your.domain, from: 2027-01-31, until: 2027-02-28, ticket: T-1 }",
  );
  writer.comment(
    0,
    "Longest waiver of a rule of tier 0, days; and from which number and share on joint rows are a smell.",
  );
  writer.line(0, "emergencyWindowDays: 3").line(0, "lint: { jointRows: 3, jointShare: 0.25 }").blank();
  writer.comment(
    0,
    "Where sign-ins and changes of access are logged and raise an alarm, and where providers work. Without it nothing of Azure is declared:",
  );
  if (draft.azure !== undefined) writeAzure(writer, draft.azure);
  writer.ask(0, "azure");
  if (draft.azure !== undefined) writer.comment(0, "Everything that can be said there:");
  for (const line of azureExample) writer.line(0, `# ${line}`);
  writer.blank().comment(0, "How your own roles are activated, and which accounts nobody else may change:");
  for (const line of privilegeExample) writer.line(0, `# ${line}`);
  writer.blank().comment(0, "How both sides work together, for demarc handbook:");
  for (const line of workingExample) writer.line(0, `# ${line}`);
  writer.blank();
  for (const line of systemsExample) writer.line(0, line);
}
