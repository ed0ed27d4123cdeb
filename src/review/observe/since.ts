/** Scope creep, and objects that were made anew: what only shows beside the previous review. */

import { accessGroups, remadeGroups } from "../access-groups.ts";
import { accessChanges } from "../previous.ts";
import type { HeldAccess } from "../schema.ts";
import { listed } from "../words.ts";
import { accessByPrincipal, accessNames, type Observation, type Observer } from "./observation.ts";

/** What a provider holds beyond the matrix and did not hold, or held less of, at the previous review. */
export const scopeCreep: Observer = ({ previous, holdings, records }) => {
  if (previous === undefined) {
    return {
      found: [],
      unseen: ["No previous review was given (--previous): what providers gained since then is not known."],
    };
  }
  const change = accessChanges(previous);
  if (change === undefined) {
    return {
      found: [],
      unseen: [
        `The previous review, of ${previous.reviewedOn.slice(0, 10)}, kept no list of what providers hold: what they gained since then is not known.`,
      ],
    };
  }
  const byObject = new Map(records.map((record) => [record.objectKey, record]));
  const found = holdings.flatMap((access): Observation[] => {
    const how = access.declared || access.principal.party.kind !== "provider" ? "same" : change(access);
    if (how === "same") return [];
    const record = byObject.get(access.objects[0] ?? "");
    return [
      {
        kind: "scope-creep",
        severity: access.tier === 0 ? "critical" : how === "wider" || access.tier === 1 ? "high" : "medium",
        message: `${access.principal.label} (${access.principal.party.label}) ${how === "new" ? "did not have" : "had less of"} ${access.kind === "user" ? `${/^[aeiou]/.test(access.target) ? "an" : "a"} ${access.target}` : access.target} at the review of ${previous.reviewedOn.slice(0, 10)}, and the matrix has not changed to give it${scopeText(access)}.`,
        why: "A provider becomes the owner one small access at a time. What is needed belongs into the matrix first.",
        key: access.key,
        ...(record !== undefined && { principal: record.principal }),
        objects: access.objects,
        joins: "only",
        remedy: { words: "Ask who gave it and what for; then take it away, or give it a row in the matrix." },
      },
    ];
  });
  return { found, unseen: [] };
};

function scopeText({ scope }: HeldAccess): string {
  return scope === "directory" ? "" : ` (${scope})`;
}

/** Declared objects, and groups that give access, that have the right name and are not the ones that were there before. */
export const recreatedObjects: Observer = (context) => {
  const { attribution, conveys, previous, snapshot, whole } = context;
  const known = new Set(context.recreated.map(({ id }) => id));
  const undeclared = remadeGroups(accessGroups(snapshot, conveys), whole, previous, known);
  const held = undeclared.length === 0 ? undefined : accessByPrincipal(context);
  const found = [...context.recreated, ...undeclared].map((object): Observation => {
    const { kind, id, name, formerId, createdOn, deletedBy, isDeclared = true } = object;
    const { party } = attribution.partyOf(id);
    const type = types[kind];
    const gives = isDeclared ? [] : accessNames(held?.get(id) ?? []);
    return {
      kind: "re-created",
      severity: kind === "conditionalAccessPolicies" || kind === "groups" ? "high" : "medium",
      message: [
        `The ${words[kind]} ${name}`,
        gives.length === 0 ? "" : `, which holds ${listed(gives)},`,
        ` was deleted${deletedBy === undefined ? "" : ` by ${deletedBy}`} and made anew`,
        createdOn === undefined ? "" : ` on ${createdOn.slice(0, 10)}`,
        `: its id was ${formerId} and is ${id}.`,
      ].join(""),
      why: `It has the same name and nothing else: members, owners and everything that referred to the old one may be different. ${isDeclared ? "The deployment does not manage it either, until it is imported." : "Whoever made it decided who is in it, and nobody who reads the name notices."}`,
      key: `${kind} ${name} ${id}`,
      principal: { id, identity: `${type}:${name}`, label: name, type, party },
      objects: [id],
      joins: "also",
      remedy: {
        words: isDeclared
          ? "Find out in the audit log who made it anew and why. Then compare members and owners, and import it, or delete it and deploy."
          : "Find out in the audit log who made it anew and why. Then look at its members and owners, and at what it holds, as if it were a new group.",
      },
    };
  });
  return { found, unseen: [] };
};

const words = {
  groups: "group",
  administrativeUnits: "administrative unit",
  applications: "app registration",
  servicePrincipals: "application",
  roleDefinitions: "custom role",
  conditionalAccessPolicies: "conditional access policy",
  namedLocations: "named location",
  authenticationStrengthPolicies: "authentication strength",
  users: "account",
} as const;

const types = {
  groups: "group",
  administrativeUnits: "resource",
  applications: "application",
  servicePrincipals: "servicePrincipal",
  roleDefinitions: "resource",
  conditionalAccessPolicies: "policy",
  namedLocations: "location",
  authenticationStrengthPolicies: "policy",
  users: "user",
} as const;
