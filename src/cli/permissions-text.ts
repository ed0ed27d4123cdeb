/** What a collection lacks, as a person reads it. */

import { type PermissionReport, requiredResourceAccess } from "../review/collect/permissions.ts";

/** One line for each thing that is missing, and what nobody sees without it. */
export function lacksText({ missing, licencesUnknown, held }: PermissionReport): string[] {
  return [
    ...missing.map(
      ({ needs, kind, reads, blind }) =>
        `missing ${kind} ${needs}: ${reads.join(", ")}; without it nobody sees ${blind.join("; ")}`,
    ),
    ...(held === undefined
      ? ["the token does not say what it is good for: what is missing shows only when it is read"]
      : []),
    ...(licencesUnknown
      ? ["the licences of the tenant cannot be read: what is missing shows only when it is read"]
      : []),
  ];
}

/** Everything that is needed, and how to ask for it. */
export function permissionsText(report: PermissionReport): string {
  const missing = new Set(report.missing.flatMap(({ needs, kind }) => (kind === "permission" ? [needs] : [])));
  return [
    "Microsoft Graph permissions for a complete snapshot, least privileged, all of them read only:",
    ...report.needed.map((name) => `  ${report.held === undefined ? " " : missing.has(name) ? "✗" : "✓"} ${name}`),
    "",
    "In Azure: the role Reader at the tenant root management group, or on each subscription.",
    "",
    "For the application's manifest (requiredResourceAccess), to be consented to by an administrator:",
    JSON.stringify([requiredResourceAccess()], null, 2),
    "",
    ...report.notForApplications.map(
      ({ needs, reads, blind }) =>
        `no application can be given ${needs}: in a tenant that has it, ${reads.join(", ")} cannot be read; without it nobody sees ${blind.join("; ")}`,
    ),
    ...lacksText(report),
  ].join("\n");
}

/** The same as data. */
export function permissionsDocument(report: PermissionReport): object {
  return { ok: report.missing.length === 0, ...report, requiredResourceAccess: [requiredResourceAccess()] };
}
