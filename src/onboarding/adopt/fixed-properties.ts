/**
 * Properties that an object has for its whole life: where the tenant's differ from the declared ones, a deployment that takes the object
 * over deletes it and makes another (the provider's ForceNew and CustomizeDiff in internal/services/groups/group_resource.go and
 * internal/services/conditionalaccess/named_location_resource.go of github.com/hashicorp/terraform-provider-azuread, v3.8.0).
 */

import type { PlannedResource } from "../../plan/plan.ts";
import { typeName } from "../../plan/provider-id.ts";
import type { Snapshot } from "../../tenant/snapshot.ts";

type Inputs = PlannedResource["inputs"];
type Group = Snapshot["collections"]["groups"][number];
type Location = Snapshot["collections"]["namedLocations"][number];

/** What of an object is fixed and otherwise than declared, as a clause; undefined when the deployment can take it over. */
export function fixedOtherwise(
  { type, inputs }: PlannedResource,
  id: string,
  { collections }: Snapshot,
): string | undefined {
  switch (typeName(type)) {
    case "Group":
    case "GroupWithoutMembers": {
      const group = collections.groups.find((each) => each.id === id);
      return group && ofGroup(inputs, group);
    }
    case "NamedLocation": {
      const location = collections.namedLocations.find((each) => each.id === id);
      return location && ofLocation(inputs, location);
    }
    default:
      return undefined;
  }
}

function ofGroup(inputs: Inputs, group: Group): string | undefined {
  const isAssignable = group.isAssignableToRole === true;
  if ((inputs["assignableToRole"] === true) !== isAssignable) {
    return isAssignable ? "can be given roles" : "cannot be given roles";
  }
  const declared = Array.isArray(inputs["types"]) ? inputs["types"].map(String) : [];
  const types = group.groupTypes ?? [];
  if (declared.toSorted().join() !== types.toSorted().join()) {
    return types.length === 0 ? "is an ordinary group" : `is of the type ${types.join(" and ")}`;
  }
  const nickname = inputs["mailNickname"];
  return typeof nickname === "string" && group.mailNickname != null && nickname !== group.mailNickname
    ? `has the mail nickname ${group.mailNickname}`
    : undefined;
}

function ofLocation(inputs: Inputs, location: Location): string | undefined {
  const isCountries = location["@odata.type"]?.endsWith("countryNamedLocation");
  if (isCountries === undefined || isCountries === (inputs["country"] !== undefined)) return undefined;
  return isCountries ? "is one of countries" : "is one of networks";
}
