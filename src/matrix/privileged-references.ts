/** Names in the sections on privilege that are none: roles, and people who are a provider's. */

import { entraRoles, findRole } from "../catalogue/entra-roles.ts";
import { entries, list, type Raw, type ReferenceProblem, record, strings } from "./raw-document.ts";
import { suggest } from "./suggest.ts";

export function privilegedProblems(document: Raw): ReferenceProblem[] {
  return [...unknownRoles(document), ...strangers(document)];
}

function unknownRoles(document: Raw): ReferenceProblem[] {
  return list(record(document["privilegedRoles"])["roles"]).flatMap((role, index): ReferenceProblem[] => {
    if (typeof role !== "string" || role === "" || findRole(role) !== undefined) return [];
    const names = [...entraRoles.values()].map(({ name }) => name);
    const nearest = suggest(role, names);
    return [
      {
        path: ["privilegedRoles", "roles", index],
        message: `there is no Entra role "${role}"`,
        hint: nearest ? `did you mean "${nearest}"?` : "a built-in role's display name or template id",
      },
    ];
  });
}

/** Only the client's own people are kept from others in the unit. */
function strangers(document: Raw): ReferenceProblem[] {
  const domains = new Map(
    entries(document["providers"]).flatMap(([key, provider]) =>
      strings(record(provider)["domains"]).map((domain) => [domain.toLowerCase(), key] as const),
    ),
  );
  return list(record(document["sensitivePeople"])["people"]).flatMap((person, index): ReferenceProblem[] => {
    const provider =
      typeof person === "string" ? domains.get(person.split("@").at(-1)?.toLowerCase() ?? "") : undefined;
    return provider === undefined
      ? []
      : [
          {
            path: ["sensitivePeople", "people", index],
            message: `${String(person)} is one of ${provider}'s people`,
            hint: "the unit is for the client's own accounts",
          },
        ];
  });
}
