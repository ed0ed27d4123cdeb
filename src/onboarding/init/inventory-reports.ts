/** The inventory for people (Markdown, to be signed) and for a spreadsheet (CSV, a row an access). */

import { createHash } from "node:crypto";
import { csvField } from "../../review/report/csv.ts";
import { plainText } from "../../review/report/words.ts";
import { md, mdTable } from "../markdown.ts";
import type { Inventory, InventoryApplication, InventoryPrincipal } from "./inventory.ts";

/** The inventory as it is digested and signed. */
export function inventoryJson(inventory: Inventory): string {
  return `${JSON.stringify(inventory, null, 2)}\n`;
}

export function inventoryMarkdown(inventory: Inventory, providers: readonly string[]): string {
  const { client, snapshot, principals, questions } = inventory;
  const outside = principals.filter(({ side }) => side === "provider" || side === "unknown");
  const own = principals.filter(({ side }) => side === "internal");
  const sections: (readonly [title: string, body: string])[] = [
    [
      "Access from outside, and of nobody knows whom",
      accessTable(outside, "Nobody from outside holds anything that was seen."),
    ],
    ["Internal administrators", accessTable(own, "No internal administrator was found.")],
    ["Emergency accounts", emergency(inventory)],
    ["Standing tier 0", standing(principals)],
    ["Applications and their credentials", applications(inventory.applications)],
    ["Conditional access", conditionalAccess(inventory)],
    ["Partners and other tenants", partners(inventory)],
    ["Domains", domains(inventory)],
    ["Licences", licences(inventory)],
    ["Contracts and tools", contracts(providers)],
    ["Questions", questionList(inventory)],
    ["Signatures", signatures(inventory, providers)],
  ];
  const unread = snapshot.unreadable.map(({ collection }) => collection);
  return [
    `# Day-one inventory: ${md(client.name)}`,
    "",
    `Tenant ${md(client.tenantId)}, as it was on ${md(snapshot.collectedAt)}. Whose somebody is follows from the first matrix; where that is not sure, a question is open (${questions.length} in all).`,
    "",
    ...(unread.length === 0
      ? []
      : [
          `**Not read, and so not known: ${md([...new Set(unread)].join(", "))}.** There may be more than this inventory shows.`,
          "",
        ]),
    ...sections.flatMap(([title, body]) => [`## ${title}`, "", body]),
  ].join("\n");
}

export function inventoryCsv({ principals }: Inventory): string {
  const heads = ["Principal", "Identity", "Type", "Party", "Why", "Reaches Global Administrator", "Last sign-in"];
  const access = ["Access", "What", "Where", "Held", "Tier", "Since", "Until"];
  const rows = principals.flatMap((each) => {
    const who = [
      each.name,
      each.identity,
      each.type,
      each.party,
      each.because,
      each.control ?? "",
      each.lastSignIn ?? "",
    ];
    const held = each.access.map(({ kind, what, scope, held, tier, since, until }) => [
      plainText(kind),
      what,
      scope,
      held,
      tier === undefined ? "" : String(tier),
      since ?? "",
      until ?? "",
    ]);
    return (held.length === 0 ? [access.map(() => "")] : held).map((cells) => [...who, ...cells]);
  });
  return [[...heads, ...access], ...rows].map((cells) => `${cells.map(csvField).join(",")}\r\n`).join("");
}

function accessTable(principals: readonly InventoryPrincipal[], empty: string): string {
  return mdTable(
    ["Who", "Party", "Why", "Holds", "Reaches Global Administrator", "Last sign-in"],
    principals.map(({ name, identity, party, because, access, control, lastSignIn }) => [
      name === identity.replace(/^\w+:/, "") ? name : `${name} (${identity.replace(/^\w+:/, "")})`,
      party,
      because,
      few(access.map(accessText)) || "nothing itself",
      control ?? "no",
      day(lastSignIn) ?? "not known",
    ]),
    empty,
  );
}

/** At most six; the CSV has all of them. */
export function few(texts: readonly string[]): string {
  return texts.length > 6 ? `${texts.slice(0, 5).join("; ")}; and ${texts.length - 5} more` : texts.join("; ");
}

export function accessText({ kind, what, scope, held, tier, until }: InventoryPrincipal["access"][number]): string {
  const details = [scope, held, ...(tier === 0 ? ["tier 0"] : []), ...(until ? [`until ${day(until)}`] : [])];
  return `${kind.endsWith("-owner") ? "owner of " : ""}${what} (${details.join(", ")})`;
}

const day = (moment: string | undefined) => moment?.slice(0, 10);

function emergency({ emergencyAccounts }: Inventory): string {
  return mdTable(
    ["Account", "In the tenant", "Last sign-in", "Credential is kept at", "Tried on"],
    emergencyAccounts.map(({ userPrincipalName, isThere, lastSignIn }) => [
      userPrincipalName,
      isThere ? "yes" : "no: the first matrix declares it",
      day(lastSignIn) ?? "not known",
      "",
      "",
    ]),
    "None.",
  );
}

