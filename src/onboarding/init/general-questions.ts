/** Questions that every first matrix asks. */

import type { Question } from "../question.ts";

/** What no tenant tells. */
export const generalQuestions: readonly Question[] = [
  {
    place: "tools",
    whom: "the client and each provider",
    ask: "Which systems are in use in each category, in whose name and on whose bill, and who runs them?",
    assumed: "internal, and nobody knows which, except Entra ID",
    otherwise: "the contract schedule and the exit plan leave out where your data is",
  },
  {
    place: "escalation",
    whom: "the client and each provider",
    ask: "Who is called, in which order, and how soon do they have to respond?",
    assumed: "only your own people, with usual times",
    otherwise: "nobody of the provider is called",
  },
  {
    place: "recovery",
    whom: "the client",
    ask: "Which systems have to come back, how soon, from which backup, and when was that last tried?",
    assumed: "mail and files within a day, from a backup that nobody named, never tried",
    otherwise: "the recovery plan promises what nobody agreed to",
  },
  {
    place: "azure",
    whom: "the client",
    ask: "Which subscription of yours keeps the logs of who gets access?",
    assumed: "none",
    otherwise: "a sign-in of an emergency account raises no alarm from here",
  },
];
