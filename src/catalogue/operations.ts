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

/** The rhythm of working together. */
export const meetings = [
  { id: "operational-sync", title: "Operational sync", every: "week", attendees: "both teams" },
  { id: "operations-meeting", title: "Operations meeting, 30 to 60 minutes", every: "month", attendees: "both teams" },
  { id: "business-review", title: "Business review", every: "quarter", attendees: "both teams and leadership" },
  { id: "access-review", title: "Review of matrix and access", every: "quarter", attendees: "the client's reviewers" },
  { id: "recovery-drill", title: "Joint recovery drill with a witness", every: "quarter", attendees: "both teams" },
] as const;

/** Frameworks that an access review serves as evidence for. */
export const complianceFrameworks = ["HIPAA", "PCI-DSS", "SOC 2", "ISO 27001", "CMMC"] as const;

/** The three ways to divide IT; the same matrix describes each. */
export const serviceModels = ["co-managed", "fully-managed", "in-house"] as const;
