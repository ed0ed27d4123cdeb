/**
 * Sign-ins that the policies tell apart, searched and not sampled: what holds for no class of sign-ins holds for no sign-in.
 */

import { all, any, type Formula, test } from "./conditional-access/formula.ts";
import { type Found, findSignIn, type Query } from "./conditional-access/search.ts";
import { ordinarySignIn, type SignIn, type SignInPrincipal } from "./conditional-access/sign-in.ts";

export interface Scenario {
  readonly signIn: SignIn;
  /** What the principal does: `signs in to Azure management with a browser …`; only what makes a difference is said. */
  readonly words: string;
}

const isApplication = test({ kind: "resource-kind", is: "application" });
const isModern = any(
  test({ kind: "client", is: "browser" }),
  test({ kind: "client", is: "mobileAppsAndDesktopClients" }),
);

/** Admin portals and Azure management speak no legacy protocol; neither do user actions and authentication contexts. */
const isPossible = any(isModern, test({ kind: "legacy-resource" }));

/** A sign-in to an application. User actions and authentication contexts come on top of one. */
export const toApplication: Formula = isApplication;

/** A sign-in with a passkey or certificate: none goes through legacy authentication, a device code or a transfer. */
export const withOwnCredential: Formula = all(isApplication, isModern, test({ kind: "flow", is: "none" }));

/** The most ordinary sign-in of a principal that answers the query; undefined when there is none at all. */
export function findScenario(principal: SignInPrincipal, query: Query): Scenario | undefined {
  const found = findSignIn(ordinarySignIn(principal), { ...query, must: [isPossible, ...query.must] });
  return found && { signIn: found.signIn, words: describe(found) };
}

function describe({ words }: Found): string {
  const isKnownPlace = words.some(({ text }) => text.startsWith("from ") && text !== anywhere);
  const ofDevice = words.filter(({ aspect }) => aspect.startsWith("attribute device"));
  const said = words.flatMap((each) => {
    if (each.text === anywhere && isKnownPlace) return [];
    return [ofDevice.indexOf(each) > 0 ? each.text.replace(/^with /, "and ") : each.text];
  });
  return `signs in ${[...new Set(said)].join(" ")}`;
}

const anywhere = "from any other network";
