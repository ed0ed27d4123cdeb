/** What each kind asks of Graph where the embedded tenant has no such state: somebody was there in between, or nothing is. */

import { describe, expect, test } from "vitest";
import { type GraphClient, GraphError } from "../../src/resources/graph-client.ts";
import { partnerKind, rolePolicyKind, unitKind } from "../../src/resources/kinds.ts";
import { providersOver } from "../../src/resources/providers.ts";
import { isOwnProvider, providerText, resourceNames } from "../../src/resources/tokens.ts";
import type { Properties } from "../../src/resources/unknown.ts";

const tenantId = "9c2a8f10-63d4-4b7b-8a55-1f0e9d3c7b21";
const unit = "0f0e0d0c-0000-4000-8000-000000000009";
const off = { isMfaAccepted: false, isCompliantDeviceAccepted: false, isHybridAzureADJoinedDeviceAccepted: false };

/** A Graph that answers this, and notes what is written. */
function graphWith({ got, listed = [], posting }: { got?: Properties; listed?: Properties[]; posting?: Error }) {
  const written: unknown[] = [];
  const client: GraphClient = {
    origin: "https://graph.microsoft.com",
    get: async () => got,
    getNew: async () => got ?? {},
    list: async () => listed,
    post: async (path, body, concernsNew) => {
      written.push(["POST", path, body, concernsNew]);
      if (posting !== undefined) throw posting;
      return { id: unit };
    },
    patch: async (path, body) => void written.push(["PATCH", path, body]),
    remove: async (path) => void written.push(["DELETE", path]),
  };
  return { connect: async () => client, written };
}

describe("a partner", () => {
  const path = `/v1.0/policies/crossTenantAccessPolicy/partners/${tenantId}`;

  test.each<[string, Properties, Properties, unknown[]]>([
    [
      "that somebody changed since is brought back",
      { inboundTrust: off, isServiceProvider: false },
      { isServiceProvider: true },
      [["PATCH", path, { isServiceProvider: true }]],
    ],
    [
      "that is as declared is left alone",
      { inboundTrust: off, isServiceProvider: true },
      { isServiceProvider: true },
      [],
    ],
    ["whose kind is Microsoft's business is left alone", { inboundTrust: off, isServiceProvider: false }, {}, []],
  ])("%s", async (_, got, more, expected) => {
    const { connect, written } = graphWith({ got });
    const before = { tenantId, inboundTrust: off };
    await partnerKind(connect).update(tenantId, before, { ...before, ...more });
    expect(written).toEqual(expected);
  });
});

describe("what is gone when it is to be changed", () => {
  const notFound = new GraphError(404, "Request_ResourceNotFound", "no such thing");

  test("is not written to, and the person is told to refresh", async () => {
    const { connect, written } = graphWith({});
    await expect(partnerKind(connect).update(tenantId, {}, { tenantId, inboundTrust: off })).rejects.toThrow(
      `Cross-tenant access settings for ${tenantId}: there is none in the tenant any more, somebody deleted it. Run \`pulumi refresh\``,
    );
    expect(written).toEqual([]);
  });

  test.each<[string, Partial<GraphClient>, Properties]>([
    ["renamed", { patch: () => Promise.reject(notFound) }, { displayName: "Other" }],
    ["filled", { list: () => Promise.reject(notFound) }, { displayName: "S", members: ["b"] }],
  ])("is told of a unit that was to be %s", async (_, failing, after) => {
    const client = { ...(await graphWith({}).connect()), ...failing };
    await expect(unitKind(async () => client).update(unit, { displayName: "S" }, after)).rejects.toThrow(
      `Administrative unit ${unit}: there is none in the tenant any more`,
    );
  });

  test("is not what is meant where a member does not exist", async () => {
    const { connect } = graphWith({ posting: notFound });
    await expect(unitKind(connect).update(unit, {}, { members: ["b"] })).rejects.toThrow(
      "The tenant has no user, device or group with the id b to be a member. no such thing",
    );
  });
});

describe("a creation that was not answered", () => {
  const lost = () => new GraphError(504, "GatewayTimeout", "POST: no answer (HTTP 504, GatewayTimeout)");

  test.each([
    ["has made a partner that is there now", true],
    ["has made no partner where none is there now", false],
  ])("%s", async (_, isMade) => {
    let asked = 0;
    const client: GraphClient = {
      ...(await graphWith({ posting: lost() }).connect()),
      get: async () => (asked++ > 0 && isMade ? { tenantId } : undefined),
    };
    const creating = partnerKind(async () => client).create({ tenantId });
    await (isMade
      ? expect(creating).resolves.toMatchObject({ id: tenantId })
      : expect(creating).rejects.toThrow("504"));
  });

  test("may have made a unit: the person is told to look", async () => {
    const creating = unitKind(graphWith({ posting: lost() }).connect).create({ displayName: "S" });
    await expect(creating).rejects.toThrow(
      "HTTP 504, GatewayTimeout) Whether the unit was made all the same is not known. Look for one called S before you deploy again",
    );
  });

  test("is no question where Graph refused it", async () => {
    const posting = new GraphError(400, "BadRequest", "no");
    await expect(unitKind(graphWith({ posting }).connect).create({ displayName: "S" })).rejects.toThrow(/^no$/);
  });
});

