/**
 * The access graph: who can act as whom, and what that reaches. One model for the declared tenant and the actual one.
 * `edges/` has a builder per family of edges; `families` is the one place that names them.
 */

import type { StepCondition } from "../finding.ts";
import type { ActivationPolicies } from "./activation-policy.ts";
import { readActivationPolicies } from "./activation-policy.ts";
import { approvalCondition, foreignApproverKeys, settleApprovals } from "./approval.ts";
import type { Attribution } from "./attribution.ts";
import type { Directory } from "./directory.ts";
import { labelOf } from "./directory.ts";
import type { EdgeKind } from "./edge-kinds.ts";
import { accessPackageEdges } from "./edges/access-packages.ts";
import { administrativeUnitEdges } from "./edges/administrative-units.ts";
import { applicationEdges } from "./edges/applications.ts";
import { azureEdges } from "./edges/azure.ts";
import { delegatedGrantEdges } from "./edges/delegated-grants.ts";
import { directoryWideEdges } from "./edges/directory-wide.ts";
import { domainEdges } from "./edges/domains.ts";
import { dynamicGroupEdges } from "./edges/dynamic-groups.ts";
import { groupEdges } from "./edges/groups.ts";
import { permissionEdges } from "./edges/permissions.ts";
import { roleEdges } from "./edges/roles.ts";
import { unitMembershipEdges } from "./edges/unit-membership.ts";
import { strangerLabel } from "./identity.ts";
import type { Party } from "./record.ts";

/** A role at a scope, a kind of resource below a scope, a resource. */
type AzureNodeKind = "azure-role" | "azure-scope" | "azure-resource";

export interface AccessNode {
  /** Position in `AccessGraph.nodes`. */
  readonly index: number;
  /** Object id, `role:…`, `permission:…`, `external:…`, `class:…`, `azure…` or `tier-zero`. */
  readonly id: string;
  /** `class`: everybody or everything alike that a role or permission reaches. */
  readonly kind: "principal" | "role" | "permission" | "external" | "class" | AzureNodeKind | "tier-zero";
  readonly label: string;
  /** Absent for what is nobody's: roles, permissions, the target. */
  readonly party?: Party;
}

export interface AccessEdge {
  /** Position in `AccessGraph.edges`. */
  readonly index: number;
  readonly from: AccessNode;
  readonly to: AccessNode;
  readonly kind: EdgeKind;
  readonly condition: StepCondition;
  /** Ids of what makes the edge: assignments, schedules, relation keys. Empty for edges that follow from what a role is. */
  readonly objectKeys: readonly string[];
  /** URN of the resource that declares it. */
  readonly declaredBy?: string;
  readonly since?: string;
  readonly until?: string;
  /** Why, for edges that the catalogue gives. */
  readonly reason?: string;
}

export interface AccessGraph {
  readonly nodes: readonly AccessNode[];
  readonly edges: readonly AccessEdge[];
  /** Edges that end at a node, by its index; `outgoing` likewise. */
  readonly incoming: readonly (readonly AccessEdge[])[];
  readonly outgoing: readonly (readonly AccessEdge[])[];
  /** The one target: Global Administrator or whatever equals it. */
  readonly tierZero: AccessNode;
  node(id: string): AccessNode | undefined;
}

/** What an edge builder adds. */
export interface NewEdge {
  readonly from: AccessNode;
  readonly to: AccessNode;
  readonly kind: EdgeKind;
  /** A condition, or the policy that decides it. */
  readonly condition: StepCondition | { readonly approvers: readonly (readonly string[])[] };
  readonly objectKeys: readonly string[];
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly reason?: string;
}

/** What an edge builder works with. */
export interface EdgeContext {
  readonly directory: Directory;
  readonly attribution: Attribution;
  readonly policies: ActivationPolicies;
  readonly tierZero: AccessNode;
  /** The node of an object, made when it is not there yet. */
  principal(objectId: string): AccessNode;
  /** A node that is no object of the tenant. */
  other(kind: Exclude<AccessNode["kind"], "principal">, id: string, label: string, party?: Party): AccessNode;
  add(edge: NewEdge): void;
}

export type EdgeFamily = (context: EdgeContext) => void;

/** Every family of edges. A new kind of path is a new line here. */
export const families: readonly EdgeFamily[] = [
  roleEdges,
  groupEdges,
  applicationEdges,
  permissionEdges,
  administrativeUnitEdges,
  unitMembershipEdges,
  directoryWideEdges,
  dynamicGroupEdges,
  delegatedGrantEdges,
  domainEdges,
  accessPackageEdges,
  azureEdges,
];

