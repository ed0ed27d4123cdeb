/** The systems beside the tenant, in the reports. */

import type { Review, ReviewedSystem } from "../schema.ts";
import { counted } from "../words.ts";
import { html, type Markup } from "./markup.ts";
import { idsOnPage, references } from "./most.ts";
import { dateText, dateTimeText } from "./words.ts";

/** One row for each system: whose it is, what its roster shows, and where it differs from what was agreed. */
export function systemRows(review: Review): Markup | false {
  const { systems } = review;
  if (systems === undefined) return false;
  const onPage = idsOnPage(review);
  return html`<section aria-labelledby="systems"><h2 id="systems">Systems beside the tenant</h2>
<p class="quiet">Who is agreed to hold which role in each, against its own list of users. Where nobody gave one, nothing is known.</p>
<table class="stack"><thead><tr><th scope="col">System</th><th scope="col">Owner</th><th scope="col">Its users</th><th scope="col">Agreed roles found</th><th scope="col">Differences</th></tr></thead>
<tbody>${systems.map(
    (system) =>
      html`<tr><th scope="row">${system.name}</th><td data-label="Owner">${system.owners.length === 0 ? "–" : system.owners.join(", ")}</td><td data-label="Its users">${system.roster === undefined ? html`<strong>not known</strong>` : rosterWords(system.roster)}</td><td data-label="Agreed roles found">${agreedWords(system)}</td><td data-label="Differences">${system.differences.length === 0 ? html`<span class="quiet">${system.roster === undefined ? "not known" : "none"}</span>` : references(system.differences, onPage)}</td></tr>`,
  )}</tbody></table></section>`;
}

/** The same as lines of text. */
export function systemLines({ systems = [] }: Review): string[] {
  return systems.map((system) => {
    const { name, owners, roster, differences } = system;
    const users = roster === undefined ? "its users are not known" : rosterWords(roster);
    const found =
      roster === undefined
        ? ""
        : `; agreed roles found: ${agreedWords(system)}; differences: ${differences.length === 0 ? "none" : differences.join(", ")}`;
    return `${name} (${owners.length === 0 ? "nobody's" : owners.join(", ")}): ${users}${found}`;
  });
}

/** How many of the systems whose users are known are not as agreed; nothing where those of none are. */
export function systemNumbers({ systems = [] }: Review): { differing: number; known: number; unknown: number }[] {
  const known = systems.filter(({ roster }) => roster !== undefined);
  if (known.length === 0) return [];
  const differing = known.filter(({ differences }) => differences.length > 0).length;
  return [{ differing, known: known.length, unknown: systems.length - known.length }];
}

/** What the review knows of systems and of providers' staff: from where, and how somebody tells that it is still the same. */
export function sourceLines({
  systems = [],
  evidence,
}: Review): { readonly what: string; readonly from: string; readonly digest: string }[] {
  return [
    ...systems.flatMap(({ name, roster }) =>
      roster === undefined
        ? []
        : [
            {
              what: `Users of ${name}`,
              from: `${roster.source}, ${dateTimeText(roster.collectedAt)}`,
              digest: roster.fileDigest ?? roster.digest,
            },
          ],
    ),
    ...(evidence.staff ?? []).map(({ name, file, fileDigest, people, active }) => ({
      what: `Staff of ${name}`,
      from: `${file}, ${counted(people, "person", "people")}, ${active} active`,
      digest: fileDigest,
    })),
  ];
}

function agreedWords({ agreed, asAgreed, roster }: ReviewedSystem): string {
  if (roster === undefined || roster.ofStrangers === true) return "not known";
  return agreed === 0 ? "–" : `${asAgreed} of ${agreed}`;
}

function rosterWords(roster: NonNullable<ReviewedSystem["roster"]>): string {
  const { accounts, ofProviders, superAdministrators, showsRoles, complete, ofStrangers, collectedAt } = roster;
  return [
    `${accounts} ${accounts === 1 ? "account" : "accounts"}`,
    `${ofProviders} of providers`,
    showsRoles ? `${superAdministrators} on top of it` : "roles are not shown",
    ...(complete ? [] : ["not whole"]),
    ...(ofStrangers === true ? ["perhaps another company's"] : []),
    `as of ${dateText(collectedAt)}`,
  ].join(", ");
}
