/** Parts of the contract schedule that bind both sides: whose word is believed, how the company's own administrators are bound, who signs, and what is accepted for a time. */

import type { Entitlements } from "../../entitlements/entitlements.ts";
import { listed } from "../../entitlements/sentence-parts.ts";
import { nameOfParty } from "../../matrix/parties.ts";
import type { Matrix } from "../../matrix/schema.ts";
import { counted } from "../../review/words.ts";
import { type Block, heading, paragraph, type Row, table } from "../document.ts";
import type { HandbookInput } from "../input.ts";
import { dayText, hoursText, personName } from "../words.ts";

export function safeguardBlocks({ matrix, entitlements }: HandbookInput): Block[] {
  return [
    ...trust(matrix, entitlements),
    ...ownRoles(matrix, entitlements),
    ...sensitiveUnit(matrix, entitlements),
    ...records(matrix),
    ...signers(matrix),
    ...exceptions(matrix),
  ];
}

/** Cross-tenant access settings, provider by provider. People with accounts here bring no proof from elsewhere. */
function trust(matrix: Matrix, { partnerTenants }: Entitlements): Block[] {
  const fromElsewhere = Object.entries(matrix.providers).filter(([, { accounts }]) => accounts !== "local-accounts");
  const rows = Object.entries(matrix.providers).filter(
    ([key]) =>
      fromElsewhere.some(([other]) => other === key) || partnerTenants.some(({ provider }) => provider === key),
  );
  if (rows.length === 0) return [];
  const word = (isBelieved: boolean) => (isBelieved ? "yes" : "no");
  return [
    heading("What a provider's own tenant vouches for"),
    paragraph(
      "People who come from their own tenant have proven there who they are. Whether that counts here is declared for that tenant alone. What does not count has to be shown again here, and a guest cannot show all of it.",
    ),
    table(
      "What a provider's own tenant vouches for",
      [
        "Provider",
        "Tenant",
        "Second factor counts",
        "Device in good order counts",
        "Device joined to its network counts",
      ],
      rows.map(([key, { name, tenantId }]): Row => {
        const declared = partnerTenants.find(({ provider }) => provider === key)?.trust;
        if (declared === undefined) return [name, tenantId, "not agreed", "not agreed", "not agreed"];
        const { mfa, compliantDevice, hybridJoinedDevice } = declared;
        return [name, tenantId, word(mfa), word(compliantDevice), word(hybridJoinedDevice)];
      }),
    ),
  ];
}

function ownRoles({ client, internal, privilegedRoles }: Matrix, { privilegedRoles: roles }: Entitlements): Block[] {
  if (privilegedRoles === undefined || roles.length === 0) return [];
  const context = privilegedRoles.authenticationContext;
  const asks = [
    context === undefined ? "a second factor" : `what the sign-in rule ${context} asks for`,
    "a reason",
    ...(privilegedRoles.ticket ? ["a ticket number"] : []),
    ...(privilegedRoles.approval
      ? [
          `the approval of ${internal.approvers.map((address) => personName({ internal, providers: {} }, address)).join(" or ")}`,
        ]
      : []),
  ];
  return [
    heading(`How ${client.name}'s own administrators use the highest roles`),
    paragraph(
      `${roles.some(({ activeDays }) => activeDays === undefined) ? "Nobody but the emergency accounts holds Global Administrator all the time. " : ""}Whoever may use one of these roles switches it on with ${listed(asks)}.${privilegedRoles.approval ? "" : " No approval is waited for."}${privilegedRoles.notify.length === 0 ? "" : ` Each time a mail goes to ${listed(privilegedRoles.notify)}.`}`,
    ),
    table(
      "Roles of the company's own administrators",
      ["Role", "Switched on for at most", "May be switched on for", "Held all the time for at most"],
      roles.map(
        ({ name, maximumHours, eligibleDays, activeDays }): Row => [
          name,
          hoursText(maximumHours),
          counted(eligibleDays, "day"),
          activeDays === undefined ? "without end, for the emergency accounts" : counted(activeDays, "day"),
        ],
      ),
    ),
  ];
}

function sensitiveUnit(matrix: Matrix, { sensitiveUnit: unit }: Entitlements): Block[] {
  if (unit === undefined) return [];
  return [
    heading("Accounts that only a role over them may change"),
    paragraph(
      `${listed(["The emergency accounts", ...unit.people.map((address) => personName(matrix, address))])} are in the unit “${unit.displayName}”. Only who has a role over this unit may reset or change them; roles over the whole directory do not count there.`,
    ),
  ];
}

function records({ azure }: Matrix): Block[] {
  if (azure === undefined) return [];
  return [
    heading("What is recorded, and who is alarmed"),
    paragraph(
      `Sign-ins and changes of access are recorded in the company's own subscription and kept for ${counted(azure.retentionDays, "day")}${azure.locks ? "; the place is locked against deletion by mistake" : ""}. Alarms go to ${listed(azure.alertEmails)}.`,
    ),
  ];
}

/** Whose signatures under a review are believed. */
function signers({ review, ...matrix }: Matrix): Block[] {
  const rows = Object.entries(review.signers).flatMap(([side, own]) =>
    own.map((signer): Row => {
      const days = [
        ...(signer.from === undefined ? [] : [`from ${dayText(signer.from, "")}`]),
        ...(signer.until === undefined ? [] : [`until ${dayText(signer.until, "")}`]),
      ];
      const what = "key" in signer ? `key ${signer.key}` : `pipeline ${signer.subject} of ${signer.issuer}`;
      const who = "key" in signer && signer.person !== undefined ? personName(matrix, signer.person) : "–";
      return [nameOfParty(matrix, side), who, what, days.length === 0 ? "always" : days.join(", ")];
    }),
  );
  if (rows.length === 0) return [];
  return [
    heading("Who signs a review of access"),
    table("Who signs a review of access", ["For", "Who", "With", "Days"], rows),
  ];
}

/** Findings that the company accepts for a time; a proposal that nobody approved accepts nothing. */
function exceptions(matrix: Matrix): Block[] {
  if (matrix.waivers.length === 0) return [];
  return [
    heading("Exceptions that are accepted for a time"),
    paragraph(
      `Each is about one thing and ends by itself. An exception that concerns control of the whole tenant lasts at most ${counted(matrix.emergencyWindowDays, "day")}.`,
    ),
    table(
      "Exceptions",
      ["Rule", "For", "Why", "Approved by", "From", "Until"],
      matrix.waivers.map(
        ({ rule, resource, reason, approvedBy, from, until, ticket }): Row => [
          rule,
          resource,
          ticket === undefined ? reason : `${reason} (${ticket})`,
          approvedBy === undefined ? "nobody yet: it does not hold" : personName(matrix, approvedBy),
          dayText(from, "–"),
          dayText(until, ""),
        ],
      ),
    ),
  ];
}
