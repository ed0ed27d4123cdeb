import { labelOf } from "../../src/access/directory.ts";
import type { AccessNode } from "../../src/access/graph.ts";
import { isProvider, partyName } from "../../src/access/party.ts";
import type { Party } from "../../src/access/record.ts";
import { reachFrom } from "../../src/access/search.ts";
import { startsOf } from "../../src/access/starts.ts";
import { askedDeployers, namedDeployers } from "../deployment.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { pathSteps, pathWords, sentence } from "../words.ts";

export const deployIdentityInternal: Rule = {
  id: "DEMARC.DEPLOY.1v1",
  name: "deploy-identity-internal",
  severity: "error",
  tierZero: true,
  title: "Only the internal team signs in as the identity that runs the deployment",
  rationale:
    "Whoever signs in as the identity that deploys can do whatever the program may do, and more: it grants roles and rewrites every protection. Approvals and reviews are worth nothing to somebody who can deploy around them.",
  evaluate(context) {
    const deployers = deployingPrincipals(context);
    return [...owned(context, deployers), ...strangers(context), ...reached(context, deployers)];
  },
};

interface Deployer {
  /** Object id of the application or its registration. */
  readonly id: string;
  readonly label: string;
  /** Where the plan names it, if it does. */
  readonly namedBy: string | undefined;
}

const lower = (text: string | null | undefined) => text?.toLowerCase() ?? "";

function deployingPrincipals(context: RuleContext): Deployer[] {
  const { deploymentIds, directory } = context.attribution;
  const { plan, matrix } = context;
  const named = new Map(plan && namedDeployers(plan, matrix).map((each) => [lower(each.clientId), each.namedBy]));
  const asked = new Set(plan && askedDeployers(plan));
  const { servicePrincipals, applications } = context.snapshot.collections;
  return [...servicePrincipals, ...applications].flatMap(({ id, appId }) => {
    const isDeployer = deploymentIds.has(lower(id)) || deploymentIds.has(lower(appId));
    const object = isDeployer ? directory.object(id) : undefined;
    const namedBy = named.get(lower(appId)) ?? named.get(lower(id));
    const label = asked.has(lower(appId)) ? "the application that getClientConfig finds" : object && labelOf(object);
    return label === undefined ? [] : [{ id, label, namedBy }];
  });
}

/** A provider's own application deploys. */
function owned(context: RuleContext, deployers: readonly Deployer[]): RuleFinding[] {
  const found = deployers.flatMap(({ id, label, namedBy }) => {
    const { party, because } = context.attribution.partyOf(id);
    if (!isProvider(party)) return [];
    const resource = namedBy ?? context.declaredBy(id) ?? wayInDeclared(id, context) ?? id;
    return [{ label, because, party, resource }];
  });
  return [...Map.groupBy(found, ({ resource }) => resource).values()].flatMap((same) =>
    same.slice(0, 1).map(({ label, because, party, resource }) => ({
      message: sentence(
        `The deployment runs as ${label}, which is ${partyName(party, context.matrix.providers)}'s: ${because}`,
      ),
      resource,
      remedy: federate,
    })),
  );
}

/** What the program adds to an application, or to its registration, by which a provider signs in as it. */
function wayInDeclared(id: string, { graph }: RuleContext): string | undefined {
  const edgesInto = (node: AccessNode | undefined) =>
    graph.edges.filter(({ from, to }) => to === node && from.party?.kind === "provider");
  const near = edgesInto(graph.node(id));
  const edges = [...near, ...near.flatMap(({ from }) => edgesInto(from))];
  return edges.find(({ declaredBy }) => declaredBy !== undefined)?.declaredBy;
}

/** The plan names a client id that is no application of the tenant. */
function strangers(context: RuleContext): RuleFinding[] {
  if (!context.plan) return [];
  const { servicePrincipals, applications } = context.snapshot.collections;
  const known = new Set([...servicePrincipals, ...applications].map(({ appId }) => lower(appId)));
  return namedDeployers(context.plan, context.matrix).flatMap(({ clientId, namedBy }): RuleFinding[] => {
    if (known.has(lower(clientId))) return [];
    const listed = Object.values(context.matrix.providers).find(({ principals }) =>
      principals.applications.some((name) => lower(name) === lower(clientId)),
    );
    if (listed === undefined && !context.seesTenant) return [];
    const whose = listed
      ? `which the matrix lists as ${listed.name}'s`
      : "which is none of the tenant's: nobody knows whose it is";
    return [
      { message: `The deployment runs as application ${clientId}, ${whose}.`, resource: namedBy, remedy: federate },
    ];
  });
}

/**
 * Ways of a provider, or of somebody unknown, into an identity that is not theirs. What every application is open to, because a
 * role reaches all of them, is `provider-no-path-to-global-admin`'s.
 */
function reached(context: RuleContext, deployers: readonly Deployer[]): RuleFinding[] {
  const { graph, attribution } = context;
  const foreign = (party: Party) => isProvider(party) || party.kind === "unknown";
  const reach = reachFrom(graph, startsOf(graph, attribution, foreign), {
    admits: ({ kind, condition }) => kind !== "includes" && condition !== "internal-approval",
  });
  const found = deployers.flatMap(({ id, label }) => {
    const node = graph.node(attribution.directory.canonical(id));
    const path = (node && reach.path(node)) ?? [];
    const start = path[0]?.from;
    // A deployer that is a provider's itself has no way to go.
    if (start?.party === undefined) return [];
    const declared = path.findLast(({ declaredBy }) => declaredBy !== undefined)?.declaredBy;
    if (context.scope === "partial" && declared === undefined) return [];
    const key = path.flatMap(({ objectKeys }) => objectKeys.slice(0, 1)).at(-1);
    const whose = partyName(start.party, context.matrix.providers);
    return [{ label, who: start.label, whose, path, resource: declared ?? key ?? id }];
  });
  return [...Map.groupBy(found, ({ resource }) => resource).values()].flatMap((same) =>
    same
      // An application and its registration are the same identity: the nearer one is said.
      .toSorted((one, other) => one.path.length - other.path.length)
      .slice(0, 1)
      .map(({ label, who, whose, path, resource }) => ({
        message: sentence(
          `${who} of ${whose} can sign in as the identity that runs the deployment, ${label}: ${who} ${pathWords(path)}`,
        ),
        resource,
        path: pathSteps(path, context),
        remedy: federate,
      })),
  );
}

const federate =
  "Let the deployment run as an application of the client's own that nobody but the internal team owns, with one federated credential for the internal team's pipeline and no secret.";
