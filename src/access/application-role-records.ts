/** Who is assigned to the enterprise applications of systems that the matrix names. Assignments elsewhere give nothing in the tenant. */

import type { Attribution } from "./attribution.ts";
import type { AccessRecord } from "./record.ts";
import { systemApplications } from "./system-applications.ts";

type ApplicationRoleRecord = Pick<
  AccessRecord,
  "kind" | "target" | "scope" | "held" | "settings" | "objectKey" | "since"
> & {
  readonly principalId: string;
  /** The app role's id; zeros: access without one. */
  readonly keyTarget: string;
  /** Object id of the application's service principal. */
  readonly targetId: string;
};

/** One record for each person or group that is assigned, with the app role and the system in its settings. */
export function applicationRoleRecords(attribution: Attribution): ApplicationRoleRecord[] {
  const { directory } = attribution;
  const systems = systemApplications(attribution);
  if (systems.size === 0) return [];
  return directory.snapshot.collections.appRoleAssignments.flatMap((assignment): ApplicationRoleRecord[] => {
    const principalId = directory.canonical(assignment.principalId ?? "");
    const targetId = directory.canonical(assignment.resourceId ?? "");
    const system = systems.get(targetId);
    // What an application may do is a permission, and a record of its own.
    const isApplication = directory.object(principalId)?.kind === "servicePrincipal";
    if (system === undefined || isApplication || assignment.principalType === "ServicePrincipal") return [];
    const resource = directory.object(targetId);
    const application = resource?.kind === "servicePrincipal" ? resource.value : undefined;
    const keyTarget = assignment.appRoleId?.toLowerCase() ?? "";
    const role = application?.appRoles?.find(({ id }) => id?.toLowerCase() === keyTarget);
    return [
      {
        kind: "application-role",
        principalId,
        target: /^[0-]*$/.test(keyTarget) ? "access without a role" : role?.displayName || role?.value || keyTarget,
        keyTarget,
        targetId,
        scope: application?.displayName || system.name,
        held: "standing",
        settings: { appRole: keyTarget, system: system.key },
        objectKey: assignment.id,
        ...(assignment.createdDateTime && { since: assignment.createdDateTime }),
      },
    ];
  });
}
