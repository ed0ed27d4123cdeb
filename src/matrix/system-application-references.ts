/** What the enterprise application of a system says of other fields: app roles without one, roles by a name that only an id can mean. */

import { entries, list, type Raw, type ReferenceProblem, record } from "./raw-document.ts";
import { guid } from "./shapes.ts";

/** All of it, with the place. */
export function systemApplicationProblems(document: Raw): ReferenceProblem[] {
  const systems = entries(document["systems"]).map(([key, value]) => ({
    path: ["systems", key],
    entry: record(value),
  }));
  return [
    ...systems.flatMap(({ path, entry }) => [...signInProblems(entry, path), ...roleProblems(entry, path)]),
    ...sharedApplications(systems),
  ];
}

function signInProblems({ application, signIn }: Raw, path: readonly PropertyKey[]): ReferenceProblem[] {
  if (application === undefined || signIn !== "own") return [];
  return [
    {
      path: [...path, "application"],
      message: "nobody signs in through it: people have accounts of the system's own",
      hint: "signIn: entra, or both while its own accounts still work",
    },
  ];
}

function roleProblems({ application, roles }: Raw, path: readonly PropertyKey[]): ReferenceProblem[] {
  const existing = record(application)["existing"] !== undefined;
  return list(roles).flatMap((value, index): ReferenceProblem[] => {
    const { appRole } = record(value);
    if (typeof appRole !== "string" || appRole === "") return [];
    const place = [...path, "roles", index, "appRole"];
    if (application === undefined) {
      return [
        { path: place, message: "is of no use without an application", hint: "add application, or leave it out" },
      ];
    }
    if (existing && !guid.safeParse(appRole).success) {
      return [
        {
          path: place,
          message: `"${appRole}" is no id: of an application that exists the app role is named by its id`,
          hint: "the id is shown under App registrations > App roles",
        },
      ];
    }
    return [];
  });
}

/** One application for two systems: whoever is assigned for one signs in to the other. */
function sharedApplications(
  systems: readonly { readonly path: readonly PropertyKey[]; readonly entry: Raw }[],
): ReferenceProblem[] {
  const before = new Map<string, PropertyKey>();
  return systems.flatMap(({ path, entry }) => {
    const { existing, create } = record(entry["application"]);
    const property = existing === undefined ? ["create", "entityId"] : ["existing"];
    const name = existing ?? record(create)["entityId"];
    if (typeof name !== "string" || name === "") return [];
    const key = `${property.join(".")} ${name.toLowerCase()}`;
    const first = before.get(key);
    if (first !== undefined) {
      return [
        {
          path: [...path, "application", ...property],
          message: `"${name}" is the application of ${String(first)} already`,
          hint: "each system has an application of its own",
        },
      ];
    }
    before.set(key, path[1] ?? "");
    return [];
  });
}
