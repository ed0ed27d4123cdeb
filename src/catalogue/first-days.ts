/**
 * The first ninety days with a provider: the two published ways to cut them into phases, and what happens in the first four weeks. Days are
 * counted from 1; day 1 is the first day of the plan.
 */

export const phasingIds = ["14-45-90", "30-60-90"] as const;
export type PhasingId = (typeof phasingIds)[number];

export interface PlanPhase {
  readonly id: string;
  readonly title: string;
  readonly firstDay: number;
  readonly lastDay: number;
  /** What is done, with `{client}` and `{provider}`. */
  readonly work: readonly string[];
  /** How both sides see that the phase is over. */
  readonly done: string;
}

export interface Phasing {
  readonly id: PhasingId;
  readonly title: string;
  readonly phases: readonly PlanPhase[];
}

export const phasings: Readonly<Record<PhasingId, Phasing>> = {
  "14-45-90": {
    id: "14-45-90",
    title: "Discovery, tools, stabilisation (days 14, 45 and 90)",
    phases: [
      {
        id: "discovery",
        title: "Discovery",
        firstDay: 1,
        lastDay: 14,
        work: [
          "Make the day-one inventory, and sign it on both sides.",
          "Read the responsibility matrix together, row by row, and settle what is joint or has no owner.",
          "Have the emergency accounts tried and the credentials put back, before anybody else gets access.",
          "Declare the access of {provider}, and take away what the inventory shows beyond it.",
        ],
        done: "The inventory is signed, and every row has one accountable party.",
      },
      {
        id: "tools",
        title: "Tool deployment",
        firstDay: 15,
        lastDay: 45,
        work: [
          "Bring each tool into the name, the bill and the domain that the ownership map says.",
          "Set up the ticket queue of {provider}, its routing rules and the hand-over of tickets that wait too long.",
          "Set up patch rings, maintenance windows and their approvers; backup jobs and their encryption.",
          "Connect sign-in logs and alerts, and see that each alert reaches somebody on both sides.",
        ],
        done: "Each tool category has its owner in practice as on paper, and a test export of the data was read back.",
      },
      {
        id: "stabilisation",
        title: "Stabilisation",
        firstDay: 46,
        lastDay: 90,
        work: [
          "Hold the first recovery drill with a witness.",
          "Play each of the three escalations once, with the cards of this handbook.",
          "Take the indicators for the first time, and set the targets.",
          "Hold the first review of matrix and access, decide, and sign it.",
        ],
        done: "The first review is signed, and the first business review has seen the indicators.",
      },
    ],
  },
  "30-60-90": {
    id: "30-60-90",
    title: "Roles, hand-over, tuning (days 30, 60 and 90)",
    phases: [
      {
        id: "roles",
        title: "Discovery and role mapping",
        firstDay: 1,
        lastDay: 30,
        work: [
          "Make the day-one inventory, and sign it on both sides.",
          "Map what people do to the rows of the matrix, and each row to one accountable party.",
          "Declare the access of {provider}: each role with its scope, its approval and its end.",
          "Have the emergency accounts tried and the credentials put back.",
        ],
        done: "The inventory and the matrix are signed.",
      },
      {
        id: "hand-over",
        title: "Hand-over and testing",
        firstDay: 31,
        lastDay: 60,
        work: [
          "Hand over row by row: who did it shows it, who takes it over does it once while the other watches.",
          "Test what only works when it has to: an escalation at night, a restore, an activation with its approval.",
          "Take away the old access of whoever handed over, on the same day.",
          "Have the data of each tool exported once, and read it back.",
        ],
        done: "Each row is done by the party that the matrix names, and no old access is left.",
      },
      {
        id: "tuning",
        title: "Tuning by the indicators",
        firstDay: 61,
        lastDay: 90,
        work: [
          "Take the indicators, and set the targets.",
          "Change thresholds, rings and routing where the tickets show that they do not fit.",
          "Hold the first recovery drill with a witness.",
          "Hold the first review of matrix and access, decide, and sign it.",
        ],
        done: "The first review is signed, and the indicators have targets.",
      },
    ],
  },
};

/** What people of a provider go through in their first four weeks, whatever the phasing. */
export const onboardingWeeks: readonly {
  readonly id: string;
  readonly title: string;
  readonly firstDay: number;
  readonly lastDay: number;
  readonly work: readonly string[];
}[] = [
  {
    id: "weeks-1-2",
    title: "Weeks 1 and 2: meet, see, agree",
    firstDay: 1,
    lastDay: 14,
    work: [
      "Both teams meet. Each person says which rows of the matrix are theirs.",
      "Accounts are made, with a passkey or another method that cannot be phished. Nobody shares an account.",
      "{provider} reads along: tickets, monitoring, documentation. It changes nothing yet.",
      "Channels are agreed, two at most, and everybody has the escalation cards.",
    ],
  },
  {
    id: "weeks-3-4",
    title: "Weeks 3 and 4: work under supervision",
    firstDay: 15,
    lastDay: 28,
    work: [
      "{provider} takes its first tickets. Somebody of {client} looks at each change.",
      "Each role is activated once, with its reason and its approval, so that the way is known before it is urgent.",
      "The first weekly sync and the first monthly meeting take place.",
      "What was missing in the documentation is written down there, where {client} holds the master.",
    ],
  },
];
