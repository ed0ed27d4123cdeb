/** The schedule to the contract: what each row means on paper, and what it gives in the tenant. Both come from the same row. */

import { incidentDecisionIds, incidentDecisions } from "../../catalogue/operations.ts";
import { toolCategories } from "../../catalogue/tool-categories.ts";
import type { Entitlements, SignInPolicy } from "../../entitlements/entitlements.ts";
import { listed } from "../../entitlements/sentence-parts.ts";
import { nameOfParty, resolveRows } from "../../matrix/parties.ts";
import type { Matrix } from "../../matrix/schema.ts";
import { type AgreedRole, agreedSystems } from "../../matrix/systems.ts";
import { addDays } from "../../review/decisions/days.ts";
import { counted } from "../../review/words.ts";
import { accessElsewhere, administrativeScope } from "../administrative-scope.ts";
import { type Block, bullets, type Chapter, heading, paragraph, type Row, steps, table } from "../document.ts";
import type { HandbookInput } from "../input.ts";
import { toolOwner } from "../tool-owner.ts";
import {
  dayText,
  decidersOf,
  either,
  functionTitle,
  inOrder,
  isAlone,
  personName,
  systemKey,
  systemName,
} from "../words.ts";
import { safeguardBlocks } from "./safeguards.ts";

export function contractSchedule(input: HandbookInput): Chapter {
  const { matrix, entitlements } = input;
  const lines = Map.groupBy(entitlements.contractLines, ({ row }) => row.split(".")[0] ?? "");
  const clauses = (section: string, title?: string): Block[] => {
    const texts = (lines.get(section) ?? []).map(({ text }) => text);
    return texts.length === 0 ? [] : [...(title === undefined ? [] : [heading(title)]), steps(texts)];
  };
  const others = [...lines.keys()].filter((section) => !["functions", "tools", "systems"].includes(section));
  return {
    id: "contract-schedule",
    title: "Contract schedule",
    lead: `${isAlone(matrix) ? "What would belong to the contract with a provider." : "What belongs to the contract with each provider."} Each clause follows from a row of the matrix, and so do the access rights that are set up: paper and system cannot say different things.`,
    blocks: [
      heading("Contracts"),
      contracts(matrix),
      ...clauses("functions", "Functions"),
      // What a tool's owner means is said towards a provider.
      ...(Object.keys(matrix.providers).length === 0 ? [] : clauses("tools", "Tools")),
      ...others.flatMap((section) =>
        clauses(section, `Safeguards in ${section.charAt(0).toUpperCase()}${section.slice(1)}`),
      ),
      ...scopeBlocks(input),
      ...systemBlocks(matrix),
      ...clauses("systems"),
      ...signInBlocks(matrix, entitlements),
      ...safeguardBlocks(input),
      heading("In whose name each system is"),
      paragraph(
        "Whoever's name, bill and domain a system runs under can take it along. Where nothing is agreed, agree it before the contract begins.",
      ),
      tenancies(matrix),
      heading("Decisions in an incident"),
      table(
        "Decisions in an incident",
        ["Decision", "Who, in this order"],
        incidentDecisionIds.map((id) => [incidentDecisions[id].title, inOrder(decidersOf(matrix, id))]),
      ),
      heading("Review of access"),
      paragraph(
        `Who has access is compared with this schedule ${matrix.review.cadence === "monthly" ? "each month" : "each quarter"}. What is not in it is taken away, or the schedule is changed and signed again. Reviewers: ${listed(matrix.review.reviewers.map((address) => personName(matrix, address)))}. Access that nobody used for ${counted(matrix.review.unusedAfterDays, "day")} counts as not needed.`,
      ),
      paragraph("Export of data, exit and hand-over are in the next chapter. It is part of this schedule."),
    ],
  };
}

