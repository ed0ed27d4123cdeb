import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { resourceNames, tokenOf } from "../../../src/resources/tokens.ts";
import { translators } from "../../../src/tenant/resources/table.ts";
import { understandingOf } from "../../../src/tenant/resources/understanding.ts";

/** Every type of the installed SDK. */
function sdkTypes(): string[] {
  const directory = dirname(createRequire(import.meta.url).resolve("@pulumi/azuread"));
  return readdirSync(directory)
    .filter((file) => file.endsWith(".js"))
    .flatMap(
      (file) => /__pulumiType = '(azuread:index\/[^']+)'/.exec(readFileSync(join(directory, file), "utf8"))?.[1] ?? [],
    );
}

describe("every azuread type", () => {
  const types = sdkTypes();

  test("is translated or known to be harmless", () => {
    expect(types.length).toBeGreaterThan(50);
    expect(types.filter((type) => understandingOf(type) === "not understood")).toEqual([]);
  });

  test("that is translated exists", () => {
    const own = resourceNames.map(tokenOf);
    expect([...translators.keys()].filter((type) => !types.includes(type))).toEqual(own);
  });
});

test.each([
  ["azure-native:authorization:RoleAssignment", "arm"],
  ["azure-native:authorization/v20220401:RoleAssignment", "arm"],
  ["azure-native_authorization_v20220401:authorization:RoleAssignment", "arm"],
  ["azure-native:authorization:RoleDefinition", "arm"],
  ["azure-native:managedservices:RegistrationDefinition", "arm"],
  ["azure-native:operationalinsights:Workspace", "arm"],
  ["azure-native:aadiam:DiagnosticSetting", "arm"],
  ["azure-native:monitor:ScheduledQueryRule", "arm"],
  ["azure-native:authorization:SomethingNew", "not understood"],
  ["azure-native:resources:Deployment", "not understood"],
  ["azure-native:resources/v20210401:DeploymentAtSubscriptionScope", "not understood"],
  ["azure:authorization/assignment:Assignment", "arm"],
  ["azure:pim/eligibleRoleAssignment:EligibleRoleAssignment", "arm"],
  ["azure:pim/roleManagementPolicy:RoleManagementPolicy", "not understood"],
  ["azure:management/lock:Lock", "arm"],
  ["command:local:Command", "not understood"],
  ["pulumi-nodejs:dynamic:Resource", "not understood"],
  ["pulumi-nodejs:demarc:RestrictedAdministrativeUnit", "translated"],
  ["pulumi-nodejs:demarc:SomethingElse", "not understood"],
  ["okta:index/group:Group", "not understood"],
  ["random:index/randomPassword:RandomPassword", "harmless"],
  ["pulumi:providers:azuread", "harmless"],
])("%s is %s", (type, understanding) => {
  expect(understandingOf(type)).toBe(understanding);
});
