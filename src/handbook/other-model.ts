/** The matrix of a company as it would be in another model: what changes is told from its own rows. */

import { coreFunctionIds, type FunctionId, functionById } from "../catalogue/functions.ts";
import { alwaysInternal, type ServiceModelId } from "../catalogue/service-models.ts";
import { toolCategories } from "../catalogue/tool-categories.ts";
import { defaultProvider, INTERNAL, type PartyKey, type ResolvedRow, resolveRows } from "../matrix/parties.ts";
import type { FunctionRow, Matrix, Provider } from "../matrix/schema.ts";

/** A provider for a company that has none: what it would get is told all the same. */
const anyProvider: Provider = {
  name: "a provider",
  kind: "msp",
  tenantId: "00000000-0000-0000-0000-000000000001",
  domains: ["provider.invalid"],
  githubOrganisations: [],
  accounts: "guests",
  people: [{ name: "somebody", email: "somebody@provider.invalid" }],
  networks: [],
  principals: { users: [], groups: [], applications: [] },
  contract: { reference: "none", start: "2000-01-01", end: "2000-12-31", noticeDays: 0, exitDays: 1 },
};

/** Every function that the matrix or the core has, and who would do it. */
export function inModel(matrix: Matrix, model: ServiceModelId): Matrix {
  if (model === matrix.client.model) return matrix;
  const providers =
    model === "in-house" ? {} : Object.keys(matrix.providers).length > 0 ? matrix.providers : { provider: anyProvider };
  const now = new Map(resolveRows(matrix).map((row) => [row.functionId, row]));
  const ids = [...coreFunctionIds, ...[...now.keys()].filter((id) => functionById(id)?.core !== true)];
  return {
    ...matrix,
    client: { ...matrix.client, model },
    providers,
    functions: Object.fromEntries(ids.map((id) => [id, rowIn(model, id, providers, now.get(id))])),
    tools: Object.fromEntries(
      toolCategories.map(({ id, usualProvider, defaultOwner }) => {
        const row = matrix.tools[id] ?? { owner: defaultOwner, systems: [{ name: "to be chosen" }] };
        const { by: _, ...rest } = row;
        const owner =
          model === "in-house"
            ? INTERNAL
            : id === "identity"
              ? INTERNAL
              : model === "co-managed"
                ? defaultOwner
                : (ownProvider(row.owner, providers) ?? ofKind(providers, usualProvider));
        return [id, { ...rest, owner }];
      }),
    ),
  };
}

function rowIn(
  model: ServiceModelId,
  id: FunctionId,
  providers: Matrix["providers"],
  now: ResolvedRow | undefined,
): FunctionRow {
  const access = now?.row.access === undefined ? {} : { access: now.row.access };
  if (model === "in-house" || alwaysInternal.has(id)) return { owner: INTERNAL };
  const provider =
    (now?.provider !== undefined && now.provider in providers ? now.provider : undefined) ??
    (now?.support !== undefined && now.support.provider in providers ? now.support.provider : undefined) ??
    defaultProvider({ providers }, id) ??
    ofKind(providers, "msp");
  if (model === "fully-managed") return { owner: provider, ...access };
  const { defaultOwner = "internal", defaultSupport } = functionById(id) ?? {};
  if (defaultOwner === "internal") {
    return { owner: INTERNAL, ...(defaultSupport && { support: { by: provider, when: defaultSupport } }), ...access };
  }
  return defaultOwner === "joint"
    ? { owner: "joint", by: provider, accountable: INTERNAL, ...access }
    : { owner: provider, ...access };
}

const ownProvider = (owner: string, providers: Matrix["providers"]): PartyKey | undefined =>
  owner in providers ? owner : undefined;

/** The first provider of a kind, or the first of all. */
function ofKind(providers: Matrix["providers"], kind: Provider["kind"]): PartyKey {
  const keys = Object.keys(providers);
  return keys.find((key) => providers[key]?.kind === kind) ?? keys[0] ?? INTERNAL;
}