function contracts({ providers }: Matrix): Block {
  return table(
    "Contracts",
    ["Provider", "Reference", "From", "To", "Last day to give notice", "All handed over by"],
    Object.values(providers).map(
      ({ name, contract: { reference, start, end, noticeDays, exitDays } }): Row => [
        name,
        reference,
        dayText(start, ""),
        dayText(end, ""),
        `${dayText(addDays(end, -noticeDays), "")} (${counted(noticeDays, "day")} before)`,
        `${dayText(addDays(end, exitDays), "")} (${counted(exitDays, "day")} after)`,
      ],
    ),
    "There is no provider, and so no contract that this schedule belongs to.",
  );
}

function scopeBlocks({ matrix, entitlements }: HandbookInput): Block[] {
  if (Object.keys(matrix.providers).length === 0) return [];
  const lines = administrativeScope(matrix, entitlements);
  const elsewhere = accessElsewhere(matrix, lines);
  const mayEnd = entitlements.azure?.lighthouse.some(({ permanent }) => permanent.length > 0) === true;
  const reasons = new Map(
    resolveRows(matrix).flatMap(({ functionId, row }) =>
      row.access === undefined ? [] : [[functionTitle(functionId), row.access.reason] as const],
    ),
  );
  const hasGdap = entitlements.delegatedAdminRoles.length > 0;
  const without = Object.keys(matrix.providers).filter((key) => !lines.some(({ provider }) => provider === key));
  return [
    heading("Administrative scope of each provider, as it is declared"),
    paragraph(
      `This is the whole of what is set up for a provider in the directory and in Azure. Nobody of a provider permanently holds a role that changes anything${mayEnd ? ", except to end its own delegation" : ""}, and no provider ever holds Global Administrator permanently.${hasGdap ? " What comes through GDAP is the exception: how long its technicians hold a role is decided in the provider's own tenant, within the time that was agreed." : ""}`,
    ),
    table(
      "Administrative scope of each provider",
      ["Provider", "For", "Roles", "How", "Who"],
      [...Map.groupBy(lines, (line) => [line.provider, line.purpose, line.how, line.who].join("\n")).values()].flatMap(
        (same): Row[] => {
          const [first] = same;
          if (first === undefined) return [];
          return [
            [
              nameOfParty(matrix, first.provider),
              reasons.has(first.purpose)
                ? `${first.purpose}. Roles of its own, because: ${reasons.get(first.purpose)}`
                : first.purpose,
              same.map(({ role, where }) => `${role}, over ${where}`).join("; "),
              first.how,
              first.who,
            ],
          ];
        },
      ),
      "No provider has a role in the tenant.",
    ),
    ...(without.length === 0 || lines.length === 0
      ? []
      : [paragraph(`No role at all: ${listed(without.map((key) => nameOfParty(matrix, key)))}.`)]),
    ...(elsewhere.length === 0
      ? []
      : [
          heading("Access that is agreed and set up by hand"),
          paragraph(
            "What the work needs in other systems, and the least role for it. Nothing sets it up from the matrix; more is not agreed.",
          ),
          table(
            "Access that is agreed and set up by hand",
            ["Provider", "For", "System", "Role", "Over"],
            elsewhere.map(({ provider, functionId, system, role, over }) => [
              nameOfParty(matrix, provider),
              functionTitle(functionId),
              system,
              role,
              over,
            ]),
          ),
        ]),
  ];
}

const reachWords: Readonly<Record<AgreedRole["reach"], string>> = {
  "super-administrator": "everything, and give itself more",
  administrator: "change settings for everybody",
  operator: "work on what it is given",
  "read-only": "look, and change nothing",
  member: "only what is its own",
  unknown: "not known here",
};

const signInWords = {
  entra: "through Microsoft Entra ID",
  own: "with accounts and passwords of its own",
  both: "through Microsoft Entra ID, or with accounts of its own",
} as const;

