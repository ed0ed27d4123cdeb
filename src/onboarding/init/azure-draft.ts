/** What a first matrix says of Azure: where providers work there, through whom of another tenant, and where the logs of access go. */

import { readAzureAssignments } from "../../access/azure/assignments.ts";
import type { Directory } from "../../access/directory.ts";
import { functionById, functionIds } from "../../catalogue/functions.ts";
import { azureScope } from "../../matrix/azure-section.ts";
import { asObject, asText, type JsonObject, objectsOf } from "../../tenant/entity.ts";
import type { ArmResource } from "../../tenant/snapshot.ts";
import { oneLine, type Question } from "../question.ts";
import { isAddress } from "./addresses.ts";
import { readScope, type ScopeWords } from "./azure-scope-words.ts";
import type { DraftAzure, DraftLighthouse, MatrixDraft } from "./draft.ts";
import type { ProviderCandidate } from "./providers.ts";

interface AzureDraftInput {
  readonly directory: Directory;
  readonly candidates: readonly ProviderCandidate[];
  readonly functions: MatrixDraft["functions"];
  /** Who is told where no action group tells anybody. */
  readonly approvers: readonly string[];
}

/** Nothing where no provider does agreed work in Azure: then the section is explained, and nothing in Azure is declared. */
export function azureDraft(input: AzureDraftInput): {
  readonly azure?: DraftAzure;
  readonly questions: readonly Question[];
} {
  const { directory, candidates } = input;
  const resources = directory.snapshot.collections.armResources;
  const places = placesOf(input);
  const lighthouse = candidates.flatMap((candidate) => lighthouseOf(candidate, resources));
  const logs = logsIn(resources, places);
  if (logs === undefined || (places.length === 0 && lighthouse.length === 0)) return { questions: [] };
  const azure: DraftAzure = {
    subscriptionId: logs.subscriptionId,
    resourceGroup: logs.resourceGroup,
    location: logs.location,
    alertEmails: toldBy(resources) ?? input.approvers,
    scopes: places.map(({ place, scope, because }) => ({ key: place, ...inSubscription(scope, logs), note: because })),
    lighthouse,
  };
  return {
    azure,
    questions: [...logQuestions(logs), ...placeQuestions(places), ...lighthouseQuestions(candidates, lighthouse)],
  };
}

interface Place {
  /** The catalogue's name of it. */
  readonly place: string;
  readonly scope: ScopeWords;
  readonly because: string;
  /** ARM ids of more scopes where the same is held. */
  readonly others: readonly string[];
}

/** For each place that a provider's row needs, where it holds the row's role; of several the widest. */
function placesOf({ directory, candidates, functions }: AzureDraftInput): Place[] {
  const { all } = readAzureAssignments(directory);
  const found = new Map<string, Place>();
  for (const id of functionIds) {
    const owner = candidates.find(({ key }) => key === functions.get(id)?.owner);
    if (owner === undefined) continue;
    const principals = new Set([
      ...owner.people.map((person) => person.id),
      ...(owner.tenant?.principals ?? []),
      ...(owner.tenant?.applications ?? []),
      ...owner.grants.flatMap(({ through }) => through ?? []),
    ]);
    for (const need of functionById(id)?.otherAccess ?? []) {
      if (need.system !== "azure" || found.has(need.place)) continue;
      const scopes = all
        .filter(({ principal, role }) => principals.has(directory.canonical(principal)) && role.name === need.role)
        .map(({ writtenScope }) => writtenScope);
      const [widest, ...others] = [...new Set(scopes)].toSorted((left, right) => left.length - right.length);
      const scope = widest === undefined ? undefined : readScope(widest);
      if (scope === undefined || !azureScope.safeParse(scope).success) continue;
      const because = oneLine(`${owner.name} holds ${need.role} there.`);
      found.set(need.place, { place: need.place, scope, because, others });
    }
  }
  return [...found.values()];
}

interface Logs {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
  /** ARM id of the workspace that Entra ID's logs go to; absent where none is known. */
  readonly workspaceId?: string;
}

/** Where the logs of Entra ID go; else the subscription that providers work in, in a group of their own. */
function logsIn(resources: readonly ArmResource[], places: readonly Place[]): Logs | undefined {
  const workspaceIds = resources
    .filter(({ type }) => /^microsoft\.aadiam\/diagnosticsettings$/i.test(type))
    .flatMap(({ properties }) => asText(properties?.["workspaceId"]) ?? []);
  for (const workspaceId of workspaceIds) {
    const at = readScope(workspaceId);
    const workspace = resources.find(({ id }) => id.toLowerCase() === workspaceId.toLowerCase());
    if (at?.subscriptionId === undefined || at.resourceGroup === undefined || !azureScope.safeParse(at).success)
      continue;
    const location = workspace?.location ?? usualLocation(resources, at.subscriptionId);
    return { subscriptionId: at.subscriptionId, resourceGroup: at.resourceGroup, location, workspaceId };
  }
  const known = [...places.map(({ scope }) => scope), ...resources.flatMap(({ id }) => readScope(id) ?? [])];
  const subscriptionId = known.find((scope) => scope.subscriptionId !== undefined)?.subscriptionId;
  if (subscriptionId === undefined) return undefined;
  return { subscriptionId, resourceGroup: "rg-access-monitoring", location: usualLocation(resources, subscriptionId) };
}

