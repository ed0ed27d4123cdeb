/** Which identity a plan says it is deployed by. */

import { describe, expect, test } from "vitest";
import { askedDeployers, namedDeployers } from "../../policies/deployment.ts";
import { deployingClientId } from "../../src/plan/client-ids.ts";
import { lookup, planned, planOf } from "../support/plans.ts";
import { harbourWorld, tideway } from "../support/tenant-builder.ts";

const { matrix } = harbourWorld;
const clientId = "c2b0a9a4-6a52-4a44-9d6e-3f4c4f6f0d11";
const provider = (inputs: Readonly<Record<string, unknown>>, type = "pulumi:providers:azuread") =>
  planned(type, "entra", inputs);
const byProvider = { clientId, namedBy: provider({}).urn };
const byConfiguration = { clientId, namedBy: "azuread:clientId" };

describe("the identity that a provider is configured with", () => {
  test.each<[string, ReturnType<typeof provider>, (typeof byProvider)[]]>([
    ["is named", provider({ clientId }), [byProvider]],
    ["is named for the client's tenant", provider({ clientId, tenantId: matrix.client.tenantId }), [byProvider]],
    ["whatever its spelling", provider({ clientId, tenantId: matrix.client.tenantId.toUpperCase() }), [byProvider]],
    ["is named where the tenant is left open", provider({ clientId, tenantId: "" }), [byProvider]],
    ["is named where the tenant is not known yet", provider({ clientId, tenantId: { a: 1 } }), [byProvider]],
    ["is not that of another tenant", provider({ clientId, tenantId: tideway.tenantId }), []],
    ["is not there", provider({}), []],
    ["is empty", provider({ clientId: "" }), []],
    ["is not known yet", provider({ clientId: { "demarc:unknown": true, from: [] } }), []],
    [
      "is named where Demarc's own resources run",
      provider({ "azuread:clientId": clientId }, "pulumi:providers:pulumi-nodejs"),
      [{ clientId, namedBy: provider({}, "pulumi:providers:pulumi-nodejs").urn }],
    ],
    [
      "is not that of another tenant where they run",
      provider(
        { "azuread:clientId": clientId, "azuread:tenantId": tideway.tenantId },
        "pulumi:providers:pulumi-nodejs",
      ),
      [],
    ],
    ["is another provider's business", provider({ clientId }, "pulumi:providers:azure-native"), []],
  ])("%s", (_, resource, expected) => {
    expect(namedDeployers(planOf([resource]), matrix)).toEqual(expected);
  });
});

describe("the identity in the stack's configuration", () => {
  test.each<[string, Readonly<Record<string, string>>, (typeof byProvider)[]]>([
    ["is named", { "azuread:clientId": clientId }, [byConfiguration]],
    [
      "is named for the client's tenant",
      { "azuread:clientId": clientId, "azuread:tenantId": matrix.client.tenantId },
      [byConfiguration],
    ],
    ["is not that of another tenant", { "azuread:clientId": clientId, "azuread:tenantId": tideway.tenantId }, []],
    ["is not there", { "azuread:tenantId": matrix.client.tenantId }, []],
  ])("%s", (_, configuration, expected) => {
    expect(namedDeployers({ ...planOf([]), configuration }, matrix)).toEqual(expected);
  });

  test("comes after that of a provider", () => {
    const plan = { ...planOf([provider({ clientId })]), configuration: { "azuread:clientId": clientId } };
    expect(namedDeployers(plan, matrix)).toEqual([byProvider, byConfiguration]);
  });
});

test("a program asks for it by getClientConfig, and by nothing else", () => {
  const me = lookup("getClientConfig", {});
  const other = lookup("getUser", { userPrincipalName: "x@harbourdental.example" });
  expect(askedDeployers(planOf([], [other, me]))).toEqual([deployingClientId(me.token)]);
});