function standing(principals: readonly InventoryPrincipal[]): string {
  return mdTable(
    ["Who", "Party", "What", "Since"],
    principals.flatMap(({ name, party, access }) => {
      const held = access.filter(({ tier, held }) => tier === 0 && held === "standing");
      const since = held.flatMap((each) => day(each.since) ?? []).toSorted()[0];
      const what = few(held.map((each) => `${each.what} (${each.scope})`));
      return held.length === 0 ? [] : [[name, party, what, since ?? "not known"]];
    }),
    "Nobody holds anything of tier 0 permanently that was seen.",
  );
}

function applications(found: readonly InventoryApplication[]): string {
  return mdTable(
    ["Application", "Party", "Permissions", "Owners", "Credentials"],
    found.map(({ name, party, tier, permissions, owners, credentials }) => [
      name,
      party,
      `${permissions.slice(0, 4).join(", ")}${permissions.length > 4 ? ` and ${permissions.length - 4} more` : ""}${tier === undefined ? "" : ` (tier ${tier})`}`,
      owners.join(", ") || "none",
      credentials
        .map(({ what, ageDays, until }) =>
          [
            what,
            ...(ageDays === undefined ? [] : [`${ageDays} days old`]),
            ...(until ? [`until ${day(until)}`] : []),
          ].join(", "),
        )
        .join("; ") || "none here",
    ]),
    "No application holds a permission or has a credential that was seen.",
  );
}

function conditionalAccess({ conditionalAccess: policies, snapshot: { unreadable } }: Inventory): string {
  const isRead = !unreadable.some(({ collection }) => collection === "conditionalAccessPolicies");
  return mdTable(
    ["Policy", "State", "Settings"],
    policies.map(({ name, state, settings }) => [
      name,
      state,
      Object.entries(settings)
        .filter(([key, value]) => key !== "state" && !isEmpty(value))
        .map(([key, value]) => `${key}: ${short(value)}`)
        .join("; "),
    ]),
    isRead ? "There is no policy." : "No policy was read.",
  );
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === false) return true;
  return typeof value === "object" && Object.values(value).every(isEmpty);
}

function short(value: unknown): string {
  const text = typeof value === "string" ? value : Array.isArray(value) ? value.join(", ") : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}

function partners({ partners: found }: Inventory): string {
  return mdTable(
    ["Tenant", "Called", "Party", "What it is here"],
    found.map(({ tenantId, names, party, isServiceProvider, hasLighthouse, applications: count }) => [
      tenantId,
      names.join(", ") || "not known",
      party,
      [
        ...(isServiceProvider ? ["partner with delegated administration"] : []),
        ...(hasLighthouse ? ["manages Azure through Lighthouse"] : []),
        ...(count > 0 ? [`${count} ${count === 1 ? "application" : "applications"}`] : []),
      ].join(", ") || "cross-tenant partner",
    ]),
    "No other tenant can do anything that was seen.",
  );
}

function domains({ domains: found }: Inventory): string {
  return mdTable(
    ["Domain", "Authentication", "Registrar account is held by"],
    found.map(({ name, authentication, isInitial }) => [
      name,
      isInitial ? `${authentication}, initial` : authentication,
      "",
    ]),
    "No domain was read.",
  );
}

function licences({ licences: found }: Inventory): string {
  return mdTable(
    ["Licence", "Bought", "Used", "Billed to"],
    found.map(({ name, bought, used }) => [name, String(bought), String(used), ""]),
    "No licence was read.",
  );
}

function contracts(providers: readonly string[]): string {
  return [
    "No tenant tells whose name is on a contract: to be filled in by both sides.",
    "",
    mdTable(
      ["What", "In whose name", "Billed to", "Ends on", "How it is handed over"],
      [
        ...providers.map((name) => `Contract with ${name}`),
        "Monitoring (RMM)",
        "Ticketing",
        "Documentation",
        "Backup",
        "Security (EDR)",
      ].map((what) => [what, "", "", "", ""]),
      "",
    ),
  ].join("\n");
}

function questionList({ questions }: Inventory): string {
  if (questions.length === 0) return "None.\n";
  const lines = questions.map(
    ({ number, whom, ask, assumed, otherwise, place }) =>
      `${number}. **${md(ask)}** (${md(whom)}; ${md(place)})  \n   Assumed: ${md(assumed)}. If that is wrong: ${md(otherwise)}.`,
  );
  return `${lines.join("\n")}\n`;
}

function signatures(inventory: Inventory, providers: readonly string[]): string {
  const digest = createHash("sha256").update(inventoryJson(inventory)).digest("hex");
  return [
    `Each side signs what inventory.json holds: SHA-256 ${digest}, made from the snapshot ${md(inventory.snapshot.sha256)}.`,
    "",
    mdTable(
      ["Side", "Name", "Date", "Signature", "Not agreed to (line, why)"],
      [inventory.client.name, ...providers].map((side) => [side, "", "", "", ""]),
      "",
    ),
  ].join("\n");
}
