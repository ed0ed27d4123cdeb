/** Whom somebody means by a name: a principal by any of its names, or everybody of a party. */

import { suggest } from "../matrix/suggest.ts";
import type { Attribution } from "./attribution.ts";
import { addressOf, type DirectoryObject, labelOf } from "./directory.ts";
import type { AccessGraph, AccessNode } from "./graph.ts";
import { identityOf } from "./identity.ts";
import { isProvider } from "./party.ts";
import type { Party } from "./record.ts";
import { startsOf } from "./starts.ts";

/** Somebody, and where in the graph that is. */
export interface Who {
  readonly label: string;
  /** Object id; absent for a party. */
  readonly id?: string;
  readonly party: Party;
  /** Why it is of that party; absent for a party. */
  readonly because?: string;
  /** An application is two nodes, its registration and its service principal; none for somebody who is in no edge. */
  readonly nodes: readonly AccessNode[];
}

export type WhoAnswer =
  | { readonly found: Who }
  /** Several go by that name. */
  | { readonly several: readonly Who[] }
  /** Nobody does; perhaps this was meant. */
  | { readonly nearest: string | undefined };

/** Finds who is meant: an id, an address, a name, `provider`, a provider's key or name, `unknown`, `internal` or `emergency`. */
export function findWho(graph: AccessGraph, attribution: Attribution, asked: string): WhoAnswer {
  const wanted = asked.trim().toLowerCase();
  const whole = partyNamed(wanted, attribution);
  const all = principals(graph, attribution);
  const byId = all.find(({ who }) => who.id.toLowerCase() === wanted);
  if (byId) return { found: byId.who };
  if (whole) {
    const nodes = startsOf(graph, attribution, whole.accepts);
    return { found: { label: whole.label, party: whole.party, nodes } };
  }
  const called = (kind: "names" | "otherNames") =>
    all.filter((each) => each[kind].some((name) => name.toLowerCase() === wanted)).map(({ who }) => who);
  const named = oneEach(called("names"), attribution);
  const found = named.length > 0 ? named : oneEach(called("otherNames"), attribution);
  const [first] = found;
  if (first !== undefined) return found.length === 1 ? { found: first } : { several: found };
  return { nearest: nearestName(asked, [...all.flatMap(({ names }) => names), ...partyNames(attribution)]) };
}

/** People of one address are one: somebody who is in the tenant, and whom a plan that has not met the tenant declares again. */
function oneEach(found: readonly Somebody[], { directory }: Attribution): Somebody[] {
  const byPerson = Map.groupBy(found, ({ id }) => {
    const { identity, type } = identityOf(directory, id);
    return type === "user" ? identity : id;
  });
  return [...byPerson.values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [{ ...first, nodes: same.flatMap(({ nodes }) => nodes) }];
  });
}

/** The nearest name, else a name with a word in it that is near: a first name, the part of an address before the @. */
function nearestName(asked: string, names: readonly string[]): string | undefined {
  const byWord = new Map(names.flatMap((name) => name.split(/[^\p{L}\p{N}]+/u).map((word) => [word, name] as const)));
  byWord.delete("");
  return suggest(asked, names) ?? byWord.get(suggest(asked, byWord.keys()) ?? "");
}

type Somebody = Who & { readonly id: string };

interface Named {
  readonly who: Somebody;
  readonly names: readonly string[];
  /** Go only where nobody has the name as one of `names`. */
  readonly otherNames: readonly string[];
}

function principals(graph: AccessGraph, attribution: Attribution): Named[] {
  const { directory } = attribution;
  const { users, groups, servicePrincipals, applications } = directory.snapshot.collections;
  const whoOf = (id: string, label: string, nodeIds: readonly string[]): Somebody => ({
    id,
    label,
    ...attribution.partyOf(id),
    nodes: nodeIds.flatMap((nodeId) => graph.node(nodeId) ?? []),
  });
  const objects = [...users, ...groups, ...servicePrincipals, ...applications].flatMap(({ id }): Named[] => {
    const object = directory.object(id);
    if (object === undefined) return [];
    // An application is one, whichever of its two objects is meant.
    if (object.kind === "servicePrincipal" && directory.applicationOf(object.value.appId ?? "")) return [];
    const others = object.kind === "application" ? directory.servicePrincipalsOf(object.value.appId ?? "") : [];
    const [instance] = others;
    const label = instance ? labelOf({ kind: "servicePrincipal", id: instance.id, value: instance }) : labelOf(object);
    const nodes = [...others.map((other) => other.id), id];
    const names = [label, ...namesOf(object), ...others.map((other) => other.id)];
    return [{ who: whoOf(instance?.id ?? id, label, nodes), names, otherNames: otherNamesOf(object) }];
  });
  const others = graph.nodes.flatMap((node): Named[] => {
    const { id, kind, label } = node;
    if (directory.object(id) !== undefined || (kind !== "principal" && kind !== "external")) return [];
    const attributed = attribution.partyOf(id);
    const because = kind === "external" ? "it acts from outside the tenant" : attributed.because;
    const who = { id, label, party: node.party ?? attributed.party, because, nodes: [node] };
    return [{ who, names: [label], otherNames: [] }];
  });
  return [...objects, ...others];
}

function namesOf(object: DirectoryObject): string[] {
  const { value } = object;
  const names: (string | null | undefined)[] = [value.id, value.displayName];
  if (object.kind === "user") {
    names.push(object.value.userPrincipalName, addressOf(object.value));
  }
  if (object.kind === "application" || object.kind === "servicePrincipal") names.push(object.value.appId);
  return names.flatMap((name) => (name ? [name] : []));
}

function otherNamesOf(object: DirectoryObject): string[] {
  if (object.kind !== "user" && object.kind !== "group") return [];
  const others = object.kind === "user" ? (object.value.otherMails ?? []) : [];
  return [object.value.mail, ...others].flatMap((mail) => mail || []);
}

interface WholeParty {
  readonly label: string;
  readonly party: Party;
  readonly accepts: (party: Party) => boolean;
}

function partyNamed(wanted: string, { matrix }: Attribution): WholeParty | undefined {
  const keys = Object.entries(matrix.providers);
  const provider = keys.find(([key, { name }]) => [key, name].some((text) => text.toLowerCase() === wanted));
  if (provider) {
    const [key, { name }] = provider;
    return {
      label: `anybody of ${name}`,
      party: { kind: "provider", provider: key },
      accepts: (party) => isProvider(party) && party.provider === key,
    };
  }
  if (wanted === "provider" || wanted === "providers") {
    const [first = ""] = keys.map(([key]) => key);
    return { label: "anybody of a provider", party: { kind: "provider", provider: first }, accepts: isProvider };
  }
  const simple = simpleParties.get(wanted);
  return simple && { ...simple, accepts: (party) => party.kind === simple.party.kind };
}

const simpleParties: ReadonlyMap<string, Pick<WholeParty, "label" | "party">> = new Map([
  ["unknown", { label: "anybody of whom nobody knows whose it is", party: { kind: "unknown" } }],
  ["internal", { label: "anybody of the internal team", party: { kind: "internal" } }],
  ["emergency", { label: "the emergency accounts", party: { kind: "emergency" } }],
]);

function partyNames({ matrix }: Attribution): string[] {
  const own = Object.entries(matrix.providers).flatMap(([key, { name }]) => [key, name]);
  return ["provider", ...own, ...simpleParties.keys()];
}
