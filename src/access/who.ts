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

/** Where somebody is looked for. The graph of a large tenant takes seconds, so it is made only when it is asked for. */
export interface Sighted {
  readonly graph: AccessGraph;
  readonly attribution: Attribution;
}

/**
 * Finds who is meant: an id, an address, a name, `provider`, a provider's key or name, `unknown`, `internal` or `emergency`. What is
 * no object of the tenant goes by a name only where no object does.
 */
export function findWho(sight: Sighted, asked: string): WhoAnswer {
  const { attribution } = sight;
  const wanted = asked.trim().toLowerCase();
  const objects = objectsIn(sight);
  const hasId = ({ id }: Named) => id.toLowerCase() === wanted;
  const object = objects.find(hasId);
  if (object) return { found: object.who() };
  const called = (some: readonly Named[], kind: "names" | "otherNames") =>
    oneEach(
      some.filter((each) => each[kind].some((name) => name.toLowerCase() === wanted)).map(({ who }) => who()),
      attribution,
    );
  const whole = partyNamed(wanted, attribution);
  const own = whole === undefined ? called(objects, "names") : [];
  if (own.length > 0) return answerOf(own);
  const outsiders = outsidersIn(sight);
  const outsider = outsiders.find(hasId);
  if (outsider) return { found: outsider.who() };
  if (whole) {
    const nodes = startsOf(sight.graph, attribution, whole.accepts);
    return { found: { label: whole.label, party: whole.party, nodes } };
  }
  const foreign = called(outsiders, "names");
  const found = foreign.length > 0 ? foreign : called(objects, "otherNames");
  if (found.length > 0) return answerOf(found);
  const names = [...objects, ...outsiders].flatMap((each) => each.names);
  return { nearest: nearestName(asked, [...names, ...partyNames(attribution)]) };
}

function answerOf(found: readonly Somebody[]): WhoAnswer {
  const [first] = found;
  return first !== undefined && found.length === 1 ? { found: first } : { several: found };
}

/** People of one address are one: somebody who is in the tenant, and whom a plan that has not met the tenant declares again. */
function oneEach(found: readonly Somebody[], { directory }: Attribution): Somebody[] {
  const byPerson = Map.groupBy(found, ({ id }) => {
    const { identity, type } = identityOf(directory, id);
    return type === "user" ? identity : id;
  });
  return [...byPerson.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined || same.length === 1) return same;
    return [{ ...first, nodes: same.flatMap(({ nodes }) => nodes) }];
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
  readonly id: string;
  readonly names: readonly string[];
  /** Go only where nobody has the name as one of `names`. */
  readonly otherNames: readonly string[];
  readonly who: () => Somebody;
}

/** Every object of the tenant that somebody can be. */
function objectsIn(sight: Sighted): Named[] {
  const { directory } = sight.attribution;
  const { users, groups, servicePrincipals, applications } = directory.snapshot.collections;
  return [...users, ...groups, ...servicePrincipals, ...applications].flatMap((value): Named[] => {
    const object = directory.object(value.id);
    if (object === undefined) return [];
    // An application is one, whichever of its two objects is meant.
    if (object.kind === "servicePrincipal" && directory.applicationOf(object.value.appId ?? "")) return [];
    const others = object.kind === "application" ? directory.servicePrincipalsOf(object.value.appId ?? "") : [];
    const [instance] = others;
    const label = instance ? labelOf({ kind: "servicePrincipal", id: instance.id, value: instance }) : labelOf(object);
    const instances = others.map((other) => other.id);
    const id = instance?.id ?? value.id;
    return [
      {
        id,
        names: [label, ...namesOf(object), ...instances],
        otherNames: otherNamesOf(object),
        who: () => somebody(sight, id, label, [...instances, value.id]),
      },
    ];
  });
}

function somebody(sight: Sighted, id: string, label: string, nodeIds: readonly string[]): Somebody {
  return {
    id,
    label,
    ...sight.attribution.partyOf(id),
    get nodes() {
      return nodeIds.flatMap((nodeId) => sight.graph.node(nodeId) ?? []);
    },
  };
}

/** Whoever acts and is no object of the tenant. */
function outsidersIn({ graph, attribution }: Sighted): Named[] {
  return graph.nodes.flatMap((node): Named[] => {
    const { id, kind, label } = node;
    if (attribution.directory.object(id) !== undefined || (kind !== "principal" && kind !== "external")) return [];
    const who = () => {
      const attributed = attribution.partyOf(id);
      const because = kind === "external" ? "it acts from outside the tenant" : attributed.because;
      return { id, label, party: node.party ?? attributed.party, because, nodes: [node] };
    };
    return [{ id, names: [label], otherNames: [], who }];
  });
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