/** Who may hold which role inside each system; a system without an agreement is administered by its owner. */
function systemBlocks(matrix: Matrix): Block[] {
  // Roles in the tenant itself are what the administrative scope is about.
  const systems = agreedSystems(matrix).filter(
    ({ known, roles }) => roles.length > 0 || known?.roster.snapshot === undefined,
  );
  return [
    heading("Roles inside the systems"),
    paragraph(
      `Who may hold which role in each tool. Where no role is agreed, whoever owns the tool administers it${isAlone(matrix) ? "" : ", and nobody of the other side does"}.`,
    ),
    table(
      "Roles inside the systems",
      ["System", "Sign-in", "Role", "Can", "Held by", "Why"],
      systems.flatMap(({ name, entry, roles, administers }): Row[] => {
        const signIn = entry?.signIn === undefined ? "not agreed" : signInWords[entry.signIn];
        if (roles.length === 0) {
          const owners = listed(administers.map((party) => nameOfParty(matrix, party)));
          return [
            [
              name,
              signIn,
              "none agreed",
              "administer it",
              owners || "not told by the matrix",
              administers.length > 1 ? "own the tool together" : "owns the tool",
            ],
          ];
        }
        return roles.map(
          ({ role, reach, held, why }): Row => [
            name,
            signIn,
            role,
            reachWords[reach],
            listed(
              held.map(({ party, address }) =>
                address === undefined
                  ? `everybody named of ${nameOfParty(matrix, party)}`
                  : personName(matrix, address),
              ),
            ),
            why ?? "–",
          ],
        );
      }),
      "The matrix names no system.",
    ),
  ];
}

const accountWords = {
  guests: "as guests, with the accounts of their own company",
  "local-accounts": "with accounts in the company's tenant, one for each person",
  "gdap-technicians": "from their own tenant, through GDAP",
} as const;

function signInBlocks(matrix: Matrix, { signInPolicies }: Entitlements): Block[] {
  const providers = Object.entries(matrix.providers);
  if (providers.length === 0) return [];
  return [
    heading("How people of a provider sign in"),
    table(
      "How people of a provider sign in",
      ["Provider", "People", "They come", "Each sign-in"],
      providers.map(
        ([key, { name, people, accounts }]): Row => [
          name,
          listed(people.map((person) => person.name)),
          accountWords[accounts],
          signInPolicies
            .filter(({ party }) => party === key)
            .map((policy) => demandText(policy))
            .join(" "),
        ],
      ),
    ),
    bullets([
      "One account belongs to one person. Nobody shares an account or a key.",
      "Whoever leaves the provider is reported on the same day, and the account is closed on the same day.",
      `Where the approval of ${matrix.client.name} is needed, ${either(matrix.internal.approvers.map((address) => personName(matrix, address)))} gives it.`,
    ]),
  ];
}

function demandText({ demand, clientApplications, outsideLocation, session }: SignInPolicy): string {
  if (demand.kind === "block")
    return clientApplications === "legacy"
      ? "Old programs that only know passwords are refused."
      : "Sign-in is refused.";
  if (demand.kind === "compliant-device") {
    return outsideLocation === undefined
      ? "A managed device in good order is needed."
      : "Outside the provider's own networks a managed device in good order is needed.";
  }
  return `A method that cannot be phished is needed${session === undefined ? "" : `, again every ${counted(session.frequencyHours, "hour")}, and nothing stays signed in`}.`;
}

function tenancies(matrix: Matrix): Block {
  return table(
    "In whose name each system is",
    ["Category", "System", "Owner", "In the name of", "Billed to", "Domain"],
    toolCategories.flatMap((category): Row[] => {
      const row = matrix.tools[category.id];
      if (row === undefined) return [];
      const { tenancy } = row;
      return [
        [
          category.title,
          listed(row.systems.map((system) => systemName(systemKey(system)))),
          toolOwner(matrix, category, row).text,
          tenancy === undefined ? "not agreed" : nameOfParty(matrix, tenancy.nameOf),
          tenancy === undefined ? "not agreed" : nameOfParty(matrix, tenancy.billedTo),
          tenancy?.domain ?? "not agreed",
        ],
      ];
    }),
    "The matrix names no system.",
  );
}
