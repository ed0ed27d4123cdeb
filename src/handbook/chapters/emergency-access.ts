/** The last way in: where the keys are, how it is used, how it is tried. */

import { listed } from "../../entitlements/sentence-parts.ts";
import type { Matrix } from "../../matrix/schema.ts";
import { counted } from "../../review/words.ts";
import { nextValidation } from "../dates.ts";
import { type Chapter, checklist, heading, notice, paragraph, type Row, steps, strong, table } from "../document.ts";
import type { HandbookInput } from "../input.ts";
import { dayText } from "../words.ts";

export function emergencyAccess({ matrix }: HandbookInput): Chapter {
  const days = matrix.review.emergencyValidationDays;
  const accounts = matrix.emergencyAccounts;
  const late = accounts.filter(({ lastValidated }) => lastValidated === undefined);
  return {
    id: "emergency-access",
    title: "Emergency access",
    lead: "For the day on which nobody else gets in. The emergency accounts can do everything, belong to the company alone, and are used for nothing else. Nobody of a provider may be able to get at their keys.",
    blocks: [
      heading("Accounts and custody"),
      table(
        "Emergency accounts and custody",
        ["Account", "Key", "Custody", "Last tried", "Next trial at the latest"],
        accounts.map(
          (account): Row => [
            account.userPrincipalName,
            account.credential === "passkey" ? "passkey on a security key" : "certificate on a smart card",
            account.custody,
            dayText(account.lastValidated, "never recorded"),
            nextValidation(matrix, account) === undefined
              ? [strong("at once")]
              : dayText(nextValidation(matrix, account), ""),
          ],
        ),
      ),
      ...(late.length === 0
        ? []
        : [
            notice(
              `No trial is recorded of ${listed(late.map(({ userPrincipalName }) => userPrincipalName))}. Whether they work is not known: try them, and write the day into the matrix (lastValidated).`,
            ),
          ]),
      heading("When to use one"),
      paragraph(
        "Only when no administrator can sign in, or when all of them have to be assumed to be in wrong hands. A forgotten password is no emergency.",
      ),
      heading("How to use one"),
      steps([
        "Two people who have custody decide together, and call whoever the decision chain names first.",
        "Open one place of custody. Leave the other closed: it is the reserve.",
        "Sign in on a clean computer, with the key, and with nothing else. The alarm that follows is intended: it has to arrive.",
        "Do what lets an ordinary administrator in again, and nothing beyond. Write down each step.",
        "Sign out, put the key back, seal it, and sign the record.",
        "On the same day, write the use and its reason into the matrix (emergencyAccounts, uses). Otherwise the next review shows a sign-in without an explanation.",
        "Look at the sign-in log and the audit log together with everybody concerned, and find out how it came to this.",
      ]),
      heading("What to record"),
      table(
        "Record of a use or a trial",
        ["Day and time", "Account", "Why", "Who opened, who watched", "Alarm arrived at", "Put back and sealed"],
        Array.from({ length: 3 }, () => ["", "", "", "", "", ""]),
      ),
      heading("Trial, once a quarter"),
      paragraph(
        `Each account is tried at least every ${counted(days, "day")}, and whenever somebody with custody leaves or a subscription changes.`,
      ),
      checklist([
        "Open the custody in the presence of a second person.",
        "Sign in with the key. See that the account is Global Administrator, and change nothing.",
        "See that the alarm arrives, who gets it, and how long it took.",
        "See that no other rule than the account's own asked for anything.",
        "Put the key back and seal it. Check that the people named under custody are still the right ones.",
        "Write the day into the matrix (emergencyAccounts, lastValidated) and make this handbook again.",
      ]),
      heading("How they are protected"),
      paragraph(protection(matrix)),
    ],
  };
}

function protection(matrix: Matrix): string {
  const alert =
    matrix.azure === undefined
      ? "No alarm on their sign-in is set up from this matrix, since it names no Azure subscription."
      : `Each sign-in raises an alarm at ${listed(matrix.azure.alertEmails)}.`;
  return `The accounts exist in the cloud only, under ${matrix.client.initialDomain}. Every sign-in rule leaves them out, except one of their own that asks for their key and nothing else, so that no other rule can lock them out. They cannot be deleted by the tool that sets everything up, and nobody of a provider can reset them. ${alert}`;
}
