import * as ofResourceGroup from "@pulumi/azure-native/maintenance/configurationAssignmentsForResourceGroup.js";
import * as ofSubscription from "@pulumi/azure-native/maintenance/configurationAssignmentsForSubscription.js";
import * as configurations from "@pulumi/azure-native/maintenance/maintenanceConfiguration.js";
import * as pulumi from "@pulumi/pulumi";
import type { MaintenanceWindow, UpdateEntitlement } from "../../src/entitlements/azure.ts";
import type { AzureGroups } from "./azure-groups.ts";
import type { AzureProviders } from "./azure-providers.ts";

export interface AzureUpdatesArgs {
  readonly updates: UpdateEntitlement;
  /** Where the windows are kept. */
  readonly subscriptionId: string;
  readonly location: string;
  readonly providers: AzureProviders;
  readonly groups: AzureGroups;
}

const reboots = { "if-required": "IfRequired", never: "Never", always: "Always" } as const;
const classifications = ["Critical", "Security"];
const machines = ["microsoft.compute/virtualmachines", "microsoft.hybridcompute/machines"];

/**
 * When machines are patched: one maintenance configuration for each ring, which takes in whatever machine of the scope carries the ring's
 * tag. (A machine must let Azure's schedule decide: patchMode AutomaticByPlatform with bypassPlatformSafetyChecksOnUserSchedule.)
 */
export class AzureUpdates extends pulumi.ComponentResource {
  readonly #args: AzureUpdatesArgs;

  constructor(name: string, args: AzureUpdatesArgs, options?: pulumi.ComponentResourceOptions) {
    super("demarc:index:AzureUpdates", name, {}, options);
    this.#args = args;
    for (const window of args.updates.windows) this.window(window);
    this.registerOutputs({});
  }

  private window(window: MaintenanceWindow): void {
    const { key, start, duration, every, scope, ring } = window;
    const { updates, subscriptionId, location, providers, groups } = this.#args;
    const configuration = new configurations.MaintenanceConfiguration(
      key,
      {
        resourceName: key,
        resourceGroupName: groups.named({ subscriptionId, name: updates.resourceGroup, location }, this),
        location,
        maintenanceScope: "InGuestPatch",
        visibility: "Custom",
        startDateTime: start,
        duration,
        timeZone: updates.timeZone,
        recurEvery: every,
        extensionProperties: { InGuestPatchMode: "User" },
        installPatches: {
          rebootSetting: reboots[updates.reboot],
          windowsParameters: { classificationsToInclude: classifications },
          linuxParameters: { classificationsToInclude: classifications },
        },
      },
      { parent: this, provider: providers(subscriptionId) },
    );
    const common = {
      configurationAssignmentName: key,
      maintenanceConfigurationId: configuration.id,
      filter: {
        resourceTypes: machines,
        tagSettings: { filterOperator: "All" as const, tags: { [updates.ringTag]: [ring] } },
      },
    };
    const within = { parent: this, provider: providers(scope.subscriptionId) };
    if (scope.resourceGroup === undefined) {
      new ofSubscription.ConfigurationAssignmentsForSubscription(key, common, within);
    } else {
      new ofResourceGroup.ConfigurationAssignmentsForResourceGroup(
        key,
        { ...common, resourceGroupName: scope.resourceGroup },
        within,
      );
    }
  }
}