describe("a request that Graph forbids", () => {
  const forbidden = () => new GraphError(403, "Authorization_RequestDenied", "Insufficient (HTTP 403, x)");
  const forbidding = async (): Promise<GraphClient> => ({
    ...(await graphWith({}).connect()),
    get: () => Promise.reject(forbidden()),
    list: () => Promise.reject(forbidden()),
    remove: () => Promise.reject(forbidden()),
    post: () => Promise.reject(forbidden()),
  });

  test.each([
    ["CrossTenantAccessPartner", "Policy.ReadWrite.CrossTenantAccess"],
    ["DirectoryRoleManagementPolicy", "RoleManagementPolicy.ReadWrite.Directory"],
    ["RestrictedAdministrativeUnit", "AdministrativeUnit.ReadWrite.All"],
  ] as const)("is told with the permission that it takes: %s", async (name, permission) => {
    const provider = providersOver(forbidding)[name];
    const sentence = `Insufficient (HTTP 403, x) The identity that deploys needs the application permission ${permission} of Microsoft Graph`;
    for (const work of [
      () => provider.create({ tenantId, displayName: "S", roleDefinitionId: tenantId }),
      () => provider.read(unit, {}),
      () => provider.delete(unit, {}),
    ]) {
      await expect(work()).rejects.toThrow(sentence);
    }
  });

  test("as are those after a unit was made, which stays known", async () => {
    const client = { ...(await forbidding()), getNew: async () => ({}), post: posting([{ id: unit }, forbidden()]) };
    const provider = providersOver(async () => client).RestrictedAdministrativeUnit;
    await expect(provider.create({ displayName: "S", members: [tenantId] })).rejects.toMatchObject({
      id: unit,
      message: expect.stringContaining("needs the application permission AdministrativeUnit.ReadWrite.All"),
    });
  });
});

/** Answers one after the other. */
function posting(answers: (Properties | Error)[]): GraphClient["post"] {
  return async () => {
    const answer = answers.shift() ?? {};
    if (answer instanceof Error) throw answer;
    return answer;
  };
}

test("the stack's configuration is handed on before anything is connected", async () => {
  const told: unknown[] = [];
  const config = new Map([["azuread:tenantId", tenantId]]);
  const providers = providersOver(
    () => Promise.reject(new Error("not yet")),
    (stack) => told.push(stack),
  );
  await providers.RestrictedAdministrativeUnit.configure({ config });
  expect(told).toEqual([config]);
});

describe("a unit", () => {
  const restricted = { displayName: "S", isMemberManagementRestricted: true };
  const members = `/v1.0/directory/administrativeUnits/${unit}/members`;

  test.each<[string, Properties, readonly string[] | undefined]>([
    ["nothing is known of it", {}, ["a"]],
    ["the program says who is in it", { displayName: "S", members: [] }, ["a"]],
    ["the program does not", { displayName: "S" }, undefined],
  ])("is read with its members where %s", async (_, known, expected) => {
    const { connect } = graphWith({ got: restricted, listed: [{ id: "A" }, {}] });
    expect((await unitKind(connect).read(unit, known))?.["members"]).toEqual(expected);
  });

  test("takes a member that is in it already for one that was taken in, and asks again for a new one", async () => {
    const posting = new GraphError(400, "Request_BadRequest", "One or more references already exist");
    const { connect, written } = graphWith({ posting });
    await unitKind(connect).update(unit, restricted, { ...restricted, members: ["b"] });
    const reference = { "@odata.id": "https://graph.microsoft.com/v1.0/directoryObjects/b" };
    expect(written).toEqual([["POST", `${members}/$ref`, reference, true]]);
  });

  test.each([new GraphError(400, "Request_BadRequest", "m"), new Error("already exist")])(
    "fails for %s",
    async (posting) => {
      const { connect } = graphWith({ posting });
      const update = unitKind(connect).update(unit, restricted, { ...restricted, members: ["b"] });
      await expect(update).rejects.toThrow(posting);
    },
  );

  test("that was made, and not filled, is told with all but its members", async () => {
    const { connect, written } = graphWith({ got: restricted });
    const client = await connect();
    const halting: GraphClient = {
      ...client,
      post: (path, body) => (path.endsWith("$ref") ? Promise.reject(new Error("no")) : client.post(path, body)),
    };
    const inputs = { displayName: "S", visibility: "Public", members: ["b"] };
    const failed: unknown = await unitKind(async () => halting)
      .create(inputs)
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({
      message: "no",
      id: unit,
      properties: { displayName: "S", visibility: "Public", members: [] },
      reasons: ["no"],
    });
    expect(written).toHaveLength(1);
  });
});

describe("the settings of a role that is not there", () => {
  const roleDefinitionId = "62e90394-69f5-4237-9190-012177145e10";

  test("cannot be set, are nothing to read, and nothing to delete", async () => {
    const kind = rolePolicyKind(graphWith({}).connect);
    await expect(kind.create({ roleDefinitionId })).rejects.toThrow(
      `The tenant has no PIM settings for the role ${roleDefinitionId}. Give the template id of a built-in role or the id of a custom one; PIM needs Microsoft Entra ID P2.`,
    );
    expect(await kind.read(roleDefinitionId, {})).toBeUndefined();
    await kind.delete(roleDefinitionId, {});
  });

  test("and whose rules Graph does not show are Microsoft's", async () => {
    const { connect } = graphWith({ listed: [{ policyId: "p" }] });
    expect(await rolePolicyKind(connect).read(roleDefinitionId, {})).toMatchObject({
      activationRules: { maximumDuration: "PT8H" },
    });
  });
});

test("only the code of these resources is theirs", () => {
  const codes = resourceNames.map(providerText);
  expect(codes.map(isOwnProvider)).toEqual([true, true, true]);
  expect(new Set(codes).size).toBe(3);
  for (const other of [...codes.map((code) => `${code} `), "", undefined]) expect(isOwnProvider(other)).toBe(false);
});
