import * as resourceGroups from "@pulumi/azure-native/resources/resourceGroup.js";
import type * as pulumi from "@pulumi/pulumi";
import { slug } from "../../src/entitlements/names.ts";
import type { AzureProviders } from "./azure-providers.ts";

export interface GroupPlace {
  readonly subscriptionId: string;
  readonly name: string;
  readonly location: string;
}

/**
 * Resource groups of a stack, each made once whoever asks for it first: Azure has one of a name in a subscription, in any case, and the
 * provider makes nothing that exists.
 */
export class AzureGroups {
  readonly #providers: AzureProviders;
  readonly #made = new Map<string, pulumi.Output<string>>();
  readonly #names = new Set<string>();

  constructor(providers: AzureProviders) {
    this.#providers = providers;
  }

  /** Name of the group, which is made where nobody has asked for it yet. */
  named(place: GroupPlace, parent: pulumi.Resource, logicalName = slug(place.name)): pulumi.Output<string> {
    const { subscriptionId, name, location } = place;
    const key = `${subscriptionId} ${name}`.toLowerCase();
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    // Groups of one name in two subscriptions are two.
    const unique = this.#names.has(logicalName) ? `${logicalName}-${subscriptionId.toLowerCase()}` : logicalName;
    this.#names.add(unique);
    const group = new resourceGroups.ResourceGroup(
      unique,
      { resourceGroupName: name, location },
      { parent, provider: this.#providers(subscriptionId) },
    );
    this.#made.set(key, group.name);
    return group.name;
  }
}
