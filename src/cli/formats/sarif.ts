/** SARIF 2.1.0, for code scanning and everything else that reads results of analyses. */

import { createHash } from "node:crypto";
import { edgeWords } from "../../access/edge-kinds.ts";
import { tellingSteps } from "../../review/report/words.ts";
import { visible } from "../../visible.ts";
import type { CheckFinding, CheckResult, CheckStep } from "../check-result.ts";
import type { Formatter, Setting } from "./formatter.ts";
import { folderUri } from "./places.ts";
import { type Locations, locationsOf, sourceRoot } from "./sarif-locations.ts";
import { descriptorOf } from "./sarif-rules.ts";
import { conditionSuffix, count, verdict } from "./words.ts";

/** Of more results than these code scanning shows none (data/reusables/code-scanning/sarif-limits.md of github/docs). */
const mostResults = 5000;

type Shown = CheckFinding & { readonly waiver?: CheckResult["waived"][number]["waiver"] };

export const sarifFormatter: Formatter = {
  render: (result, setting) => `${JSON.stringify(sarifLog(result, setting), null, 2)}\n`,
};

function sarifLog(result: CheckResult, setting: Setting) {
  const locations = locationsOf(result, setting);
  const order = ["error", "warning", "note"];
  const all: Shown[] = [...result.findings, ...result.waived].toSorted(
    (one, other) => order.indexOf(one.severity) - order.indexOf(other.severity),
  );
  const shown = all.slice(0, mostResults);
  const notifications = [
    ...(result.error === undefined ? [] : [failure(result.error, locations)]),
    ...(all.length === shown.length
      ? []
      : [{ level: "warning", message: { text: `${all.length - shown.length} more findings are left out here.` } }]),
  ];
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Demarc",
            semanticVersion: setting.version,
            rules: setting.rules.map(descriptorOf),
          },
        },
        // Two checks of one commit are two analyses, not one that replaces the other.
        automationDetails: { id: `demarc/${visible(result.subject.name)}/` },
        originalUriBaseIds: { [sourceRoot]: { uri: folderUri(setting.root) } },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: result.error === undefined,
            exitCode: setting.status,
            exitCodeDescription: verdict(result),
            workingDirectory: { uri: folderUri(setting.workingDirectory) },
            toolExecutionNotifications: notifications,
          },
        ],
        // Without a plan there are no results, which is not the same as none: an empty list would close every alert.
        ...(result.error === undefined && {
          results: shown.map((finding) => resultOf(finding, setting, locations)),
        }),
        properties: { resources: result.resources, assumptions: result.assumptions, proposals: result.proposals },
      },
    ],
  };
}

function failure(error: NonNullable<CheckResult["error"]>, locations: Locations) {
  const place = locations.of(error);
  return {
    level: "error",
    message: { text: message(error.message) },
    descriptor: { id: error.reason },
    ...(place && { locations: [{ physicalLocation: place }] }),
  };
}

function resultOf(finding: Shown, { rules }: Setting, locations: Locations) {
  const { path, waiver } = finding;
  const primary = locations.ofFinding(finding);
  const ruleIndex = rules.findIndex(({ name }) => name === finding.rule);
  return {
    ruleId: finding.rule,
    ...(ruleIndex !== -1 && { ruleIndex }),
    // Code scanning knows no suppressions; a waived finding must not fail the pull request there.
    level: waiver === undefined ? finding.severity : "note",
    message: {
      text: message(
        [finding.message, ...(finding.remedy === undefined ? [] : [`Instead: ${finding.remedy}`])].join(" "),
      ),
    },
    locations: [
      {
        physicalLocation: primary,
        logicalLocations: [{ fullyQualifiedName: visible(finding.resource), kind: "resource" }],
      },
    ],
    partialFingerprints: fingerprints(finding),
    ...(path !== undefined &&
      path.length > 0 && {
        codeFlows: [
          {
            message: { text: count(path.length, "step", "steps") },
            threadFlows: [
              {
                locations: tellingSteps(path).map((step, index) => ({
                  location: {
                    physicalLocation: locations.of(step) ?? primary,
                    message: { text: message(stepText(step, index)) },
                  },
                  executionOrder: index + 1,
                  importance: "essential",
                })),
              },
            ],
          },
        ],
      }),
    ...(waiver !== undefined && {
      suppressions: [
        {
          kind: "external",
          status: "accepted",
          justification: visible(`Until ${waiver.until}, approved by ${waiver.approvedBy}: ${waiver.reason}`),
        },
      ],
    }),
    properties: { resource: finding.resource, ...(waiver !== undefined && { severity: finding.severity }) },
  };
}

function stepText(step: CheckStep, index: number): string {
  const where = step.inTenant === true ? " (in the tenant already)" : "";
  return `${index + 1}. ${step.from} ${edgeWords(step.edge)} ${step.to}${conditionSuffix(step)}${where}`;
}

/**
 * Equal for the same finding after lines moved: the rule, the resource and the way. Code scanning looks at
 * `primaryLocationLineHash` alone.
 */
function fingerprints({ rule, resource, path = [] }: CheckFinding) {
  const signature = JSON.stringify([rule, resource, path.map(({ from, edge, to }) => [from, edge, to])]);
  const hash = createHash("sha256").update(signature).digest("hex").slice(0, 32);
  return { primaryLocationLineHash: `${hash}:1`, "demarcFinding/v1": hash };
}

/**
 * Text without links and placeholders: in a message `[text](target)` is the one and `{0}` the other
 * (SARIF 2.1.0, 3.11.5 and 3.11.6), in whatever a program calls its groups.
 */
function message(text: string): string {
  return visible(text)
    .replaceAll("](", "] (")
    .replaceAll(/\{(\d+)\}/g, "{{$1}}");
}
