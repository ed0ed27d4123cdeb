/** Accounts of a provider's people in the systems beside the tenant, as rosters show them: nobody else looks there. */

import type { SystemAccess, SystemAccount } from "../../access/system-accounts.ts";
import { INTERNAL } from "../../matrix/parties.ts";
import { listed } from "../../review/words.ts";
import { oneLine } from "../question.ts";
import { type ExitContext, isIts } from "./exit-context.ts";
import type { ExitStep } from "./phases.ts";

/** A step for each account of the provider's, and for what no roster can say. */
export function systemSteps(exit: ExitContext): ExitStep[] {
  const systems = (exit.context.systems ?? []).filter((access) => !isItsOwn(access, exit));
  return [...systems.flatMap((access) => accountSteps(access, exit)), ...unseenSteps(systems, exit)];
}

/** What a roster does not show, in words: somebody may have an account there all the same. */
export function unreadOfSystems(systems: readonly SystemAccess[] = []): string[] {
  return systems.flatMap(({ system, roster }) =>
    roster === undefined || roster.complete
      ? []
      : [`the roster of ${system.name}: ${listed(roster.unread.map(({ what }) => what)) || "it"} is not whole`],
  );
}

/** Whether an account that a plan is about may still be there: it is, or no whole roster says that it is gone. */
export function mayBeThere(object: string, systems: readonly SystemAccess[] = []): boolean {
  if (!object.startsWith("account ")) return false;
  const access = systems.find(({ system }) => object.startsWith(`account ${system.key}/`));
  if (access?.roster?.complete !== true) return true;
  return access.accounts.some((account) => objectOf(account) === object);
}

/** With a PSA of its own a provider goes on working for others; what it holds there of the client is handed over. */
function isItsOwn({ system: { category, owners } }: SystemAccess, { provider }: ExitContext): boolean {
  return category === "psa" && owners.length === 1 && owners[0] === provider;
}

const objectOf = ({ key }: SystemAccount) => `account ${key}`;

function accountSteps({ system, accounts }: SystemAccess, exit: ExitContext): ExitStep[] {
  const its = isIts(exit);
  // Whoever owns a system alone is the only one who can do anything in it.
  const isOurs = system.owners.length === 0 || system.owners.includes(INTERNAL);
  const who = isOurs ? exit.client : exit.theirs;
  const of = accounts.filter(({ holder }) => its(holder.party));
  const ofPerson = Map.groupBy(of, ({ holder }) => holder.identity);
  return of.map((account): ExitStep => {
    const { holder, roles, through, enabled } = account;
    const names = [...new Set(roles.map(({ name }) => name))];
    // Of one who has several each is told apart, by what the system itself calls it.
    const which = (ofPerson.get(holder.identity) ?? []).length > 1 ? ` ${account.account.id}` : "";
    const having =
      names.length === 0 ? "" : `, which has ${names.length === 1 ? "the role" : "the roles"} ${listed(names)}`;
    const what =
      through !== undefined
        ? `Take ${holder.label} out of the group ${through}, which gives ${listed(names)} in ${system.name}.`
        : enabled === false
          ? `Delete the account${which} of ${holder.label} in ${system.name}${having}: it is only disabled.`
          : `Block, then delete, the account${which} of ${holder.label} in ${system.name}${having}.`;
    return {
      phase: "systems",
      what: oneLine(what),
      who,
      how: `${system.name}; then demarc roster ${system.key} --out FILE, and demarc offboard --check --systems FILE`,
      object: objectOf(account),
    };
  });
}

function unseenSteps(systems: readonly SystemAccess[], { client, theirs }: ExitContext): ExitStep[] {
  // Each by its name: somebody has to look in every one of them.
  const names = (of: readonly SystemAccess[]) => of.map(({ system }) => system.name).join(", ");
  const without = systems.filter(({ roster }) => roster === undefined);
  const partly = systems.filter(({ roster }) => roster?.complete === false);
  const strangers = systems.flatMap(({ system, accounts }): ExitStep[] => {
    const unknown = accounts.filter(({ holder, enabled }) => holder.party.kind === "unknown" && enabled !== false);
    if (unknown.length === 0) return [];
    const some = unknown.slice(0, mostNamed).map(({ holder }) => holder.label);
    const more = unknown.length > some.length ? ` and ${unknown.length - some.length} more` : "";
    const what = `Say whose these accounts in ${system.name} are, and replace what opens them: ${some.join(", ")}${more}.`;
    return [{ phase: "secrets", what: oneLine(what), who: `${theirs} says it, ${client} replaces` }];
  });
  return [
    ...(without.length === 0
      ? []
      : [
          {
            phase: "systems" as const,
            what: `Look for accounts of its people in ${names(without)}: no roster was given.`,
            who: client,
            how: "demarc roster SYSTEM --out FILE, then demarc offboard with --systems FILE",
          },
        ]),
    ...(partly.length === 0
      ? []
      : [
          {
            phase: "systems" as const,
            what: `Look for more accounts of its people in ${names(partly)}: the rosters are not whole.`,
            who: client,
          },
        ]),
    ...strangers,
  ];
}

const mostNamed = 5;
