/**
 * Remedies: values of which the matrix knows the one that is right. Where policy configuration sets a remedy to `remediate`, the
 * engine takes that value instead of the program's, before anything is judged; so the verdict is about what will be created. They
 * only ever make access shorter, harder to activate, or the emergency accounts work; what needs a decision (whom a policy
 * excludes, who approves) has no remedy, and neither has what is an id that nobody knows before the deployment.
 */

import { durationHours } from "../../src/access/directory.ts";
import { isoHours } from "../../src/entitlements/durations.ts";
import { type ActivationRules, type Entitlements, systemGroups } from "../../src/entitlements/entitlements.ts";
import { isUnknown, type Plan, type PlannedResource } from "../../src/plan/plan.ts";

/** One value to set. */
export interface Change {
  /** Keys down to the value. */
  readonly path: readonly string[];
  /** `undefined` takes the input away. */
  readonly value: string | number | boolean | undefined;
}

export interface RemedyContext {
  readonly entitlements: Entitlements;
  /** The program run offline, which knows what refers to what; without it only what the inputs say themselves is known. */
  readonly offline: Plan | undefined;
}

/** A resource before its creation, with `UnknownValue` where the engine knows nothing yet. */
interface Subject {
  readonly urn: string;
  readonly inputs: PlannedResource["inputs"];
}

export interface Remedy {
  /** Name of the policy. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Token of the resources it is about. */
  readonly type: string;
  /** What is not as the matrix says; empty where all is, or where the matrix says nothing of it. */
  changes(subject: Subject, context: RemedyContext): readonly Change[];
}

export const remedies: readonly Remedy[] = [
  {
    name: "remedy-activation-length",
    title: "A team's activation lasts no longer than the matrix says",
    description: "Sets the longest activation of a provider's team to the hours of its row.",
    type: "azuread:index/groupRoleManagementPolicy:GroupRoleManagementPolicy",
    changes(subject, context) {
      const rules = memberRules(subject, context);
      if (rules === undefined) return [];
      const written = record(subject.inputs["activationRules"])["maximumDuration"];
      // An absent one is Entra's default, which nobody decided.
      const hours = typeof written === "string" ? durationHours(written) : Number.NaN;
      if (hours <= rules.maximumHours) return [];
      return [{ path: ["activationRules", "maximumDuration"], value: isoHours(rules.maximumHours) }];
    },
  },
  {
    name: "remedy-activation-demands",
    title: "A team's activation demands what the matrix says",
    description:
      "Makes activation of a provider's team demand multifactor authentication, a justification and a ticket.",
    type: "azuread:index/groupRoleManagementPolicy:GroupRoleManagementPolicy",
    changes(subject, context) {
      const rules = memberRules(subject, context);
      if (rules === undefined) return [];
      const written = record(subject.inputs["activationRules"]);
      // Entra takes an authentication context or multifactor authentication, not both.
      const hasContext = Boolean(written["requiredConditionalAccessAuthenticationContext"]);
      const demands: readonly (readonly [string, boolean])[] = [
        ["requireMultifactorAuthentication", rules.multifactor && !hasContext],
        ["requireJustification", rules.justification],
        ["requireTicketInfo", rules.ticket],
      ];
      return demands
        .filter(([input, isDemanded]) => isDemanded && written[input] !== true)
        .map(([input]) => ({ path: ["activationRules", input], value: true }));
    },
  },
  {
    name: "remedy-eligibility-end",
    title: "Eligibility for a team ends as the matrix says",
    description: "Gives an eligibility for a provider's team that has no end, or a later one, the days of its row.",
    type: "azuread:index/privilegedAccessGroupEligibilitySchedule:PrivilegedAccessGroupEligibilitySchedule",
    changes({ urn, inputs }, context) {
      const days = activationOf(urn, context)?.eligibleDays;
      if (days === undefined || endsWithin(inputs, days)) return [];
      return [
        { path: ["duration"], value: `P${days}D` },
        ...(inputs["expirationDate"] === undefined ? [] : [{ path: ["expirationDate"], value: undefined }]),
        ...(inputs["permanentAssignment"] === undefined ? [] : [{ path: ["permanentAssignment"], value: false }]),
      ];
    },
  },
  {
    name: "remedy-emergency-account-enabled",
    title: "An emergency account is enabled",
    description: "Enables the accounts that the matrix names as emergency accounts.",
    type: "azuread:index/user:User",
    changes({ inputs }, { entitlements }) {
      const name = text(inputs["userPrincipalName"]);
      const isEmergency = entitlements.emergency.accounts.some(
        ({ userPrincipalName }) => userPrincipalName.toLowerCase() === name,
      );
      const isEnabled = inputs["accountEnabled"] === undefined || inputs["accountEnabled"] === true;
      return isEmergency && !isEnabled ? [{ path: ["accountEnabled"], value: true }] : [];
    },
  },
  {
    name: "remedy-sign-in-session",
    title: "A provider's session lasts no longer than the matrix says",
    description: "Sets the sign-in frequency and the browser session of a provider's own sign-in policies.",
    type: "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy",
    changes({ inputs }, { entitlements }) {
      const name = text(inputs["displayName"]);
      const session = entitlements.signInPolicies.find(
        ({ displayName }) => displayName.toLowerCase() === name,
      )?.session;
      if (session === undefined) return [];
      const written = record(inputs["sessionControls"]);
      const set = (input: string, value: string | number) => ({ path: ["sessionControls", input], value });
      return [
        ...(isAsFrequent(written, session.frequencyHours)
          ? []
          : [set("signInFrequency", session.frequencyHours), set("signInFrequencyPeriod", "hours")]),
        ...(written["persistentBrowserMode"] === session.persistentBrowser
          ? []
          : [set("persistentBrowserMode", session.persistentBrowser)]),
      ];
    },
  },
];

