/** A first matrix from what a tenant holds. What cannot be known is asked, and until it is answered the matrix gives the least. */

import { type Directory, indexDirectory } from "../../access/directory.ts";
import { externalWorkload } from "../../access/federation.ts";
import { permissionHoldings } from "../../access/holdings.ts";
import { coreFunctionIds, type FunctionId, functionById, functionIds } from "../../catalogue/functions.ts";
import { isInitialDomain } from "../../catalogue/initial-domains.ts";
import { matrixSchema } from "../../matrix/schema.ts";
import type { Snapshot } from "../../tenant/snapshot.ts";
import { oneLine, type Question } from "../question.ts";
import {
  type DeploymentCandidate,
  deploymentCandidates,
  emergencyCandidates,
  type InternalAdministrator,
  internalAdministrators,
} from "./accounts.ts";
import { azureDraft } from "./azure-draft.ts";
import { type FoundClient, findClient } from "./client.ts";
import type { DraftEmergencyAccount, MatrixDraft } from "./draft.ts";
import { generalQuestions } from "./general-questions.ts";
import { readHolders } from "./holders.ts";
import { providerDraft } from "./provider-draft.ts";
import { type FoundProviders, findProviders } from "./providers.ts";
import { administers, type ForeignTenant, foreignTenants } from "./tenants.ts";

/** What a tenant tells of itself, and the matrix that follows. */
interface FirstDraft {
  readonly draft: MatrixDraft;
  readonly tenants: readonly ForeignTenant[];
  readonly deployment: readonly DeploymentCandidate[];
  /** Internal administrators that the matrix does not name, for being many. */
  readonly unnamed: number;
}

/** So many people a matrix names as its IT team; everybody in the client's domains is internal anyway. */
const largestTeam = 25;
const guid = matrixSchema.shape.client.shape.tenantId;

/** @param schema address of the schema, from where the matrix will be */
export function draftFromSnapshot(snapshot: Snapshot, schema: string): FirstDraft {
  const directory = indexDirectory(snapshot);
  const holders = readHolders(directory);
  const found = findClient(snapshot);
  const tenants = foreignTenants(snapshot, holders);
  const providers = findProviders(directory, holders, tenants, found);
  const emergency = emergencyCandidates(directory, holders, found);
  const administrators = internalAdministrators(directory, holders, found, providers.candidates, emergency);
  const deployment = deploymentCandidates(directory, holders);
  const questions: Question[] = [...found.questions];
  const client = clientOf(found, providers, questions);
  const people = peopleOf(found, administrators, questions);
  const functions = functionsOf(providers, questions);
  const today = snapshot.collectedAt.slice(0, 10);
  const drafts = providers.candidates.map((candidate, index) =>
    providerDraft(candidate, index, { today, initialDomain: found.initialDomain }),
  );
  questions.push(
    ...drafts.flatMap((draft) => draft.questions),
    ...left(providers),
    ...otherApplications(directory, tenants),
  );
  const approvers = approversOf(people, administrators);
  const inAzure = azureDraft({ directory, candidates: providers.candidates, functions, approvers });
  questions.push(...inAzure.questions);
  questions.push(...generalQuestions.filter(({ place }) => place !== "azure" || inAzure.azure === undefined));
  questions.push(...deploymentQuestions(snapshot, deployment));
  const draft: MatrixDraft = {
    schema,
    heading: [
      `A first matrix of ${found.name}, from what its tenant held on ${today}. It explains what is there, and gives a provider no more than the least that its work needs: what people hold beyond it appears as differences in demarc review.`,
      "Nobody but people can know whose some things are: answer each QUESTION, change the line if need be, and delete the comment. inventory.md lists them, too.",
    ],
    client,
    people,
    approvers,
    providers: drafts.map(({ provider }) => provider),
    functions,
    units: unitsOf(providers, functions),
    systems: { identity: "microsoft-entra-id" },
    emergencyAccounts: emergencyAccountsOf(found, emergency, questions),
    ...(inAzure.azure && { azure: inAzure.azure }),
    questions,
  };
  return { draft, tenants, deployment, unnamed: Math.max(0, administrators.length - largestTeam) };
}

function clientOf(found: FoundClient, providers: FoundProviders, questions: Question[]): MatrixDraft["client"] {
  const { name, tenantId, domains, initialDomain, employees } = found;
  const isKnown = guid.safeParse(tenantId).success;
  if (!isKnown) {
    questions.push({
      place: "client.name",
      whom: "the client",
      ask: "What is the id of the tenant?",
      assumed: "one of zeros, since the snapshot gives none that is one",
      otherwise: "demarc refuses to read the tenant with this matrix",
    });
  }
  return {
    name,
    tenantId: isKnown ? tenantId.toLowerCase() : "00000000-0000-0000-0000-000000000000",
    domains,
    initialDomain,
    employees,
    model: providers.candidates.length > 0 ? "co-managed" : "in-house",
  };
}

