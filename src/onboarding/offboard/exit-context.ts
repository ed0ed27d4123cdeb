/** What every part of an exit is told from. */

import type { RuleContext } from "../../../policies/rule.ts";
import { isProvider } from "../../access/party.ts";
import type { Party } from "../../access/record.ts";
import type { Named } from "./names.ts";

/** What the steps are read from. */
export interface ExitContext {
  readonly context: RuleContext;
  /** The provider's key. */
  readonly provider: string;
  /** Who does what on the client's side. */
  readonly client: string;
  readonly theirs: string;
  readonly named: Named;
}

/** Whether a party is the provider that leaves. */
export const isIts =
  ({ provider }: ExitContext) =>
  (party: Party) =>
    isProvider(party) && party.provider === provider;
