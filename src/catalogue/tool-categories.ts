/** The nine tool categories of an ownership map: one owner each, and what the other side gets. */

export const toolCategoryIds = [
  "identity",
  "endpoint-management",
  "rmm",
  "psa",
  "itsm",
  "patch-management",
  "documentation",
  "security",
  "backup",
] as const;
export type ToolCategoryId = (typeof toolCategoryIds)[number];

/** Asset classes that patching is split by; each has one named owner. */
export const patchAssetClasses = ["servers", "infrastructure", "workstations", "third-party-applications"] as const;

export interface ToolCategory {
  readonly id: ToolCategoryId;
  readonly title: string;
  readonly defaultOwner: "internal" | "provider" | "shared";
  /** The kind of provider that owns or uses it. */
  readonly usualProvider: "msp" | "mssp";
  /** What the side that does not own it gets. */
  readonly otherSide: string;
  /** Whether the contract needs a clause on exporting the client's data. */
  readonly dataExport: boolean;
  /** What the row means in the contract, with `{provider}` and `{client}`. */
  readonly contract: { readonly internal: string; readonly provider: string; readonly shared: string };
}

/** The nine categories, in the order of `toolCategoryIds`. */
export const toolCategories: readonly ToolCategory[] = [
  {
    id: "identity",
    title: "Identity provider",
    defaultOwner: "internal",
    usualProvider: "msp",
    otherSide:
      "Only the roles that the contract schedule lists: each as narrow as it can be and for a limited time, behind sign-in rules and logging. Never standing Global Administrator; emergency access stays internal.",
    dataExport: false,
    contract: {
      internal:
        "{client} owns its identity tenant; {provider} works there only through the roles that are declared for it, each for a limited time, and never holds Global Administrator permanently.",
      provider:
        "{provider} runs the identity tenant for {client}; the tenant, its domains and its emergency accounts remain {client}'s.",
      shared:
        "{client} and {provider} run the identity tenant together; {client} alone holds Global Administrator and the emergency accounts.",
    },
  },
  {
    id: "endpoint-management",
    title: "Endpoint management",
    defaultOwner: "internal",
    usualProvider: "msp",
    otherSide: "Works inside the client's tenant, which is in the client's name, on its bill and under its domain.",
    dataExport: false,
    contract: {
      internal:
        "{client} owns endpoint management in its own tenant; {provider} works inside that tenant where the matrix says so.",
      provider:
        "{provider} runs endpoint management inside {client}'s own tenant, which stays in {client}'s name, on its bill and under its domain.",
      shared:
        "{client} and {provider} share endpoint management inside {client}'s own tenant, split as the matrix says.",
    },
  },
  {
    id: "rmm",
    title: "Remote monitoring and management",
    defaultOwner: "provider",
    usualProvider: "msp",
    otherSide: "Read-only access for the internal team, and an export of device inventory and history.",
    dataExport: true,
    contract: {
      internal: "{client} owns the monitoring platform; {provider} gets the access the matrix names and no more.",
      provider:
        "{provider} owns the monitoring platform; {client}'s team has read-only access, and {provider} exports device inventory and history on demand.",
      shared:
        "{client} and {provider} both work in the monitoring platform; its inventory and history are {client}'s and exported on demand.",
    },
  },
  {
    id: "psa",
    title: "Professional services automation",
    defaultOwner: "provider",
    usualProvider: "msp",
    otherSide: "Nothing: it exchanges tickets with the client's ticketing system.",
    dataExport: false,
    contract: {
      internal: "{client} owns the service platform; {provider} exchanges tickets with it.",
      provider:
        "{provider} owns its service platform; {client} needs no access, tickets are exchanged with {client}'s system.",
      shared: "{client} and {provider} both use the service platform; the records of {client} are exported on demand.",
    },
  },
  {
    id: "itsm",
    title: "Ticketing",
    defaultOwner: "shared",
    usualProvider: "msp",
    otherSide: "A queue of its own for the provider, with routing rules, on the client's platform.",
    dataExport: false,
    contract: {
      internal: "{client} owns the ticketing system; {provider} gets tickets only by hand-over.",
      provider:
        "{provider} runs the ticketing system; tickets and their history are {client}'s and exported on demand.",
      shared: "Tickets live on {client}'s platform, where {provider} has its own queue with written routing rules.",
    },
  },
  {
    id: "patch-management",
    title: "Patch management",
    defaultOwner: "shared",
    usualProvider: "msp",
    otherSide:
      "Split by asset class: the provider has servers and infrastructure inside a maintenance window, the internal team workstations and third-party applications.",
    dataExport: false,
    contract: {
      internal:
        "{client} owns patch management; {provider} patches what the matrix gives it, and reports what it finds unpatched.",
      provider:
        "{provider} patches every asset class inside the agreed maintenance windows, after approval by {client}.",
      shared:
        "Patching is split by asset class: each class has one named owner, deployment rings, a maintenance window and an approver.",
    },
  },
  {
    id: "documentation",
    title: "Documentation",
    defaultOwner: "shared",
    usualProvider: "msp",
    otherSide: "The provider contributes; the client holds the master and a full export in a usable format on demand.",
    dataExport: true,
    contract: {
      internal: "{client} keeps the documentation; {provider} hands in what it changes.",
      provider: "{provider} keeps the documentation for {client} and exports all of it in a usable format on demand.",
      shared:
        "{client} holds the master of all documentation, {provider} contributes, and a full export is given on demand.",
    },
  },
  {
    id: "security",
    title: "Security and endpoint detection",
    defaultOwner: "provider",
    usualProvider: "mssp",
    otherSide:
      "The client keeps the decisions: who isolates a machine, who approves a forced password reset, who is called first.",
    dataExport: false,
    contract: {
      internal:
        "{client} owns its security tools; {provider} acts in them only where the matrix says so, or when called.",
      provider:
        "{provider} runs the security tools; {client} decides who isolates machines, approves forced password resets and is called first.",
      shared:
        "{client} and {provider} both work in the security tools; the decisions in an incident remain {client}'s.",
    },
  },
  {
    id: "backup",
    title: "Backup and recovery",
    defaultOwner: "provider",
    usualProvider: "msp",
    otherSide:
      "The client reviews the recovery plan, witnesses restore tests and sets recovery time and recovery point.",
    dataExport: true,
    contract: {
      internal:
        "{client} owns its backups and what makes them; {provider} works on them only where the matrix says so, and helps with restores when called.",
      provider:
        "{provider} runs the backups; {client} sets recovery time and recovery point, reviews the plan and witnesses restore tests.",
      shared:
        "{client} and {provider} run the backups together; {client} sets recovery time and recovery point and witnesses restore tests.",
    },
  },
];

const byId: ReadonlyMap<string, ToolCategory> = new Map(toolCategories.map((entry) => [entry.id, entry]));

/** A tool category by id, or undefined. */
export function toolCategoryById(id: string): ToolCategory | undefined {
  return byId.get(id);
}
