/** Recovery: the company's own numbers, and how it is proven that they can be kept. */

import { toolCategoryById } from "../../catalogue/tool-categories.ts";
import type { Entitlements } from "../../entitlements/entitlements.ts";
import { listed } from "../../entitlements/sentence-parts.ts";
import { nameOfParty, resolveRows } from "../../matrix/parties.ts";
import type { Matrix } from "../../matrix/schema.ts";
import { counted } from "../../review/words.ts";
import { nextDrill } from "../dates.ts";
import {
  type Block,
  type Chapter,
  checklist,
  heading,
  notice,
  paragraph,
  type Row,
  strong,
  table,
} from "../document.ts";
import type { HandbookInput } from "../input.ts";
import { toolOwner } from "../tool-owner.ts";
import { dayText, hoursText } from "../words.ts";

export function recovery({ matrix, entitlements }: HandbookInput): Chapter {
  const untested = matrix.recovery.filter(({ lastRestoreTest }) => lastRestoreTest === undefined);
  const unknown = matrix.recovery.filter((row) => row.encrypted !== true || row.separateSite === undefined);
  return {
    id: "recovery",
    title: "Recovery plan",
    lead: "How fast each system has to work again, how much work may be lost at most, and when that was last proven. The numbers are the company's, whoever runs the backup.",
    blocks: [
      paragraph(runs(matrix)),
      table(
        "Recovery targets and backups",
        ["System", "Works again within (RTO)", "Work lost at most (RPO)", "Backup", "Encrypted", "Copy elsewhere"],
        matrix.recovery.map(
          (row): Row => [
            row.system,
            hoursText(row.recoveryTimeHours),
            hoursText(row.recoveryPointHours),
            row.backup,
            row.encrypted === undefined ? "not known" : row.encrypted ? "yes" : [strong("no")],
            row.separateSite ?? "not known",
          ],
        ),
      ),
      ...(unknown.length === 0
        ? []
        : [
            notice(
              `Backups have to be encrypted, with a copy where a fire or an attack does not reach. The matrix does not say both of ${listed(unknown.map(({ system }) => system))} (recovery: encrypted, separateSite).`,
            ),
          ]),
      table(
        "Restore tests and runbooks",
        [
          "System",
          "Runbook: who may restore can read it at",
          "Witness",
          "Last witnessed restore",
          "Next at the latest",
        ],
        matrix.recovery.map(
          (row): Row => [
            row.system,
            row.runbook ?? "not in the matrix",
            row.drillWitness,
            row.lastRestoreTest === undefined ? [strong("never recorded")] : dayText(row.lastRestoreTest, ""),
            dayText(nextDrill(matrix, row), "not agreed"),
          ],
        ),
      ),
      ...(untested.length === 0
        ? []
        : [
            notice(
              `No restore is recorded of ${listed(untested.map(({ system }) => system))}. A backup that nobody restored is a hope.`,
            ),
          ]),
      ...vaults(entitlements),
      heading("Joint recovery drill, each quarter"),
      checklist([
        "Choose the system whose last restore is longest ago. Choose a restore point that nobody prepared.",
        "Restore to a place of its own, by the runbook alone. Whoever wrote the runbook watches and says nothing.",
        "The witness, from the company's side, writes down when it began and when somebody could work.",
        "Compare with RTO and RPO. If a number was missed, change the backup or the number, in writing.",
        "Open what was restored and check that it is whole: the newest entry, a file, a login.",
        "Correct the runbook. See that everybody who may restore can read it, also when the network is down.",
        "Write the day into the matrix (recovery, lastRestoreTest), and file the record.",
      ]),
      heading("Record of a drill"),
      table(
        "Record of a drill",
        ["Day", "System", "Restore point of", "Worked again after", "Work lost", "Witness, signature"],
        Array.from({ length: 3 }, () => ["", "", "", "", "", ""]),
      ),
    ],
  };
}

/** What keeps backups in Azure from being destroyed, also by whoever runs them. */
function vaults({ azure }: Entitlements): Block[] {
  if (azure?.backup === undefined) return [];
  const { guard, vaults: all } = azure.backup;
  return [
    heading("Backup vaults in Azure, as they are declared"),
    table(
      "Backup vaults in Azure",
      ["Vault", "Copies", "Deleted backups can be brought back for", "Can be shortened or deleted"],
      all.map(
        ({ key, redundancy, softDeleteDays, immutability }): Row => [
          key,
          copies[redundancy],
          counted(softDeleteDays, "day"),
          immutability === "locked" ? "never" : `only with the company's consent (Resource Guard ${guard.name})`,
        ],
      ),
    ),
  ];
}

const copies = {
  local: "in one data centre",
  zone: "in several data centres of one region",
  geo: "in a second region",
} as const;

/** Who does the work is the row's to say; without the row, whoever owns the tool. */
function runs(matrix: Matrix): string {
  const sets = `${matrix.client.name} sets the numbers below, reads this plan, and sends the witness.`;
  const work = resolveRows(matrix).find(({ functionId }) => functionId === "backup-management");
  if (work !== undefined) {
    if (work.provider === undefined) return `${matrix.client.name} runs the backups itself.`;
    const provider = nameOfParty(matrix, work.provider);
    return work.owner === "joint"
      ? `The backups are run by ${matrix.client.name} and ${provider} together; ${nameOfParty(matrix, work.accountable)} answers for them. ${sets}`
      : `The backups are run by ${provider}. ${sets}`;
  }
  const category = toolCategoryById("backup");
  const row = matrix.tools.backup;
  if (category === undefined || row === undefined) return "Who runs the backups is not in the matrix (tools, backup).";
  const { kind, text } = toolOwner(matrix, category, row);
  return kind === "internal" ? `${text} runs the backups itself.` : `The backups are run by ${text}. ${sets}`;
}
