/** Frameworks that the work of this handbook is evidence for. */

import { type FrameworkKey, frameworks } from "../../../policies/compliance/frameworks.ts";
import type { complianceFrameworks } from "../../catalogue/operations.ts";
import { controlsOfReview } from "../../review/export/controls.ts";
import { bullets, type Chapter, heading, paragraph, type Row, table } from "../document.ts";

/** What people call the frameworks that the tables know by key. */
const spoken: Partial<Readonly<Record<FrameworkKey, (typeof complianceFrameworks)[number]>>> = {
  hipaa: "HIPAA",
  "pci-dss": "PCI-DSS",
  "soc-2": "SOC 2",
  "iso-27001": "ISO 27001",
  cmmc: "CMMC",
};

export function compliance(): Chapter {
  const controls = Map.groupBy(controlsOfReview(), ({ framework }) => framework);
  return {
    id: "compliance",
    title: "Compliance",
    lead: "Which demands of which framework a signed review of access, held against this handbook, is evidence for. It is evidence, not a certificate.",
    blocks: [
      table(
        "Frameworks and controls",
        ["Framework", "Edition", "Controls that ask for reviews of access"],
        frameworks.map(({ key, name, version }): Row => {
          const own = controls.get(key) ?? [];
          const text = own.map(({ id, title }) => `${id} (${title})`).join("; ");
          return [frameworkName(name, spoken[key]), version, text === "" ? "none of its own" : text];
        }),
      ),
      heading("What an auditor gets"),
      bullets([
        "This handbook, signed: who is responsible for what, and what was agreed about access, exit and recovery.",
        "The reviews of access, decided and signed, each chained to the one before (demarc review verify).",
        "The record of each trial of an emergency account, and of each recovery drill with its witness.",
        "The result of the gate in each pull request: no change of access without a check.",
      ]),
      paragraph(
        "Which rule of the gate speaks to which control is said on the page of each rule, and demarc review export writes it for auditors' tools.",
      ),
    ],
  };
}

/** `AICPA Trust Services Criteria (SOC 2)`: both names, and none of them twice. */
function frameworkName(name: string, short: string | undefined): string {
  if (short === undefined || name.includes(short)) return name;
  return name === short.replace("-", " ") ? short : `${name} (${short})`;
}
