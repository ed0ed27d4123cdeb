/** Words of the handbook that a manager need not know, in one or two sentences each, in alphabetical order. */

export const glossary: readonly { readonly term: string; readonly meaning: string }[] = [
  {
    term: "Accountable",
    meaning: "The one party that answers for the result, whoever does the work. Each row has exactly one.",
  },
  {
    term: "Activation",
    meaning:
      "Switching on a role that one is eligible for, for some hours, with a reason. Afterwards it switches itself off.",
  },
  {
    term: "Administrative unit",
    meaning: "A part of the directory, such as one practice. A role over a unit has no effect outside it.",
  },
  {
    term: "Azure Lighthouse",
    meaning:
      "A way for a provider's people to work on the company's servers in Azure from their own tenant. The company may end it at any time.",
  },
  {
    term: "Conditional access",
    meaning: "Rules that every sign-in has to meet: which method, which device, from where.",
  },
  {
    term: "EDR (endpoint detection and response)",
    meaning: "Software on each computer that notices an attack and can cut the computer off the network.",
  },
  {
    term: "Eligible",
    meaning: "Allowed to activate a role when it is needed. Without activation an eligible person can do nothing.",
  },
  {
    term: "Emergency account",
    meaning:
      "An account for the day on which nobody else gets in. It can do everything, so its key lies in a safe and each sign-in raises an alarm. Also called break-glass account.",
  },
  {
    term: "GDAP (granular delegated admin privileges)",
    meaning:
      "A way for a provider's technicians to work in the company's tenant from their own. The company accepts a list of roles, for a limited time.",
  },
  {
    term: "Global Administrator",
    meaning: "The role that can do everything in a Microsoft tenant. No provider ever holds it permanently.",
  },
  { term: "Guest", meaning: "Somebody who signs in with the account of another company." },
  {
    term: "MSP, MSSP",
    meaning: "Managed service provider: a company that does IT work under contract. With a second S: security work.",
  },
  {
    term: "Matrix",
    meaning: "The file that says who owns what. This handbook and the access rights are made from it.",
  },
  {
    term: "Passkey",
    meaning: "A key on a device or a stick that signs in without a password and works on the true page alone.",
  },
  {
    term: "Phishing-resistant sign-in",
    meaning:
      "Signing in with a passkey, a security key or a certificate. None of them can be given away to a false page.",
  },
  {
    term: "PSA (professional services automation)",
    meaning: "The provider's own system for tickets, time and invoices.",
  },
  {
    term: "RACI",
    meaning:
      "Responsible does the work, Accountable answers for it, Consulted is asked before, Informed is told after.",
  },
  {
    term: "Resource Guard",
    meaning:
      "A lock on backups in Azure: whoever runs them cannot delete them without the consent of whoever holds it.",
  },
  {
    term: "Ring",
    meaning: "A group of machines that get a patch together: first a few, then the others.",
  },
  {
    term: "RMM (remote monitoring and management)",
    meaning: "Software with which the provider watches and repairs computers from afar. It can run anything on them.",
  },
  {
    term: "RPO (recovery point objective)",
    meaning: "How much work may be lost: the hours between the last backup and the failure.",
  },
  { term: "RTO (recovery time objective)", meaning: "How long it may take until the system works again." },
  {
    term: "Runbook",
    meaning: "Written steps for one job, such as a restore, that somebody else than their author can follow.",
  },
  { term: "Scope", meaning: "What a role reaches: the whole directory, or one administrative unit." },
  {
    term: "SHA-256",
    meaning: "A fingerprint of a file: whoever changes one character of it gets another.",
  },
  {
    term: "SIEM (security information and event management)",
    meaning: "One place where the logs of all systems come together and are searched for attacks.",
  },
  {
    term: "SLA (service level agreement)",
    meaning: "What is promised: how soon somebody answers, how often there is news, and by when it should be solved.",
  },
  {
    term: "Snapshot",
    meaning: "What a tenant held at one moment, written into a file.",
  },
  {
    term: "Standing access",
    meaning: "Access that is always on. The opposite of eligible.",
  },
  {
    term: "System of record",
    meaning: "The one system that counts where two say different things.",
  },
  {
    term: "Tenant",
    meaning: "The company's own part of a cloud service: its people, data and settings, under its name.",
  },
  {
    term: "vCIO (virtual chief information officer)",
    meaning: "Somebody outside who advises on where IT goes and what it costs. Decisions stay with the company.",
  },
];
