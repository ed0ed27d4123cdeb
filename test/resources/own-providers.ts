/** The dynamic providers over an embedded tenant, called in the order in which the engine calls them. */

import type { DynamicProvider } from "../../src/resources/dynamic-provider.ts";
import { graphClient } from "../../src/resources/graph-client.ts";
import { providersOver } from "../../src/resources/providers.ts";
import type { ResourceName } from "../../src/resources/tokens.ts";
import type { Properties } from "../../src/resources/unknown.ts";
import type { MisbehaviourOptions } from "../../src/tenant/misbehaviour.ts";
import type { EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { tenantFetch } from "../../src/tenant/tenant-fetch.ts";

interface Sent {
  readonly method: string;
  readonly path: string;
}

export interface OwnProviders {
  readonly of: Readonly<Record<ResourceName, DynamicProvider>>;
  /** What was written, in order; empties itself when read. */
  takeWrites(): string[];
}

/** The providers as a deployment to this tenant has them. */
export function ownProviders(tenant: EmbeddedTenant, misbehaviour?: MisbehaviourOptions): OwnProviders {
  let sent: Sent[] = [];
  const sleep = async () => undefined;
  const inner = tenantFetch(tenant, { sleep, ...(misbehaviour && { misbehaviour }) });
  const client = graphClient({
    graph: "https://graph.microsoft.com",
    token: async () => "a-token",
    sleep,
    fetch: (url, init) => {
      sent.push({ method: init.method ?? "GET", path: new URL(url).pathname });
      return inner(url, init);
    },
  });
  return {
    of: providersOver(async () => client),
    takeWrites: () => {
      const writes = sent.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);
      sent = [];
      return writes;
    },
  };
}

export interface Deployed {
  readonly id: string;
  readonly outs: Properties;
}

/** What `pulumi up` does with a resource that is new. Fails where the inputs are refused. */
export async function create(provider: DynamicProvider, inputs: Properties): Promise<Deployed> {
  return provider.create(await checked(provider, {}, inputs));
}

/** What `pulumi up` would do with a resource that exists. */
export async function difference(provider: DynamicProvider, { id, outs }: Deployed, inputs: Properties) {
  return provider.diff(id, outs, await checked(provider, outs, inputs));
}

/** What `pulumi up` does with a resource that exists, when it changes in place. */
export async function update(provider: DynamicProvider, old: Deployed, inputs: Properties): Promise<Deployed> {
  const { outs } = await provider.update(old.id, old.outs, await checked(provider, old.outs, inputs));
  return { id: old.id, outs };
}

/** What `pulumi refresh` does; undefined when the resource is gone. */
export async function refresh(provider: DynamicProvider, { id, outs }: Deployed): Promise<Deployed | undefined> {
  const found = await provider.read(id, outs);
  return found.id === undefined ? undefined : { id: found.id, outs: found.props ?? {} };
}

async function checked(provider: DynamicProvider, olds: Properties, news: Properties): Promise<Properties> {
  const { inputs, failures } = await provider.check(olds, { ...news, __provider: "code" });
  if (failures.length > 0) throw new Error(failures.map(({ property, reason }) => `${property}: ${reason}`).join(" "));
  return { ...inputs, __provider: "code" };
}
