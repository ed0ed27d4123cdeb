/** Scope creep, and objects that were made anew: what only shows beside the previous review. */

import { accessChanges } from "../previous.ts";
import type { HeldAccess } from "../schema.ts";
import type { Observation, Observer } from "./observation.ts";

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
        message: `${access.principal.label} (${access.principal.party.label}) ${how === "new" ? "did not have" : "had less of"} ${access.target} at the review of ${previous.reviewedOn.slice(0, 10)}, and the matrix has not changed to give it${scopeText(access)}.`,
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

/** Declared objects that have the right name and are not the ones that were there before. */
export const recreatedObjects: Observer = ({ recreated, attribution }) => {
  const found = recreated.map(({ kind, id, name, formerId, createdOn }): Observation => {
    const { party } = attribution.partyOf(id);
    const type = types[kind];
    return {
      kind: "re-created",
      severity: kind === "conditionalAccessPolicies" || kind === "groups" ? "high" : "medium",
      message: `The ${words[kind]} ${name} was deleted and made anew${createdOn === undefined ? "" : ` on ${createdOn.slice(0, 10)}`}: its id was ${formerId} and is ${id}.`,
      why: "It has the same name and nothing else: members, owners and everything that referred to the old one may be different. The deployment does not manage it either, until it is imported.",
      key: `${kind} ${name} ${id}`,
      principal: { id, identity: `${type}:${name}`, label: name, type, party },
      objects: [id],
      joins: "also",
      remedy: {
        words:
          "Find out in the audit log who made it anew and why. Then compare members and owners, and import it, or delete it and deploy.",
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
  conditionalAccessPolicies: "policy",
  namedLocations: "location",
  authenticationStrengthPolicies: "policy",
  users: "user",
} as const;