/** Where most resources of a subscription are. */
function usualLocation(resources: readonly ArmResource[], subscriptionId: string): string {
  const inside = resources.filter(
    ({ id }) => readScope(id)?.subscriptionId?.toLowerCase() === subscriptionId.toLowerCase(),
  );
  const counted = Map.groupBy(
    inside.flatMap(({ location }) => location ?? []),
    (location) => location,
  );
  const [most] = [...counted].toSorted(([, left], [, right]) => right.length - left.length);
  return oneLine(most?.[0] ?? "") || "westeurope";
}

/** Addresses that an action group tells; undefined where none tells anybody. */
function toldBy(resources: readonly ArmResource[]): string[] | undefined {
  const addresses = resources
    .filter(({ type }) => /^microsoft\.insights\/actiongroups$/i.test(type))
    .flatMap(({ properties }) => objectsOf(properties?.["emailReceivers"]))
    .flatMap(({ emailAddress }) => asText(emailAddress)?.toLowerCase() ?? [])
    .filter(isAddress);
  return addresses.length === 0 ? undefined : [...new Set(addresses)].slice(0, 5);
}

function inSubscription({ subscriptionId, ...scope }: ScopeWords, { subscriptionId: own }: Logs): ScopeWords {
  const isOwn = scope.resourceGroup !== undefined && subscriptionId?.toLowerCase() === own.toLowerCase();
  return { ...(subscriptionId !== undefined && !isOwn && { subscriptionId }), ...scope };
}

const readerId = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

/** How a tenant that the client delegated to works there, as its offers say. */
function lighthouseOf({ key, tenant }: ProviderCandidate, resources: readonly ArmResource[]): DraftLighthouse[] {
  if (tenant?.hasLighthouse !== true) return [];
  const offers = resources.flatMap(({ type, properties }): JsonObject[] => {
    if (!/^microsoft\.managedservices\/registration(definitions|assignments)$/i.test(type)) return [];
    const offer = asObject(asObject(properties?.["registrationDefinition"])?.["properties"]) ?? properties ?? {};
    return asText(offer["managedByTenantId"])?.toLowerCase() === tenant.tenantId ? [offer] : [];
  });
  const permanent = offers.flatMap((offer) => objectsOf(offer["authorizations"]));
  const eligible = offers.flatMap((offer) => objectsOf(offer["eligibleAuthorizations"]));
  const principals = [...eligible, ...permanent].flatMap(principalOf);
  const counted = Map.groupBy(principals, ({ id }) => id);
  const [group] = [...counted.values()].toSorted((left, right) => right.length - left.length)[0] ?? [];
  if (group === undefined) return [];
  const approvers = eligible
    .flatMap(({ justInTimeAccessPolicy }) => objectsOf(asObject(justInTimeAccessPolicy)?.["managedByTenantApprovers"]))
    .flatMap(principalOf);
  return [
    {
      provider: key,
      group,
      approvers: [...new Map(approvers.map((approver) => [approver.id, approver])).values()].slice(0, 10),
      isReader: permanent.some(
        ({ roleDefinitionId }) => asText(roleDefinitionId)?.toLowerCase().endsWith(readerId) === true,
      ),
      others: new Set(principals.map(({ id }) => id)).size - 1,
    },
  ];
}

function principalOf({ principalId, principalIdDisplayName }: JsonObject): { id: string; name: string }[] {
  const id = asText(principalId)?.toLowerCase() ?? "";
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return [];
  return [{ id, name: oneLine(asText(principalIdDisplayName) ?? "") || `Principal ${id}` }];
}

function logQuestions({ workspaceId, subscriptionId }: Logs): Question[] {
  return [
    {
      place: "azure",
      whom: "the client",
      ask: "Which subscription of yours keeps the logs of who gets access, and who is told of an alarm?",
      assumed:
        workspaceId === undefined
          ? `${subscriptionId}, in a resource group that will be made`
          : oneLine(
              `the one that Entra ID's logs go to already (${workspaceId}); a workspace of its own is made beside it`,
            ),
      otherwise: "a sign-in of an emergency account raises no alarm, or in the wrong place",
    },
  ];
}

function placeQuestions(places: readonly Place[]): Question[] {
  return places
    .filter(({ others }) => others.length > 0)
    .map(({ place, others }) => ({
      place: `azure.scopes.${place}`,
      whom: "the client",
      ask: oneLine(
        `The same role is held at ${others.slice(0, 3).join(", ")}${others.length > 3 ? ` and ${others.length - 3} more` : ""}, too: is that agreed?`,
      ),
      assumed: "it is not; one place is named, the widest",
      otherwise: "it cannot do agreed work; name a scope above them, or give the row an access of its own",
    }));
}

function lighthouseQuestions(
  candidates: readonly ProviderCandidate[],
  lighthouse: readonly DraftLighthouse[],
): Question[] {
  return lighthouse.flatMap(({ provider, approvers, others, group }): Question[] => {
    const name = candidates.find(({ key }) => key === provider)?.name ?? provider;
    const place = `azure.lighthouse.${provider}`;
    return [
      ...(approvers.length > 0
        ? []
        : [
            {
              place,
              whom: name,
              ask: `Who of ${name} approves what its people activate? Nobody has to today.`,
              assumed: `${group.name}: its members approve each other`,
              otherwise: "nobody can activate anything",
            },
          ]),
      ...(others > 0
        ? [
            {
              place,
              whom: name,
              ask: `${others === 1 ? "One more principal" : `${others} more principals`} of ${name} ${others === 1 ? "holds" : "hold"} something through Lighthouse: for which work?`,
              assumed: `${group.name} does all of it`,
              otherwise: "they lose what they hold; name a group for single rows (groups)",
            },
          ]
        : []),
    ];
  });
}
