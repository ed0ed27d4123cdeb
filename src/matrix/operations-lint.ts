/** Smells of working together: who is told, who decides, when a ticket moves, and backups that would not survive what they are for. */

import {
  escalationScenarioIds,
  escalationScenarios,
  incidentDecisionIds,
  incidentDecisions,
} from "../catalogue/operations.ts";
import type { FoundSmell } from "./found-smell.ts";
import { INTERNAL, nameOfParty } from "./parties.ts";
import { personIn } from "./people.ts";
import type { Matrix } from "./schema.ts";

export type OperationsSmellName =
  | "one-side-told"
  | "decision-outside"
  | "answer-after-solution"
  | "channel-not-agreed"
  | "contact-without-number"
  | "no-ticket-threshold"
  | "no-provider-queue"
  | "backup-not-protected"
  | "runbook-not-named"
  | "witness-of-provider";

export type OperationsSmell = FoundSmell<OperationsSmellName>;

export function operationsSmells(matrix: Matrix): OperationsSmell[] {
  return [
    ...decisionSmells(matrix),
    ...escalationSmells(matrix),
    ...ticketSmells(matrix),
    ...protectionSmells(matrix),
    ...runbookSmells(matrix),
    ...witnessSmells(matrix),
  ];
}

/** The client keeps the decisions in an incident, whoever runs the tools. */
function decisionSmells(matrix: Matrix): OperationsSmell[] {
  return incidentDecisionIds.flatMap((id): OperationsSmell[] => {
    const people = matrix.incidentDecisions[id].map((text) => personIn(matrix, text));
    const parties = people.map((person) => person?.party);
    // Somebody whom the matrix does not know may be the client's.
    if (parties.some((party) => party === undefined || party === INTERNAL)) return [];
    return [
      {
        smell: "decision-outside",
        severity: "warning",
        path: ["incidentDecisions", id],
        message: `only people of ${[...new Set(parties)].map((party) => nameOfParty(matrix, party ?? INTERNAL)).join(", ")} are in the chain of “${incidentDecisions[id].title}”`,
        hint: "at least one of internal.people, so that the client can decide",
      },
    ];
  });
}

function escalationSmells(matrix: Matrix): OperationsSmell[] {
  const agreed = matrix.communication.map(({ channel }) => channel);
  return escalationScenarioIds.flatMap((id): OperationsSmell[] => {
    const { contacts, channel, respondWithinMinutes, resolveWithinHours } = matrix.escalation[id];
    const path = ["escalation", id];
    const isOneSided =
      escalationScenarios[id].parallel &&
      Object.keys(matrix.providers).length > 0 &&
      Object.keys(contacts.providers).length === 0;
    const unreachable = [...contacts.internal, ...Object.values(contacts.providers).flat()].filter(
      (text) => personIn(matrix, text)?.phone === undefined && !/\d{4}|@/.test(text),
    );
    return [
      ...(isOneSided
        ? [
            {
              smell: "one-side-told",
              severity: "warning",
              path: [...path, "contacts"],
              message:
                "nobody of a provider is told of a critical security event: it has to reach both teams in parallel",
              hint: "contacts: { providers: { …: [who is called there] } }",
            } as const,
          ]
        : []),
      ...(respondWithinMinutes > resolveWithinHours * 60
        ? [
            {
              smell: "answer-after-solution",
              severity: "warning",
              path: [...path, "respondWithinMinutes"],
              message: `the first answer may come after it has to be solved: ${respondWithinMinutes} minutes, and ${resolveWithinHours} hours`,
              hint: "an answer comes first",
            } as const,
          ]
        : []),
      ...(agreed.some((each) => channel.toLowerCase().includes(each))
        ? []
        : [
            {
              smell: "channel-not-agreed",
              severity: "note",
              path: [...path, "channel"],
              message: `“${channel}” is none of the channels that are agreed: ${[...new Set(agreed)].join(", ")}`,
              hint: "one of them, or one more in communication",
            } as const,
          ]),
      ...(unreachable.length === 0
        ? []
        : [
            {
              smell: "contact-without-number",
              severity: "note",
              path: [...path, "contacts"],
              message: `nobody can call ${[...new Set(unreachable)].join(", ")}: the matrix has no number`,
              hint: "phone, with the person in internal.people or providers",
            } as const,
          ]),
    ];
  });
}

function ticketSmells(matrix: Matrix): OperationsSmell[] {
  if (Object.keys(matrix.providers).length === 0) return [];
  const { itsm } = matrix.tools;
  return [
    ...(matrix.tickets === undefined
      ? [
          {
            smell: "no-ticket-threshold",
            severity: "note",
            path: [],
            message: "no ticket moves to a provider's queue by itself, however long it waits",
            hint: "tickets: { handOver: [{ priority, afterHours }] }",
          } as const,
        ]
      : []),
    ...(itsm?.owner === "shared" && itsm.providerQueue === undefined
      ? [
          {
            smell: "no-provider-queue",
            severity: "note",
            path: ["tools", "itsm"],
            message: "both sides work in the ticketing system, and the provider has no queue of its own",
            hint: "providerQueue: { name, routing: [what goes there] }",
          } as const,
        ]
      : []),
  ];
}

function protectionSmells({ recovery }: Matrix): OperationsSmell[] {
  const open = recovery.flatMap(({ system, encrypted }, index): OperationsSmell[] =>
    encrypted === false
      ? [
          {
            smell: "backup-not-protected",
            severity: "warning",
            path: ["recovery", index, "encrypted"],
            message: `the backup of ${system} is not encrypted: whoever gets it has the data`,
            hint: "encrypt it, with keys that the client holds",
          },
        ]
      : [],
  );
  const unknown = recovery.filter(
    ({ encrypted, separateSite }) => encrypted === undefined || separateSite === undefined,
  );
  if (unknown.length === 0) return open;
  return [
    ...open,
    {
      smell: "backup-not-protected",
      severity: "note",
      path: ["recovery"],
      message: `whether the backup is encrypted, and where a copy is that a fire or an attack does not reach, is not said of ${unknown.map(({ system }) => system).join(", ")}`,
      hint: "encrypted: true, separateSite: …",
    },
  ];
}

function runbookSmells({ recovery }: Matrix): OperationsSmell[] {
  const without = recovery.filter(({ runbook }) => runbook === undefined);
  if (without.length === 0) return [];
  return [
    {
      smell: "runbook-not-named",
      severity: "note",
      path: ["recovery"],
      message: `where the steps of a restore are written is not said of ${without.map(({ system }) => system).join(", ")}`,
      hint: "runbook: where everybody who may restore can read it, also when the network is down",
    },
  ];
}

/** Whoever runs the backups does not testify that they work. */
function witnessSmells(matrix: Matrix): OperationsSmell[] {
  return matrix.recovery.flatMap(({ system, drillWitness }, index): OperationsSmell[] => {
    const person = personIn(matrix, drillWitness);
    if (person === undefined || person.party === INTERNAL) return [];
    return [
      {
        smell: "witness-of-provider",
        severity: "warning",
        path: ["recovery", index, "drillWitness"],
        message: `${person.name} of ${nameOfParty(matrix, person.party)} witnesses the restore of ${system}`,
        hint: "somebody of the client's own: the provider runs, the client verifies",
      },
    ];
  });
}
