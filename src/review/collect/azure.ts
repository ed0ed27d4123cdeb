/** Reads what Azure Resource Manager shows: management groups and subscriptions first, then each of them. */

import { asObject, asText } from "../../tenant/entity.ts";
import { type AzureReader, azureReaders, azureScopeReaders, vaultReaders } from "./azure-readers.ts";
import type { AzureOptions } from "./collect.ts";
import { type Failures, notAsked } from "./failures.ts";
import { keptResource } from "./kept.ts";
import type { PageStore } from "./page-store.ts";
import { type GraphObject, GraphReadError } from "./read-error.ts";
import { azureScopeStream, azureStream } from "./stream-names.ts";
import { StreamReader, type Tally } from "./streams.ts";

interface AzureCollection {
  readonly store: PageStore;
  readonly tally: Tally;
  readonly failures: Failures;
  readonly broken: Set<string>;
  readonly report: () => void;
}

/** Azure's lists have pages of a few hundred to a thousand; the first is all there is of most. */
const pageSize = 200;

/** @param options without `azure` nothing is read, and the snapshot says so */
export async function collectAzure(
  options: { readonly tenantId: string; readonly azure?: AzureOptions },
  collection: AzureCollection,
): Promise<void> {
  const { azure, tenantId } = options;
  const { store, tally, failures, broken, report } = collection;
  if (azure === undefined) {
    const message = "Azure was not asked about, so nothing in it was read.";
    failures.add("armResources", "Azure", new GraphReadError(0, notAsked, message, "/"));
    return;
  }
  const streams = new StreamReader(azure.client, store, tally);
  const read = async (reader: AzureReader, stream: string, scope: string) => {
    const keep = (object: GraphObject) => {
      const resource = keptResource(object, reader.type);
      // Through Lighthouse, somebody else's subscriptions may be on the list.
      return reader === azureScopeReaders.subscription && isForeign(resource, tenantId) ? undefined : resource;
    };
    const path = reader.path.replace("{scope}", scope);
    try {
      await streams.list(stream, path, { keep, pageSize, single: reader.single === true, onPage: report }, scope);
    } catch (error) {
      failures.add("armResources", scope === "" ? reader.what : `${reader.what} of ${scope}`, error);
      if (scope === "") broken.add(stream);
    }
  };
  const scopes = {
    tenant: [""],
    "management-group": [] as string[],
    subscription: [] as string[],
    vault: [] as string[],
    "eligible-below": [] as string[],
  };
  for (const kind of ["management-group", "subscription"] as const) {
    const stream = azureScopeStream(kind);
    await read(azureScopeReaders[kind], stream, "");
    for await (const { items } of store.pages(stream)) {
      for (const { id } of items) scopes[kind].push(String(id));
    }
  }
  for (const id of azure.subscriptionIds ?? []) {
    const path = `/subscriptions/${encodeURIComponent(id)}`;
    if (!scopes.subscription.some((known) => known.toLowerCase() === path.toLowerCase()))
      scopes.subscription.push(path);
  }
  const readAll = (wanted: (reader: AzureReader) => boolean) =>
    Promise.all(
      azureReaders.map(async (reader, index) => {
        if (!wanted(reader)) return;
        for (const scope of scopes[reader.scope]) await read(reader, azureStream(index), scope);
      }),
    );
  const isFollowing = ({ scope }: AzureReader) => scope === "vault" || scope === "eligible-below";
  await readAll((reader) => !isFollowing(reader));
  for (const reader of vaultReaders) {
    for await (const { items } of store.pages(azureStream(azureReaders.indexOf(reader)))) {
      for (const { id } of items) scopes.vault.push(String(id));
    }
  }
  const below = new Set<string>();
  for (const [index, { path }] of azureReaders.entries()) {
    if (!path.includes("/roleEligibilityScheduleInstances?")) continue;
    for await (const { items } of store.pages(azureStream(index))) {
      for (const { properties } of items) {
        const at = asText(asObject(properties)?.["scope"]);
        if (at !== undefined && /^\/subscriptions\/[^/]+\//i.test(at)) below.add(at.toLowerCase());
      }
    }
  }
  scopes["eligible-below"].push(...below);
  await readAll(isFollowing);
}

function isForeign(subscription: GraphObject, tenantId: string): boolean {
  const home = asText(asObject(subscription["properties"])?.["tenantId"]);
  return home !== undefined && home.toLowerCase() !== tenantId.toLowerCase();
}
