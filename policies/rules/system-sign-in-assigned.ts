import { systemApplications } from "../../src/access/system-applications.ts";
import type { Rule, RuleFinding } from "../rule.ts";

export const systemSignInAssigned: Rule = {
  id: "DEMARC.SYSTEM.2v1",
  name: "system-sign-in-assigned",
  severity: "error",
  title: "Through Entra ID nobody signs in to a system without being assigned",
  rationale:
    "An enterprise application that demands no assignment lets in whoever has an account, guests and every provider's people included. Many systems make an account for whoever arrives.",
  evaluate(context) {
    const { attribution, snapshot, materialised } = context;
    const systems = systemApplications(attribution);
    return snapshot.collections.servicePrincipals.flatMap((application): RuleFinding[] => {
      const { id, displayName, appRoleAssignmentRequired } = application;
      const system = systems.get(id);
      if (system === undefined || appRoleAssignmentRequired === true || !context.concerns(id)) return [];
      // Only looked up: what it demands is in the tenant, where a review sees it.
      if (materialised?.assumed.has(id) === true) return [];
      const finding = { resource: context.declaredBy(id) ?? id, remedy: remedyFor(displayName ?? system.name) };
      if (typeof appRoleAssignmentRequired !== "boolean") {
        return [
          {
            ...finding,
            severity: "warning",
            message: `Whether application "${displayName ?? system.name}" lets people sign in to ${system.name} who are not assigned to it cannot be seen here.`,
          },
        ];
      }
      return [
        {
          ...finding,
          message: `Whoever has an account here can sign in to ${system.name}: application "${displayName ?? system.name}" demands no assignment.`,
        },
      ];
    });
  },
};

function remedyFor(name: string): string {
  return `Set appRoleAssignmentRequired: true on its azuread.ServicePrincipal; in the portal Enterprise apps > ${name} > Properties > Assignment required.`;
}
