/** Words for how both sides work together: incident decisions, escalation, rhythm, recovery. Ids are stable. */

/** Decisions in an incident that must have an order of people before it happens. */
export const incidentDecisionIds = ["isolate-machine", "forced-password-reset", "first-call"] as const;
export type IncidentDecisionId = (typeof incidentDecisionIds)[number];

/** What each decision asks. */
export const incidentDecisions: Readonly<
  Record<IncidentDecisionId, { readonly title: string; readonly question: string }>
> = {
  "isolate-machine": { title: "Isolate a machine", question: "Who may cut a machine off the network, in which order?" },
  "forced-password-reset": {
    title: "Forced password reset",
    question: "Who approves that somebody's password is reset against their will?",
  },
  "first-call": { title: "First call", question: "Who is called first, whatever the hour?" },
};

/** The three ways to escalate. */
export const escalationScenarioIds = ["critical-outage", "security-incident", "executive-impact"] as const;
export type EscalationScenarioId = (typeof escalationScenarioIds)[number];

export interface EscalationScenario {
  readonly title: string;
  readonly description: string;
  /** Whether both sides are told at once instead of one after the other. */
  readonly parallel: boolean;
}

export const escalationScenarios: Readonly<Record<EscalationScenarioId, EscalationScenario>> = {
  "critical-outage": {
    title: "Critical outage",
    description: "Something the business cannot work without is down.",
    parallel: false,
  },
  "security-incident": {
    title: "Security incident",
    description: "Somebody is or may be inside, or data has left.",
    parallel: true,
  },
  "executive-impact": {
    title: "Executive impact",
    description: "Somebody in management cannot work, or it will be in the papers.",
    parallel: false,
  },
};

/** How the two sides talk; more than two in use is a smell. */
export const communicationChannels = [
  "ticketing",
  "phone",
  "email",
  "teams",
  "slack",
  "pager",
  "sms",
  "meeting",
] as const;

/** What the rhythm of working together is made of. */
export const meetingIds = [
  "operational-sync",
  "operations-meeting",
  "business-review",
  "access-review",
  "recovery-drill",
] as const;
export type MeetingId = (typeof meetingIds)[number];

export interface Meeting {
  readonly id: MeetingId;
  readonly title: string;
  readonly every: "week" | "month" | "quarter";
  readonly attendees: string;
  /** What is on the table each time. */
  readonly agenda: readonly string[];
}

/** The rhythm of working together, in the order of `meetingIds`. */
export const meetings: readonly Meeting[] = [
  {
    id: "operational-sync",
    title: "Operational sync",
    every: "week",
    attendees: "both teams",
    agenda: [
      "Open tickets and who has each",
      "Changes of the coming week, and who approves them",
      "Patch and backup status",
    ],
  },
  {
    id: "operations-meeting",
    title: "Operations meeting, 30 to 60 minutes",
    every: "month",
    attendees: "both teams",
    agenda: [
      "Tickets that passed their threshold, and why",
      "Monitoring, patch and backup status, security events: the same figures for everybody",
      "What is joint and went wrong, and who owns it from now on",
    ],
  },
  {
    id: "business-review",
    title: "Business review",
    every: "quarter",
    attendees: "both teams and leadership",
    agenda: [
      "The indicators of this handbook and what they say",
      "Contract, cost and what the next quarter brings",
      "Whether the model still fits: what would change in another",
    ],
  },
  {
    id: "access-review",
    title: "Review of matrix and access",
    every: "quarter",
    attendees: "the reviewers whom the contract schedule names",
    agenda: [
      "What was found that the matrix does not say: keep, revoke, or change the matrix",
      "Rows that changed hands, and rows that are joint",
      "Signatures under the result",
    ],
  },
  {
    id: "recovery-drill",
    title: "Joint recovery drill with a witness",
    every: "quarter",
    attendees: "both teams",
    agenda: [
      "Restore from a backup while the witness watches and writes down the time",
      "Compare with the recovery time and the recovery point that were agreed",
      "Correct the runbook",
    ],
  },
];

/** What both sides can see at any time, so that no meeting is about whose figures are right. */
export const sharedVisibility = ["tickets", "monitoring", "patch status", "backup status", "security events"] as const;

/** Frameworks that an access review serves as evidence for. */
export const complianceFrameworks = ["HIPAA", "PCI-DSS", "SOC 2", "ISO 27001", "CMMC"] as const;

/** The three ways to divide IT; the same matrix describes each. */
export const serviceModels = ["co-managed", "fully-managed", "in-house"] as const;
