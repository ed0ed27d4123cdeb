/** What the three ways to divide IT mean: who owns, how a change is approved, where tickets go, and what goes wrong most. */

import type { FunctionId } from "./functions.ts";
import type { serviceModels } from "./operations.ts";

export type ServiceModelId = (typeof serviceModels)[number];

export interface ServiceModel {
  readonly id: ServiceModelId;
  readonly title: string;
  /** With `{client}`. */
  readonly ownership: string;
  readonly changeControl: string;
  readonly tickets: string;
  readonly biggestRisk: string;
}

/** In the order of `serviceModels`. */
export const serviceModelTexts: readonly ServiceModel[] = [
  {
    id: "co-managed",
    title: "Co-managed",
    ownership: "Split row by row: each row has one accountable party, and the row names the one who does the work.",
    changeControl:
      "Joint approval: a change that touches both sides needs the accountable party and the side that runs the system. What gives access needs {client}'s approval, always.",
    tickets:
      "One queue for each side on one platform. A ticket has one owner at any time and moves by written rules, not by agreement in the corridor.",
    biggestRisk: "Nobody does it, because each side thought the other would: the row that both own.",
  },
  {
    id: "fully-managed",
    title: "Fully managed",
    ownership:
      "The provider runs everything. {client} keeps what makes it possible to leave: the tenant, its domains, the emergency accounts, the budget and the decisions in an incident.",
    changeControl:
      "The provider proposes, {client} approves what gives access, costs money or stops work. Without somebody inside who can judge it, the approval is a formality.",
    tickets: "All tickets go to the provider. {client} sees them all and gets a report.",
    biggestRisk:
      "Dependence: one company outside holds every key, and inside nobody is left who could check or take over.",
  },
  {
    id: "in-house",
    title: "In-house",
    ownership: "{client}'s own team owns and runs everything. Vendors get access for one case and one day.",
    changeControl: "Approved inside. A second person still has to look at what gives access.",
    tickets: "One queue, of {client}'s own team. Nobody takes over at night unless somebody is on call.",
    biggestRisk: "One person: illness, a holiday or a resignation stops work, and nobody watches at night.",
  },
];

/** What stays with the company in every model, and why: without it, leaving a provider is no longer a decision of the company. */
export const alwaysInternal: ReadonlyMap<FunctionId, string> = new Map([
  ["budget-decisions", "Who pays decides."],
  ["access-management", "Who may do what is decided by the side whose tenant it is."],
  ["isp-contracts", "Lines and numbers stay in the company's name, so that they stay when a provider goes."],
]);