function peopleOf(
  { domains }: FoundClient,
  administrators: readonly InternalAdministrator[],
  questions: Question[],
): MatrixDraft["people"] {
  const seen = new Set<string>();
  const people = administrators
    .filter(({ userPrincipalName }) => !seen.has(userPrincipalName) && seen.add(userPrincipalName))
    .slice(0, largestTeam)
    .map(({ name, userPrincipalName, grants, isGlobalAdministrator }) => ({
      name,
      userPrincipalName,
      duty: isGlobalAdministrator ? ("it-lead" as const) : ("it-technician" as const),
      note: `Holds ${listed([...new Set(grants.map((grant) => grant.name))])}.`,
    }));
  questions.push({
    place: "internal.people",
    whom: "the client",
    ask:
      people.length === 0
        ? "Who leads IT?"
        : "Do all of these work for you, in IT, and is nobody among them who only has an account in your domain?",
    assumed:
      people.length === 0
        ? "an address that nobody has; no administrator of your own was found"
        : "everybody who administers something with an account in your domains and shows no tie to another company",
    otherwise:
      people.length === 0
        ? "nobody can approve what a provider activates"
        : "somebody of a provider could approve, review and sign for your side",
  });
  if (administrators.length > largestTeam) {
    questions.push({
      place: "internal.people",
      whom: "the client",
      ask: `${administrators.length - largestTeam} more of your people hold roles: who of them is in the IT team?`,
      assumed: "none of them; they count as internal all the same",
      otherwise: "they cannot approve and review",
    });
  }
  if (people.length > 0) return people;
  const domain = domains.find((each) => !isInitialDomain(each)) ?? domains[0] ?? "unknown.onmicrosoft.com";
  return [{ name: "The IT lead", userPrincipalName: `to-be-named@${domain}`, duty: "it-lead" }];
}

/** Whoever leads; the safest is that few can approve. */
function approversOf(people: MatrixDraft["people"], administrators: readonly InternalAdministrator[]): string[] {
  const leads = administrators.filter(({ isGlobalAdministrator }) => isGlobalAdministrator);
  const named = people.filter(({ userPrincipalName }) =>
    leads.some((lead) => lead.userPrincipalName === userPrincipalName),
  );
  const [first] = people;
  return (named.length > 0 ? named : first === undefined ? [] : [first]).map(
    ({ userPrincipalName }) => userPrincipalName,
  );
}

/** Each function with the provider that seems to do it; internal where nobody seems to. */
function functionsOf({ candidates }: FoundProviders, questions: Question[]): MatrixDraft["functions"] {
  const rows = new Map<FunctionId, { owner: string; note?: string }>(
    coreFunctionIds.map((id) => [id, { owner: "internal" }]),
  );
  for (const id of functionIds) {
    const doing = candidates.filter(({ functions }) => functions.does.has(id));
    const [first, ...others] = doing;
    if (first === undefined) continue;
    const role = first.functions.does.get(id) ?? "";
    rows.set(id, { owner: first.key, note: oneLine(`${first.name} holds ${role}.`) });
    const also = others.map(({ name }) => name);
    questions.push({
      place: `functions.${id}`,
      whom: "the client",
      ask: `Does ${first.name} do ${functionById(id)?.title.toLowerCase() ?? id} for you${also.length > 0 ? `, or does ${also.join(" or ")}` : ""}?`,
      assumed: `${first.name} does, because its people hold ${role}`,
      otherwise: "the row declares access for the wrong company; the owner is internal if you do it yourselves",
    });
  }
  return rows;
}

/** Units that exist, where a provider holds the row's role over one. */
function unitsOf({ candidates }: FoundProviders, functions: MatrixDraft["functions"]): MatrixDraft["units"] {
  const units = new Map<string, string>();
  for (const [id, { owner }] of functions) {
    const grants = candidates.find(({ key }) => key === owner)?.grants ?? [];
    for (const { role, scope } of functionById(id)?.delegations ?? []) {
      if (scope.kind !== "administrative-unit" || role.kind !== "built-in" || units.has(scope.unit)) continue;
      const unit = grants.find(({ roleId, unit: over }) => roleId === role.templateId && over !== undefined)?.unit;
      if (unit !== undefined && oneLine(unit) !== "") units.set(scope.unit, oneLine(unit));
    }
  }
  return [...units].map(([key, displayName]) => ({
    key,
    displayName,
    note: "This unit is there: a provider holds a role over it.",
  }));
}

