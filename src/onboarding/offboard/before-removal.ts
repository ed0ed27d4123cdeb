/** What comes before anything is taken away: the client gets in without the provider, and nothing is left without an owner or approver. */

import type { RuleContext } from "../../../policies/rule.ts";
import { labelOf } from "../../access/directory.ts";
import { globalAdministratorId } from "../../catalogue/entra-roles.ts";
import { shortName } from "../../review/names.ts";
import { oneLine } from "../question.ts";
import { type ExitContext, isIts } from "./exit-context.ts";
import type { ExitStep } from "./phases.ts";

/** Owners and approvers who would be nobody afterwards. */
export function successors(exit: ExitContext): ExitStep[] {
  const { attribution, snapshot, records } = exit.context;
  const its = (id: string) => isIts(exit)(attribution.partyOf(id).party);
  const { groups, applications: registrations, servicePrincipals } = snapshot.collections;
  const owned = [...groups, ...registrations, ...servicePrincipals].flatMap(({ id, owners = [] }): ExitStep[] => {
    const object = attribution.directory.object(id);
    if (object === undefined || owners.length === 0 || its(id) || !owners.every((owner) => its(owner.id))) return [];
    return [
      {
        phase: "successors",
        what: `Give ${exit.named(id, labelOf(object))} an owner of the client's, or none: all its owners are the provider's.`,
        who: exit.client,
        object: `owners ${id}`,
      },
    ];
  });
  const parties = new Map(records.map(({ principal }) => [principal.identity, principal.party]));
  const approved = records.flatMap((record): ExitStep[] => {
    const approvers = record.kind === "activation-rules" ? record.settings?.["approvers"] : undefined;
    const theirs = (Array.isArray(approvers) ? approvers : []).filter((identity) => {
      const party = parties.get(String(identity));
      return party !== undefined && isIts(exit)(party);
    });
    if (theirs.length === 0) return [];
    return [
      {
        phase: "successors",
        what: `Make somebody of the client's approve what is activated for ${exit.named(record.principal.id, shortName(record.principal.label))}: ${oneLine(theirs.join(", "))} of the provider does.`,
        who: exit.client,
        object: `approvers ${record.objectKey}`,
      },
    ];
  });
  return [...owned, ...approved];
}

/** Whether the client gets in: emergency accounts, and an administrator of its own. What is in order is tried by people all the same. */
export function safety(exit: ExitContext): ExitStep[] {
  const { attribution, records, matrix } = exit.context;
  const administrators = records.filter(
    ({ kind, targetId, scope, held }) =>
      kind === "directory-role" && targetId === globalAdministratorId && scope === "directory" && held !== "activated",
  );
  const emergency = matrix.emergencyAccounts.flatMap(({ userPrincipalName }): ExitStep[] => {
    const user = attribution.emergencyAccounts.get(userPrincipalName.toLowerCase());
    const isStanding = administrators.some(({ principal, held }) => principal.id === user?.id && held === "standing");
    const wrong =
      user === undefined
        ? "it is not in the tenant"
        : user.accountEnabled === false
          ? "it is disabled"
          : isStanding
            ? undefined
            : "it is not permanently Global Administrator";
    return [
      ...(wrong === undefined
        ? []
        : [
            {
              phase: "safety" as const,
              what: `Repair the emergency account ${userPrincipalName}: ${wrong}. Nothing else before that.`,
              who: exit.client,
              object: `emergency ${userPrincipalName}`,
            },
          ]),
      {
        phase: "safety",
        what: `Sign in once with ${userPrincipalName}, with nobody of the provider near its credential.`,
        who: exit.client,
      },
    ];
  });
  const isOwn = administrators.some(
    ({ principal }) =>
      principal.party.kind === "internal" &&
      (principal.type !== "user" || isEnabled(attribution.directory.object(principal.id))),
  );
  return [
    ...emergency,
    isOwn
      ? {
          phase: "safety",
          what: "Have an internal Global Administrator sign in and activate the role.",
          who: exit.client,
        }
      : {
          phase: "safety",
          what: "Make somebody internal Global Administrator: besides the emergency accounts nobody of the client's is. Nothing else before that.",
          who: exit.client,
          object: "internal administrator",
        },
  ];
}

function isEnabled(object: ReturnType<RuleContext["attribution"]["directory"]["object"]>): boolean {
  return object?.kind !== "user" || object.value.accountEnabled !== false;
}
