/** Words for how both sides work together: incident decisions, escalation, rhythm, recovery. Ids are stable. */

/** Decisions in an incident that must have an order of people before it happens. */
export const incidentDecisionIds = ["isolate-machine", "forced-password-reset", "first-call"] as const;
export type IncidentDecisionId = (typeof incidentDecisionIds)[number];

/** The three ways to escalate. */
export const escalationScenarioIds = ["critical-outage", "security-incident", "executive-impact"] as const;
export type EscalationScenarioId = (typeof escalationScenarioIds)[number];

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
export type CommunicationChannel = (typeof communicationChannels)[number];