/**
 * Makes the changes in the engine's own properties, where they stand: reading the rest would throw at what is not known yet.
 *
 * @param props the engine's proxy
 */
export function applyChanges(props: Record<string, unknown>, changes: readonly Change[]): void {
  for (const { path, value } of changes) {
    let holder = props;
    for (const key of path.slice(0, -1)) holder = fieldFor(holder, key);
    const last = path.at(-1) ?? "";
    if (value === undefined) delete holder[last];
    else holder[last] = value;
  }
}

/** The mapping under a key, made where there is none (or one that nobody knows). */
function fieldFor(holder: Record<string, unknown>, key: string): Record<string, unknown> {
  let inner: unknown;
  try {
    inner = holder[key];
  } catch {
    inner = undefined;
  }
  if (typeof inner !== "object" || inner === null) holder[key] = {};
  return holder[key] as Record<string, unknown>;
}

/** The rules of the team whose members' activation the policy is about. */
function memberRules({ urn, inputs }: Subject, context: RemedyContext): ActivationRules | undefined {
  return inputs["roleId"] === "member" ? activationOf(urn, context) : undefined;
}

/** The rules of the team, or of the holders of a role in a system, that a resource's group is, by the offline run: before its creation a group has no id. */
function activationOf(urn: string, { entitlements, offline }: RemedyContext): ActivationRules | undefined {
  const twin = offline?.resources.find((resource) => resource.urn === urn);
  const groupId = text(twin?.inputs["groupId"]);
  if (offline === undefined || groupId === "") return undefined;
  const group = offline.resources.find(({ id }) => id.toLowerCase() === groupId)?.inputs;
  const lookup = offline.lookups.find(({ id }) => id.toLowerCase() === groupId)?.asked;
  const name = text((group ?? lookup)?.["displayName"]);
  const groups = [...entitlements.teams, ...systemGroups(entitlements)];
  return groups.find(({ displayName }) => displayName.toLowerCase() === name)?.activation;
}

/** Whether an eligibility ends within so many days of its start. A start or an end that is not known yet does not. */
function endsWithin(inputs: Subject["inputs"], days: number): boolean {
  const { duration, expirationDate, permanentAssignment, startDate } = inputs;
  if (permanentAssignment === true || isUnknown(permanentAssignment)) return false;
  if (typeof duration === "string") return durationHours(duration) <= days * 24;
  if (duration !== undefined || typeof expirationDate !== "string" || isUnknown(startDate)) return false;
  const start = typeof startDate === "string" ? Date.parse(startDate) : Date.now();
  return Date.parse(expirationDate) - start <= days * 86_400_000;
}

function isAsFrequent(controls: Readonly<Record<string, unknown>>, hours: number): boolean {
  if (controls["signInFrequencyInterval"] === "everyTime") return true;
  const { signInFrequency: count, signInFrequencyPeriod: period } = controls;
  return typeof count === "number" && count > 0 && period === "hours" && count <= hours;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !isUnknown(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

/** In lower case; empty for whatever is no text. */
function text(value: unknown): string {
  return typeof value === "string" ? value.toLowerCase() : "";
}