function emergencyAccountsOf(
  { initialDomain }: FoundClient,
  found: ReturnType<typeof emergencyCandidates>,
  questions: Question[],
): DraftEmergencyAccount[] {
  const seen = new Set<string>();
  const accounts: DraftEmergencyAccount[] = found
    .filter(({ userPrincipalName }) => !seen.has(userPrincipalName) && seen.add(userPrincipalName))
    .map(({ userPrincipalName, name, credential, because }) => ({
      userPrincipalName,
      displayName: name,
      credential: credential ?? "passkey",
      custody: "to be said",
      existing: true,
      note: `Looks like one: ${because}.`,
    }));
  for (const [index, { userPrincipalName, displayName }] of accounts.entries()) {
    questions.push({
      place: `emergencyAccounts.${index}`,
      whom: "the client",
      ask: `Is ${userPrincipalName} (${displayName}) your emergency account, where is its credential, and who of you can open that?`,
      assumed: "it is yours, with a credential that nobody else has",
      otherwise:
        "somebody else's permanent Global Administrator passes as your way in; take it out of the list, then it is a finding",
    });
  }
  for (let number = 1; accounts.length < 2; number++) {
    const userPrincipalName = `emergency-${number}@${initialDomain}`;
    if (seen.has(userPrincipalName)) continue;
    questions.push({
      place: `emergencyAccounts.${accounts.length}`,
      whom: "the client",
      ask:
        accounts.length === 0
          ? "Is there an emergency account, and which?"
          : "Is there another emergency account, and which?",
      assumed: `there is none, so ${userPrincipalName} is declared and will be made`,
      otherwise: "a Global Administrator that is there for emergencies counts as one too many",
    });
    accounts.push({
      userPrincipalName,
      displayName: `Emergency access ${number}`,
      credential: "passkey",
      custody: "to be said",
      existing: false,
    });
  }
  return accounts;
}

function left({ left: names }: FoundProviders): Question[] {
  if (names.length === 0) return [];
  return [
    {
      place: "providers",
      whom: "the client",
      ask: `${names.length} more companies or tenants can administer something here (${listed(names)}): which of them work for you?`,
      assumed: "none; what they hold is of an unknown party",
      otherwise: "their access is reported as that of strangers",
    },
  ];
}

/** Applications of other tenants that can do something, but not enough to make a provider of whoever they belong to. */
function otherApplications(directory: Directory, tenants: readonly ForeignTenant[]): Question[] {
  const permitted = new Set(permissionHoldings(directory).map(({ principal }) => principal));
  const names = tenants
    .filter((tenant) => !administers(tenant))
    .toSorted((one, other) => one.worst - other.worst)
    .flatMap(({ applications }) => applications.filter((id) => permitted.has(id)))
    .map((id) => directory.object(id)?.value.displayName ?? id);
  if (names.length === 0) return [];
  return [
    {
      place: "providers",
      whom: "the client",
      ask: `Applications of other tenants hold permissions here (${listed(names)}): does one of them belong to a company that works for you?`,
      assumed: "none; they are of an unknown party",
      otherwise:
        "a provider is missing from the matrix: add it, with its tenant's id, then its application is told to be its",
    },
  ];
}

/** Pipelines, and who they belong to. */
function deploymentQuestions(snapshot: Snapshot, deployment: readonly DeploymentCandidate[]): Question[] {
  const organisations = new Set(
    snapshot.collections.applications.flatMap(({ federatedIdentityCredentials = [] }) =>
      federatedIdentityCredentials.flatMap((credential) => externalWorkload(credential).organisations),
    ),
  );
  return [
    ...[...organisations].slice(0, 10).map(
      (name): Question => ({
        place: "client.githubOrganisations",
        whom: "the client",
        ask: `Pipelines of ${oneLine(name)} sign in here: is that organisation yours?`,
        assumed: "it is not",
        otherwise: "your own pipeline counts as an unknown party's; name it here, or under a provider if it is theirs",
      }),
    ),
    ...deployment.slice(0, 5).map(
      ({ name, because }): Question => ({
        place: "client.githubOrganisations",
        whom: "the client",
        ask: `Is ${name} what deploys your tenant (${because}), and does nobody outside run it?`,
        assumed: "it is not",
        otherwise: "whoever runs it controls the tenant",
      }),
    ),
  ];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).map(oneLine).join(", ");
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
