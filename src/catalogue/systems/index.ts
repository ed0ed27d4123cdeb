/** The systems that a matrix can name, by stable id. Any other system can be named in the matrix by name. */

import { type ToolCategory, toolCategoryById } from "../tool-categories.ts";
import { acronis } from "./acronis.ts";
import { action1 } from "./action1.ts";
import { atera } from "./atera.ts";
import { automox } from "./automox.ts";
import { autotask } from "./autotask.ts";
import { confluence } from "./confluence.ts";
import { connectwisePsa } from "./connectwise-psa.ts";
import { crowdstrike } from "./crowdstrike.ts";
import { dattoBcdr } from "./datto-bcdr.ts";
import { dattoRmm } from "./datto-rmm.ts";
import { freshservice } from "./freshservice.ts";
import { halopsa } from "./halopsa.ts";
import { hudu } from "./hudu.ts";
import { huntress } from "./huntress.ts";
import { itGlue } from "./it-glue.ts";
import { jamf } from "./jamf.ts";
import { jiraServiceManagement } from "./jira-service-management.ts";
import { jumpcloud } from "./jumpcloud.ts";
import { manageengineEndpointCentral } from "./manageengine-endpoint-central.ts";
import { manageenginePatchManagerPlus } from "./manageengine-patch-manager-plus.ts";
import { microsoftDefenderForEndpoint } from "./microsoft-defender-for-endpoint.ts";
import { microsoftEntraId } from "./microsoft-entra-id.ts";
import { microsoftIntune } from "./microsoft-intune.ts";
import { ninjaone } from "./ninjaone.ts";
import { okta } from "./okta.ts";
import { openframe } from "./openframe.ts";
import { sentinelone } from "./sentinelone.ts";
import { servicenow } from "./servicenow.ts";
import { superops } from "./superops.ts";
import type { NamedSystem } from "./system.ts";
import { tacticalRmm } from "./tactical-rmm.ts";
import { veeam } from "./veeam.ts";

/** Every named system, in the order of `systemIds`. */
export const systems: readonly NamedSystem[] = [
  microsoftEntraId,
  okta,
  jumpcloud,
  microsoftIntune,
  manageengineEndpointCentral,
  jamf,
  ninjaone,
  dattoRmm,
  atera,
  tacticalRmm,
  connectwisePsa,
  autotask,
  halopsa,
  superops,
  servicenow,
  freshservice,
  jiraServiceManagement,
  action1,
  automox,
  manageenginePatchManagerPlus,
  hudu,
  itGlue,
  confluence,
  sentinelone,
  crowdstrike,
  microsoftDefenderForEndpoint,
  huntress,
  dattoBcdr,
  veeam,
  acronis,
  openframe,
];

const byId: ReadonlyMap<string, NamedSystem> = new Map(systems.map((entry) => [entry.id, entry]));

/** A named system by id, or undefined. */
export function systemById(id: string): NamedSystem | undefined {
  return byId.get(id);
}

/** Who owns it where a matrix says nothing: as its category; an all-in-one platform is the provider's, which works in it. */
export function ownerByDefault({ category }: Pick<NamedSystem, "category">): ToolCategory["defaultOwner"] {
  return category === "platform" ? "provider" : (toolCategoryById(category)?.defaultOwner ?? "internal");
}
