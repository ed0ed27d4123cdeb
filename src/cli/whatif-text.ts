/** What becomes of a sign-in, for a terminal. */

import { controlWords, nameList } from "../../policies/words.ts";
import { resourceWords } from "../access/conditional-access/aspects.ts";
import type { Requirement } from "../access/conditional-access/grants.ts";
import type { SignIn } from "../access/conditional-access/sign-in.ts";
import { keyOf } from "../access/conditional-access/tests.ts";
import type { PolicyVerdict, SignInOutcome } from "../access/conditional-access.ts";
import { visible } from "../visible.ts";
import type { Paint } from "./output.ts";
import type { WhatIfResult } from "./whatif-result.ts";

/** Lines: the sign-in, what becomes of it, which policies apply and why the others do not. */
export function whatIfText(result: WhatIfResult, paint: Paint): string[] {
  const { signIn, policies, before, assumptions } = result;
  const applying = policies.filter(({ applies, state }) => applies && state === "enabled");
  const reporting = policies.filter(({ applies, state }) => applies && state === "report-only");
  const others = policies.filter(({ applies }) => !applies);
  return [
    `${paint("bold", visible(signInWords(signIn)))}`,
    "",
    ...outcomeLines(result, paint),
    ...(before === undefined ? [] : [`without this plan: ${shortOutcome(before)}`]),
    ...section("policies that apply", applying.map(quoted)),
    ...section("policies that would apply and only report", reporting.map(quoted)),
    ...section("policies that do not apply", others.map(why)),
    ...(assumptions.length === 0 ? [] : ["", ...assumptions.map((text) => visible(`assumed: ${text}`))]),
  ];
}

function signInWords(signIn: SignIn): string {
  const { principal, resource, client, platform, address, country, gpsCountry, compliantNetwork } = signIn;
  const attributes = Object.entries(signIn.deviceAttributes).map(
    ([name, value]) => `${name} ${[value].flat().join(", ")}`,
  );
  const clients = {
    browser: "with a browser",
    mobileAppsAndDesktopClients: "with a desktop or mobile client",
    exchangeActiveSync: "with Exchange ActiveSync",
    other: "with a client of legacy authentication",
  };
  const risks = [
    ["sign-in", signIn.signInRisk],
    ["user", signIn.userRisk],
    ["insider", signIn.insiderRisk],
    ["service principal", signIn.servicePrincipalRisk],
  ].flatMap(([what, level]) => (level === "none" ? [] : [`at ${level} ${what} risk`]));
  const flow = signIn.authenticationFlow;
  const ofUser = principal.workload === undefined;
  const activated = (principal.activations ?? []).filter(
    ({ about }) => signIn.assumed[keyOf({ kind: "activation", about })] === true,
  );
  return [
    `${principal.label} signs in ${resourceWords(resource)}`,
    ...(ofUser ? [clients[client], `on ${platform === "unknown" ? "an unknown platform" : platform}`] : []),
    ...activated.map(({ about }) => `having activated ${about}`),
    ...(address === undefined ? [] : [`from ${address}`]),
    ...(country === undefined ? [] : [`in ${country}`]),
    ...(gpsCountry === undefined ? [] : [`with the Authenticator app in ${gpsCountry}`]),
    ...(compliantNetwork ? ["through a compliant network"] : []),
    ...(signIn.deviceRegistered === false ? ["on a device that is not registered"] : []),
    ...(signIn.deviceRegistered ? [`on a registered device (${attributes.join("; ") || "nothing known of it"})`] : []),
    ...risks,
    ...(flow === "none" ? [] : [flow === "deviceCodeFlow" ? "by device code" : "by authentication transfer"]),
  ].join(" ");
}

function outcomeLines({ outcome, blockedBy, requires, session }: WhatIfResult, paint: Paint): string[] {
  if (outcome === "blocked") {
    const named = nameList(
      blockedBy.map((name) => `"${name}"`),
      blockedBy.length,
    );
    const unmet = requires.filter(({ policy }) => blockedBy.includes(policy));
    return [
      `${paint("red", "blocked")} by ${visible(named)}`,
      ...unmet.map(
        (requirement) => `  such a sign-in can never show what is asked for: ${requirementWords(requirement)}`,
      ),
    ];
  }
  return [
    requires.length === 0
      ? `${paint("yellow", "granted")}, and no policy asks for anything`
      : `${paint("green", "granted")} to whoever meets all of this:`,
    ...requires.map((requirement) => `  ${requirementWords(requirement)}`),
    ...session.map(
      ({ policy, controls }) => `  session: ${visible(`${nameList(controls, controls.length)} ("${policy}")`)}`,
    ),
  ];
}

function requirementWords({ policy, operator, controls }: Requirement): string {
  return visible(`${controls.map(controlWords).join(operator === "AND" ? " and " : " or ")} ("${policy}")`);
}

function shortOutcome({ outcome, requires }: SignInOutcome): string {
  if (outcome === "blocked") return "blocked";
  return requires.length === 0
    ? "granted, nothing asked for"
    : `granted for ${requires.map(requirementWords).join("; ")}`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", `${title}:`, ...lines.map((line) => `  ${line}`)];
}

function quoted({ policy }: PolicyVerdict): string {
  return `"${visible(policy)}"`;
}

function why({ policy, state, failed }: PolicyVerdict): string {
  if (state === "disabled") return `"${visible(policy)}": it is off`;
  return visible(`"${policy}": it ${failed?.words ?? ""} (${failed?.condition ?? ""})`);
}
