/** Who is called, in which order, how fast, and with which words. */

import {
  type EscalationScenarioId,
  escalationScenarioIds,
  escalationScenarios,
  incidentDecisionIds,
  incidentDecisions,
} from "../../catalogue/operations.ts";
import { listed } from "../../entitlements/sentence-parts.ts";
import { nameOfParty } from "../../matrix/parties.ts";
import { personIn } from "../../matrix/people.ts";
import type { Matrix } from "../../matrix/schema.ts";
import { counted } from "../../review/words.ts";
import {
  type Block,
  bullets,
  type Card,
  type Chapter,
  heading,
  notice,
  paragraph,
  type Row,
  table,
} from "../document.ts";
import type { HandbookInput } from "../input.ts";
import { decidersOf, everyText, hoursText, inOrder, isAlone, minutesText } from "../words.ts";

export function escalation({ matrix }: HandbookInput): Chapter {
  return {
    id: "escalation",
    title: "Escalation",
    lead: "What to do when something is on fire: who decides, who is called, how fast, and what is said. The cards are made to be printed and carried.",
    blocks: [
      heading("Decision chain in an incident"),
      paragraph(
        "These decisions are the company's, and it has agreed here who makes them in its name. The first person who can be reached decides; the next one only if nobody before can be reached.",
      ),
      table(
        "Decision chain in an incident",
        ["Decision", "Question", "Who, in this order"],
        incidentDecisionIds.map(
          (id): Row => [incidentDecisions[id].title, incidentDecisions[id].question, inOrder(decidersOf(matrix, id))],
        ),
      ),
      ...ticketBlocks(matrix),
      ...parallelBlocks(matrix),
      heading("Channels"),
      table(
        "Channels",
        ["Channel", "For"],
        matrix.communication.map(({ channel, purpose }) => [channel, purpose]),
      ),
      ...(new Set(matrix.communication.map(({ channel }) => channel)).size > 2
        ? [notice("More than two channels are in use: what is said in one is not seen in another. Two are enough.")]
        : []),
      heading("Escalation cards"),
      paragraph(
        "Print them, one on each sheet, and put them where they are needed: by the phone, in the bag, on the inside of the rack.",
      ),
      { kind: "cards", cards: escalationScenarioIds.map((id) => card(matrix, id)) },
    ],
  };
}

function card(matrix: Matrix, id: EscalationScenarioId): Card {
  const { title, description, parallel } = escalationScenarios[id];
  const { contacts, respondWithinMinutes, updateEveryMinutes, resolveWithinHours, channel, template } =
    matrix.escalation[id];
  const order =
    parallel && Object.keys(contacts.providers).length > 0 ? "both sides at the same time" : "in this order";
  return {
    title,
    when: description,
    facts: [
      ["Channel", channel],
      ["First answer", `within ${minutesText(respondWithinMinutes)}`],
      ["News", everyText(updateEveryMinutes)],
      ["Solved", `within ${hoursText(resolveWithinHours)}: the target`],
    ],
    lists: [
      {
        title: `${matrix.client.name}, ${order}`,
        ordered: true,
        items: contacts.internal.map((name) => contactText(matrix, name)),
      },
      ...Object.entries(contacts.providers).map(([provider, names]) => ({
        title: nameOfParty(matrix, provider),
        ordered: true,
        items: names.map((name) => contactText(matrix, name)),
      })),
    ],
    template: `Say or write: ${template}`,
  };
}

/** A person with the telephone number that the matrix has. */
function contactText({ internal, providers }: Matrix, name: string): string {
  const phone = personIn({ internal, providers }, name)?.phone;
  return phone === undefined ? `${name} (no number in the matrix)` : `${name}, ${phone}`;
}

function ticketBlocks(matrix: Matrix): Block[] {
  if (Object.keys(matrix.providers).length === 0) return [];
  const { itsm } = matrix.tools;
  const rules = matrix.tickets?.handOver ?? [];
  const queue = itsm?.providerQueue;
  const queueOwner = (to: string | undefined) => {
    const provider =
      to ?? itsm?.by ?? (Object.keys(matrix.providers).length === 1 ? Object.keys(matrix.providers)[0] : undefined);
    return provider === undefined ? "the provider's queue" : `the queue of ${nameOfParty(matrix, provider)}`;
  };
  return [
    heading("Tickets that wait too long"),
    paragraph(
      "A ticket that nobody answered within its threshold moves to the provider's queue by itself. Nobody has to ask, and nobody has to agree. The ticket keeps its history, and has one owner at any time.",
    ),
    table(
      "Tickets that wait too long",
      ["Priority", "Without an answer for", "Moves to"],
      rules.map(({ priority, afterHours, hoursCount, to }) => [
        priority,
        hoursCount === "always" ? hoursText(afterHours) : counted(afterHours, "working hour"),
        queueOwner(to),
      ]),
      "No threshold is in the matrix (tickets, handOver): agree for each priority after how many hours a ticket moves.",
    ),
    ...(queue === undefined
      ? [paragraph("The provider has no queue of its own in the matrix (tools, itsm, providerQueue).")]
      : [paragraph(`The queue is called ${queue.name}. These go there without waiting:`), bullets(queue.routing)]),
  ];
}

function parallelBlocks(matrix: Matrix): Block[] {
  const { contacts } = matrix.escalation["security-incident"];
  const sides = [
    `${matrix.client.name}: ${listed(contacts.internal)}`,
    ...Object.entries(contacts.providers).map(
      ([provider, names]) => `${nameOfParty(matrix, provider)}: ${listed(names)}`,
    ),
  ];
  const isOneSided = Object.keys(contacts.providers).length === 0;
  return [
    heading("Critical security events"),
    paragraph(
      isAlone(matrix)
        ? "A critical security event is told to everybody here at the same time. Whoever sees it first tells:"
        : "A critical security event is told to both teams in parallel, never to one that tells the other. Whoever sees it first tells:",
    ),
    bullets(sides),
    ...(isOneSided && Object.keys(matrix.providers).length > 0
      ? [
          notice(
            "The matrix names nobody of a provider for a security incident: only one side is told (escalation, security-incident).",
          ),
        ]
      : []),
    paragraph(
      matrix.azure === undefined
        ? "No alert is set up from this matrix, since it names no Azure subscription. Whoever looks at the sign-in log has to tell."
        : `Alerts on emergency accounts, new Global Administrators and changed sign-in rules go to ${listed(matrix.azure.alertEmails)} by themselves.`,
    ),
  ];
}
