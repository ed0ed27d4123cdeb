/** Where a tenant is read from: a stack's embedded tenant, in its file or served, or Microsoft Graph. One reader for all of them. */

import { loadMatrix } from "../matrix/load.ts";
import type { Matrix } from "../matrix/schema.ts";
import { type GraphClient, type GraphClientOptions, graphClient } from "../review/collect/client.ts";
import { type CloudName, clouds } from "../review/collect/clouds.ts";
import { collectSnapshot } from "../review/collect/collect-snapshot.ts";
import { type Held, heldPermissions, tenantOf } from "../review/collect/permissions.ts";
import type { Snapshot } from "../tenant/snapshot.ts";
import { tenantFetch } from "../tenant/tenant-fetch.ts";
import { type CredentialName, openCredential, tokenSource } from "./credential.ts";
import { UsageError } from "./errors.ts";
import { isServedElsewhere, servedAccess, servedEnvironment } from "./served-tenant.ts";
import type { Stack } from "./stacks.ts";
import { openStackTenant } from "./tenant-file.ts";

/** A tenant that can be read. */
export interface TenantSource {
  readonly tenantId: string;
  readonly source: "embedded" | "microsoft-graph";
  readonly graph: GraphClient;
  readonly azure?: { readonly client: GraphClient; readonly subscriptionIds: readonly string[] };
  /** What the token is good for, where it says so. */
  readonly held: Held | undefined;
}

/** How one signs in to the real Entra ID. */
export interface SignIn {
  readonly credential: CredentialName;
  readonly cloud: CloudName;
  /** False: Azure is left out. */
  readonly azure: boolean;
}

/** Whose tenant: a stack's, a matrix's, or one that is only named. */
export interface TenantTarget {
  readonly stack?: Stack;
  readonly matrix?: Matrix;
  readonly tenantId?: string;
}

/** Opens a tenant for as long as `use` runs. */
export async function withTenant<T>(
  target: TenantTarget,
  signIn: SignIn,
  use: (source: TenantSource) => Promise<T>,
): Promise<T> {
  const { stack } = target;
  if (stack?.target === "embedded") return embeddedTenant(stack, target.matrix, signIn, use);
  const tenantId = target.tenantId ?? target.matrix?.client.tenantId;
  if (tenantId === undefined) {
    throw new UsageError("nothing says which tenant", "--stack NAME, --matrix FILE or --tenant ID");
  }
  const cloud = clouds[signIn.cloud];
  const credential = openCredential(signIn.credential, cloud, tenantId);
  const graphToken = tokenSource(credential, cloud.graph);
  const token = await graphToken();
  const signedInTo = tenantOf(token);
  if (signedInTo !== undefined && signedInTo !== tenantId.toLowerCase()) {
    throw new UsageError(
      `one is signed in to tenant ${signedInTo}, but ${tenantId} was asked for`,
      "sign in to that one, or correct client.tenantId",
    );
  }
  const held = heldPermissions(token);
  const subscriptionId = target.matrix?.azure?.subscriptionId;
  return use({
    tenantId,
    source: "microsoft-graph",
    graph: graphClient({ baseUrl: cloud.graph, token: graphToken }),
    held,
    ...(signIn.azure && {
      azure: {
        client: graphClient({ baseUrl: cloud.azure, token: tokenSource(credential, cloud.azure) }),
        subscriptionIds: subscriptionId === undefined ? [] : [subscriptionId],
      },
    }),
  });
}

async function embeddedTenant<T>(
  stack: Stack,
  given: Matrix | undefined,
  { azure }: SignIn,
  use: (source: TenantSource) => Promise<T>,
): Promise<T> {
  const matrix = given ?? loadMatrix(stack.matrixFile).matrix;
  const subscriptionId = azure ? matrix.azure?.subscriptionId : undefined;
  let opened: ReturnType<typeof openStackTenant>;
  try {
    opened = openStackTenant(stack);
  } catch (error) {
    const served = isServedElsewhere(error) ? servedEnvironment(stack) : undefined;
    if (served === undefined) throw error;
    const { tenantId, ...access } = servedAccess(served);
    const held = heldPermissions(await access.token());
    return use(embedded(subscriptionId, tenantId, () => access, held));
  }
  try {
    // The request never leaves the process: there is nobody to show a token to.
    const access = { token: async () => "embedded", fetch: tenantFetch(opened.tenant) };
    return await use(
      embedded(subscriptionId, opened.tenant.facts.tenantId, (baseUrl) => ({ baseUrl, ...access }), undefined),
    );
  } finally {
    opened.close();
  }
}

function embedded(
  subscriptionId: string | undefined,
  tenantId: string,
  access: (service: string) => GraphClientOptions,
  held: Held | undefined,
): TenantSource {
  return {
    tenantId,
    source: "embedded",
    graph: graphClient(access(clouds.global.graph)),
    // An embedded tenant that gives its identity no permissions asks nobody for any.
    held: held?.permissions.size === 0 ? undefined : held,
    ...(subscriptionId !== undefined && {
      azure: { client: graphClient(access(clouds.global.azure)), subscriptionIds: [subscriptionId] },
    }),
  };
}

/**
 * A snapshot of the stack's tenant, in memory: from its file, over HTTPS while `demarc tenant` serves it, or from Entra ID with whatever
 * credential the environment has.
 */
export function collectStackTenant(stack: Stack): Promise<Snapshot> {
  const { matrix } = loadMatrix(stack.matrixFile);
  return withTenant({ stack, matrix }, { credential: "default", cloud: "global", azure: true }, (source) =>
    collectSnapshot(source.graph, {
      tenantId: source.tenantId,
      source: source.source,
      now: new Date().toISOString(),
      ...(source.azure !== undefined && { azure: source.azure }),
      ...(source.held !== undefined && { permissions: source.held.permissions }),
    }),
  );
}
