/** Differences in words. */

import type { AccessRecord, Party } from "../access/record.ts";
import { holdingText } from "./changes.ts";
import type { Draft } from "./draft.ts";
import { shortName } from "./names.ts";
import type { ReviewPrincipal } from "./schema.ts";

/** What belongs to the tenant itself rather than to somebody. */
const settingTypes: ReadonlySet<string> = new Set(["policy", "location", "resource", "object"]);

/** Who it is about, as a report shows it. */
export function principalOf(record: Pick<AccessRecord, "principal">, label: (party: Party) => string): ReviewPrincipal {
  const { party, type } = record.principal;
  const isSetting = party.kind === "unknown" && settingTypes.has(type);
  return {
    id: record.principal.id,
    identity: record.principal.identity,
    label: shortName(record.principal.label),
    type: record.principal.type,
    party: {
      kind: party.kind,
      ...(party.kind === "provider" && { provider: party.provider }),
      label: isSetting ? "Tenant settings" : label(party),
    },
  };
}

/** What each kind of access is, as a verb phrase: `holds the role …`. */
const phrases: Readonly<Record<AccessRecord["kind"], (record: AccessRecord) => string>> = {
  "directory-role": (r) =>
    `${r.held === "eligible" ? "can activate" : "holds"} the role ${r.target}${overScope(r.scope)}`,
  "group-member": (r) => `${r.held === "eligible" ? "can become" : "is"} a member of the group ${r.target}`,
  "group-owner": (r) => `${r.held === "eligible" ? "can become" : "is"} an owner of the group ${r.target}`,
  "application-owner": (r) => `owns the application ${r.target} (${r.scope})`,
  "application-permission": (r) => `holds the application permission ${r.target}`,
  "application-role": (r) => `is assigned to the application ${r.scope}, as ${r.target}`,
  "delegated-permission": (r) => `may use ${r.target} in people's names`,
  "application-credential": (r) => `has the credential ${r.target}`,
  "activation-rules": (r) => `has activation rules for ${r.target}`,
  "conditional-access-policy": (r) => `is a conditional access policy${stateText(r)}`,
  "named-location": () => "is a named location",
  "authentication-strength": () => "is an authentication strength",
  "administrative-unit-member": (r) => `is in the administrative unit ${r.target}`,
  user: (r) => `has ${/^[aeiou]/.test(r.target) ? "an" : "a"} ${r.target}`,
  "azure-role": (r) => `${r.held === "eligible" ? "can activate" : "holds"} the Azure role ${r.target} at ${r.scope}`,
  "azure-resource": () => "exists in Azure",
};

/** What a policy's state means for those it should protect (https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy). */
function stateText({ settings }: AccessRecord): string {
  if (settings?.["state"] === "disabled") return " that is switched off";
  return settings?.["state"] === "enabledForReportingButNotEnforced" ? " that only reports and enforces nothing" : "";
}

function overScope(scope: string): string {
  return scope === "directory" ? " for the whole directory" : ` over ${scope}`;
}

/** One sentence: who has what. */
export function titleOf({ kind, record, records, changes }: Draft): string {
  const who = shortName(record.principal.label);
  const phrase =
    records.length > 1 && kind === "undeclared"
      ? `holds ${records.length} application permissions`
      : phrases[record.kind](record);
  if (kind === "missing") return `Declared, but not there: ${who} ${phrase}.`;
  if (kind === "changed") {
    return `${who} ${phrase}; ${changes.map((change) => `${change.what} is ${change.actual} instead of ${change.declared}`).join("; ")}.`;
  }
  return record.kind === "user" && record.principal.party.kind === "provider"
    ? `${who} ${phrase}, and is not among the people that the matrix lists for the provider.`
    : `${who} ${phrase}, and the matrix does not say so.`;
}

const partyReasons: Readonly<Record<Party["kind"], string>> = {
  provider: "It belongs to a provider, and what a provider holds is what the matrix says.",
  unknown: "Nobody knows whose it is. What reaches control of the tenant has to have an owner.",
  emergency: "It touches an emergency account. These are the last way in and hold nothing but what they need.",
  internal: "It changes something that the matrix declares.",
  deployment: "It changes something that the matrix declares.",
  microsoft: "It belongs to Microsoft.",
};

/** Why it matters. */
export function whyOf({ kind, record, changes }: Draft, reaches: boolean): string {
  const parts = [];
  if (kind === "missing") {
    parts.push(
      record.principal.party.kind === "emergency"
        ? "Without it the company may not get into its own tenant in an emergency."
        : "What protects or enables work is not in force.",
    );
  } else if (kind === "changed") {
    parts.push(
      changes.some(({ weaker }) => weaker)
        ? "It gives more, or protects less, than was declared."
        : "It is not as declared, though not weaker.",
    );
  } else parts.push(partyReasons[record.principal.party.kind]);
  if (reaches && kind !== "missing") parts.push("From here there is a way to Global Administrator.");
  else if (record.tier === 0 && kind !== "missing") parts.push("It reaches control of the whole tenant (tier 0).");
  if (kind !== "missing" && record.held === "standing" && record.tier !== undefined && record.tier < 2) {
    parts.push(`It is ${holdingText("standing")}.`);
  }
  return parts.join(" ");
}
