import { isScopable } from "../../src/access/judge.ts";
import { entitledRoles } from "../entitled.ts";
import { groupRecords } from "../findings.ts";
import type { Rule } from "../rule.ts";
import { nameList, namesOf, sentence } from "../words.ts";

export const providerRoleScope: Rule = {
  id: "DEMARC.ACCESS.4v1",
  name: "provider-role-scope",
  severity: "error",
  title: "A provider holds a role only where the matrix says",
  rationale:
    "The same role is harmless over an administrative unit of ordinary staff and a way to every administrator over the whole directory.",
  evaluate(context) {
    const { directory } = context.attribution;
    const groups = groupRecords(context, (record, provider) => {
      if (record.kind !== "directory-role") return false;
      const entitled = entitledRoles(context, provider, record);
      if (entitled.some(({ scope }) => scope.toLowerCase() === record.scope.toLowerCase())) return false;
      if (entitled.length > 0) return true;
      return record.scope === "directory" && isScopable(directory.role(record.targetId ?? ""));
    });
    return groups.map(({ first, provider, labels, resource }) => {
      const entitled = entitledRoles(context, provider, first).map(({ scope }) => scope);
      const many = new Set(labels).size > 1;
      const verb =
        first.held === "eligible" ? (many ? "are eligible for" : "is eligible for") : many ? "hold" : "holds";
      const where = first.scope === "directory" ? "for the whole directory" : `over ${first.scope}`;
      const instead =
        entitled.length > 0
          ? `the matrix gives it over ${nameList(entitled)} only`
          : "though the role can be limited to an administrative unit and the matrix does not ask for more";
      const unit = context.entitlements.administrativeUnits[0];
      return {
        message: sentence(
          `${namesOf(labels, provider, context)} ${verb} ${first.target} ${where}; ${instead}`.replace(
            "; though",
            ", though",
          ),
        ),
        resource,
        remedy:
          entitled.length > 0
            ? `Set the scope of the assignment to ${nameList(entitled)}.`
            : `Assign it over an administrative unit${unit ? ` such as ${unit.displayName}` : ""} by a row of the matrix; if it has to be the whole directory, say so there with a reason (access.delegations, scope: directory).`,
      };
    });
  },
};
