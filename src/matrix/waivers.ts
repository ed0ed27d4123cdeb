/** Waivers of the matrix: which of them stand by what the file says, and how those that do not fail. */

import type { Matrix, Waiver } from "./schema.ts";

/** A waiver that does not hold, and why. */
export interface BrokenWaiver {
  readonly waiver: Waiver;
  /** Position in `waivers`. */
  readonly index: number;
  /** Field of the waiver that is at fault. */
  readonly field: keyof Waiver;
  /** A sentence without its subject: `has expired on 2026-11-01`. */
  readonly what: string;
  readonly remedy: string;
}

/**
 * Waivers that do not hold, by the matrix alone. One that has not begun yet is no problem; it is not in force either.
 *
 * @param today ISO date
 */
export function waiverProblems(matrix: Matrix, today: string): BrokenWaiver[] {
  return matrix.waivers.flatMap((waiver, index): BrokenWaiver[] => [
    ...(waiver.until < today
      ? [
          {
            waiver,
            index,
            field: "until" as const,
            what: `expired on ${waiver.until}`,
            remedy: "Take it out; if the exception is still needed, have somebody of the internal side decide again.",
          },
        ]
      : []),
    ...approvalProblems(matrix, waiver, index),
  ]);
}

/** Whether today is one of the waiver's days. */
export function isInForce({ from, until }: Waiver, today: string): boolean {
  return (from === undefined || from <= today) && today <= until;
}

function approvalProblems(matrix: Matrix, waiver: Waiver, index: number): BrokenWaiver[] {
  const { approvedBy } = waiver;
  const whoCan = `One of internal.people has to approve it: ${matrix.internal.people.map(({ userPrincipalName }) => userPrincipalName).join(", ")}.`;
  if (approvedBy === undefined) {
    return [{ waiver, index, field: "rule", what: "is approved by nobody", remedy: whoCan }];
  }
  const address = approvedBy.toLowerCase();
  if (matrix.internal.people.some(({ userPrincipalName }) => userPrincipalName.toLowerCase() === address)) return [];
  const provider = Object.values(matrix.providers).find(
    ({ people, domains }) =>
      people.some(({ email }) => email.toLowerCase() === address) ||
      domains.some((domain) => address.endsWith(`@${domain.toLowerCase()}`)),
  );
  return [
    {
      waiver,
      index,
      field: "approvedBy",
      what:
        provider === undefined
          ? `is approved by ${approvedBy}, who is not one of internal.people`
          : `is approved by ${approvedBy} of ${provider.name}: nobody waives what limits their own company`,
      remedy: whoCan,
    },
  ];
}