/** Label of the target in every path. */
export const tierZeroLabel = "Global Administrator or an equivalent";

/**
 * Builds the graph of an attributed snapshot. `declaredBy` (object id or relation key → URN) gives edges their resource.
 */
export function buildGraph(attribution: Attribution, declaredBy: ReadonlyMap<string, string> = new Map()): AccessGraph {
  const { directory } = attribution;
  const builder = new GraphBuilder(declaredBy);
  const tierZero = builder.node("tier-zero", "tier-zero", tierZeroLabel);
  const policies = readActivationPolicies(directory);
  const context: EdgeContext = {
    directory,
    attribution,
    policies,
    tierZero,
    principal(objectId) {
      const id = directory.canonical(objectId);
      const known = builder.find(id);
      if (known) return known;
      const object = directory.object(id);
      return builder.node(
        id,
        "principal",
        object ? labelOf(object) : (attribution.assumedName(id) ?? strangerLabel(attribution.directory, id)),
        attribution.partyOf(id).party,
      );
    },
    other: (kind, id, label, party) => builder.node(id, kind, label, party),
    add(edge) {
      if (typeof edge.condition === "string") {
        builder.edge(edge, edge.condition);
      } else {
        const { approvers } = edge.condition;
        const objectKeys = [...edge.objectKeys, ...foreignApproverKeys(approvers, attribution)];
        builder.edge({ ...edge, objectKeys }, approvalCondition(approvers, attribution), approvers);
      }
    },
  };
  for (const family of families) family(context);
  return settleApprovals(builder.finish(tierZero), builder.approvers, attribution);
}

/** Puts nodes and edges together. Also used by tests that need a graph without a tenant. */
export class GraphBuilder {
  readonly #declaredBy: ReadonlyMap<string, string>;
  readonly #nodes: AccessNode[] = [];
  readonly #byId = new Map<string, AccessNode>();
  readonly #edges: AccessEdge[] = [];
  /** Edge index → ids of those who approve it, by stage. */
  readonly approvers = new Map<number, readonly (readonly string[])[]>();

  constructor(declaredBy: ReadonlyMap<string, string> = new Map()) {
    this.#declaredBy = declaredBy;
  }

  find(id: string): AccessNode | undefined {
    return this.#byId.get(id);
  }

  node(id: string, kind: AccessNode["kind"], label: string, party?: Party): AccessNode {
    const known = this.#byId.get(id);
    if (known) return known;
    const made: AccessNode = { index: this.#nodes.length, id, kind, label, ...(party && { party }) };
    this.#nodes.push(made);
    this.#byId.set(id, made);
    return made;
  }

  edge(edge: Omit<NewEdge, "condition">, condition: StepCondition, approvers?: readonly (readonly string[])[]): void {
    const { from, to, kind, objectKeys, since, until, reason } = edge;
    const declaredBy =
      this.#declaredBy.size === 0
        ? undefined
        : this.#declaredBy.get(objectKeys.find((key) => this.#declaredBy.has(key)) ?? "");
    if (approvers) this.approvers.set(this.#edges.length, approvers);
    this.#edges.push({
      index: this.#edges.length,
      from,
      to,
      kind,
      condition,
      objectKeys,
      ...(declaredBy !== undefined && { declaredBy }),
      ...(since !== undefined && { since }),
      ...(until !== undefined && { until }),
      ...(reason !== undefined && { reason }),
    });
  }

  finish(tierZero: AccessNode): AccessGraph {
    return assemble(this.#nodes, this.#edges, tierZero, this.#byId);
  }
}

/** A graph from its parts; edges must stand at their index. */
export function assemble(
  nodes: readonly AccessNode[],
  edges: readonly AccessEdge[],
  tierZero: AccessNode,
  byId: ReadonlyMap<string, AccessNode>,
): AccessGraph {
  const by = (end: "from" | "to") => {
    const lists: AccessEdge[][] = nodes.map(() => []);
    for (const edge of edges) lists[edge[end].index]?.push(edge);
    return lists;
  };
  // Made when they are asked for: the search does without, and a graph is put together once for each round of approvals.
  let incoming: AccessEdge[][] | undefined;
  let outgoing: AccessEdge[][] | undefined;
  return {
    nodes,
    edges,
    get incoming() {
      incoming ??= by("to");
      return incoming;
    },
    get outgoing() {
      outgoing ??= by("from");
      return outgoing;
    },
    tierZero,
    node: (id) => byId.get(id),
  };
}
