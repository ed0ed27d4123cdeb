import { Provider } from "@pulumi/azure-native/provider.js";
import type * as pulumi from "@pulumi/pulumi";

/** The Azure provider of a subscription, by its id in any case. */
export type AzureProviders = (subscriptionId: string) => Provider;

/** One provider for each subscription, made when something is first declared in it. */
export function azureProviders(
  own: { readonly subscriptionId: string; readonly provider: Provider },
  options: pulumi.ResourceOptions,
): AzureProviders {
  const made = new Map([[own.subscriptionId.toLowerCase(), own.provider]]);
  return (subscriptionId) => {
    const key = subscriptionId.toLowerCase();
    const provider = made.get(key) ?? new Provider(`azure-${key}`, { subscriptionId }, options);
    made.set(key, provider);
    return provider;
  };
}
