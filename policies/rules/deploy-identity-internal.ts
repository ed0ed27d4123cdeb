import { rankOf } from "../../src/access/condition.ts";
import { labelOf } from "../../src/access/directory.ts";
import type { AccessEdge, AccessNode } from "../../src/access/graph.ts";
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
  /** Where the plan names it. */
  readonly namedBy?: string;
}

const lower = (text: string | null | undefined) => text?.toLowerCase() ?? "";

function deployingPrincipals(context: RuleContext): Deployer[] {
  const { deploymentIds, directory } = context.attribution;
  const named = new Map(
    (context.plan ? namedDeployers(context.plan, context.matrix) : []).map((each) => [
      lower(each.clientId),
      each.namedBy,
    ]),
  );
  const asked = new Set(context.plan ? askedDeployers(context.plan) : []);
  const { servicePrincipals, applications } = context.snapshot.collections;
  return [...servicePrincipals, ...applications].flatMap(({ id, appId }) => {
    const isDeployer = deploymentIds.has(lower(id)) || deploymentIds.has(lower(appId));
    const object = isDeployer ? directory.object(id) : undefined;
    const namedBy = named.get(lower(appId)) ?? named.get(lower(id));
    const label = asked.has(lower(appId)) ? "the application that getClientConfig finds" : object && labelOf(object);
    return label === undefined ? [] : [{ id, label, ...(namedBy !== undefined && { namedBy }) }];
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
  return [...Map.groupBy(found, ({ resource }) => resource).values()].flatMap(([first]) =>
    first
      ? [
          {
            message: sentence(
              `The deployment runs as ${first.label}, which is ${partyName(first.party, context.matrix.providers)}'s: ${first.because}`,
            ),
            resource: first.resource,
            remedy: federate,
          },
        ]
      : [],
  );
}

/** What the program adds to an application, or to its registration, by which a provider signs in as it. */
function wayInDeclared(id: string, { graph }: RuleContext): string | undefined {
  const edgesInto = (node: AccessNode | undefined) =>
    (graph.incoming[node?.index ?? -1] ?? []).filter(({ from }) => from.party !== undefined && isProvider(from.party));
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
    const listed = Object.entries(context.matrix.providers).find(([, { principals }]) =>
      principals.applications.some((name) => lower(name) === lower(clientId)),
    );
    if (listed) {
      return [
        {
          message: `The deployment runs as application ${clientId}, which the matrix lists as ${listed[1].name}'s.`,
          resource: namedBy,
          remedy: federate,
        },
      ];
    }
    if (!context.seesTenant) return [];
    return [
      {
        message: `The deployment runs as application ${clientId}, which is none of the tenant's: nobody knows whose it is.`,
        resource: namedBy,
        remedy: federate,
      },
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
    admits: ({ kind, to }) => kind !== "includes" && to !== graph.tierZero,
  });
  const found = deployers.flatMap(({ id, label }) => {
    const node: AccessNode | undefined = graph.node(attribution.directory.canonical(id));
    const path = node && reach.path(node);
    const condition = node && reach.condition(node);
    if (!path || path.length === 0 || condition === undefined || rankOf(condition) >= rankOf("internal-approval"))
      return [];
    const declared = path.findLast((edge) => edge.declaredBy !== undefined)?.declaredBy;
    if (context.scope === "partial" && declared === undefined) return [];
    return [{ label, path, resource: declared ?? keyOf(path) ?? id }];
  });
  return [...Map.groupBy(found, ({ resource }) => resource).values()].flatMap((same) => {
    // An application and its registration are the same identity: the nearer one is said.
    const [first] = same.toSorted((one, other) => one.path.length - other.path.length);
    const start = first?.path[0]?.from;
    if (!first || !start) return [];
    const whose = partyName(start.party ?? { kind: "unknown" }, context.matrix.providers);
    return [
      {
        message: sentence(
          `${start.label} of ${whose} can sign in as the identity that runs the deployment, ${first.label}: ${start.label} ${pathWords(first.path)}`,
        ),
        resource: first.resource,
        path: pathSteps(first.path, context),
        remedy: federate,
      },
    ];
  });
}

function keyOf(path: readonly AccessEdge[]): string | undefined {
  return path.findLast(({ objectKeys }) => objectKeys.length > 0)?.objectKeys[0];
}

const federate =
  "Let the deployment run as an application of the client's own that nobody but the internal team owns, with one federated credential for the internal team's pipeline and no secret.";
