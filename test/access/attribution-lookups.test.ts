import { describe, expect, test } from "vitest";
import { partyName } from "../../src/access/party.ts";
import type { PlannedLookup } from "../../src/plan/plan.ts";
import { TenantBuilder } from "../support/tenant-builder.ts";

const token = (name: string) => (name.includes(":") ? name : `azuread:index/${name}:${name}`);
const asking = (name: string, asked: PlannedLookup["asked"], deploymentIds: string[] = []) => {
  const lookup: PlannedLookup = { token: token(name), asked, id: "another", answeredBy: "placeholder" };
  return new TenantBuilder().attribution({ assumed: new Map([["id", lookup]]), deploymentIds });
};

describe("what a lookup finds has the party of what it asks for", () => {
  const reason = "the matrix does not list it, and neither its owners nor its tenant say whose it is";
  const domain = "is in the provider's domain tideway.example";
  test.each<[string, PlannedLookup["asked"], string]>([
    ["getUser", { userPrincipalName: "kim@tideway.example" }, `tideway: kim@tideway.example ${domain}`],
    ["getUser", { mail: "kim@tideway.example" }, `tideway: kim@tideway.example ${domain}`],
    ["getUser", { displayName: "Tideway admin" }, 'tideway: it is named after the provider ("tideway")'],
    ["getUser", { displayName: 7, mail: ["x"] }, "an unknown party: it has no address to go by"],
    ["getUserOutput", { mail: "kim@tideway.example" }, "an unknown party: it is known only when the program runs"],
    ["getGroup", { displayName: "MSP people" }, 'tideway: it is named after the provider ("msp")'],
    [
      "getGroup",
      { displayName: "People" },
      "an unknown party: the program only looks it up, and who is in it is not in sight",
    ],
    ["getServicePrincipal", { displayName: "Tideway RMM" }, 'tideway: it is named after the provider ("tideway")'],
    ["getServicePrincipal", { clientId: "pipeline" }, "the deploying identity: it runs the deployment"],
    ["getServicePrincipal", { applicationId: "pipeline" }, "the deploying identity: it runs the deployment"],
    ["getServicePrincipal", { clientId: "other", applicationId: "pipeline" }, `an unknown party: ${reason}`],
    [
      "getServicePrincipal",
      { clientId: 7, applicationId: "pipeline" },
      "the deploying identity: it runs the deployment",
    ],
    ["getApplication", { clientId: "PIPELINE" }, "the deploying identity: it runs the deployment"],
    ["getApplication", { displayName: "Tideway RMM" }, 'tideway: it is named after the provider ("tideway")'],
    ["getApplication", {}, `an unknown party: ${reason}`],
    ["getUsers", { userPrincipalNames: [] }, "an unknown party: it is known only when the program runs"],
    ["getDomains", {}, "an unknown party: it is known only when the program runs"],
  ])("%s %o", (name, asked, expected) => {
    const { party, because } = asking(name, asked, ["pipeline"]).partyOf("id");
    expect(`${partyName(party)}: ${because}`).toBe(expected);
  });
});

describe("a lookup in words", () => {
  test.each<[string, PlannedLookup["asked"], string]>([
    ["pulumi:pulumi:StackReference", { stack: "acme/prod", output: "admins" }, "output admins of stack acme/prod"],
    ["pulumi:pulumi:StackReference", { name: "acme/prod", output: "admins" }, "output admins of stack acme/prod"],
    [
      "pulumi:pulumi:StackReference",
      { name: "mine", stack: "acme/prod", output: "admins" },
      "output admins of stack acme/prod",
    ],
    ["pulumi:pulumi:StackReference", { stack: "acme/prod" }, "StackReference()"],
    ["getGroup", { displayName: "IT", output: "members" }, "members of IT"],
    ["getGroup", { displayName: "IT", mailNickname: "it", securityEnabled: true }, "getGroup(IT, it)"],
    [
      "azure-native:managedidentity:getUserAssignedIdentity",
      { group: "g", name: "n" },
      "getUserAssignedIdentity(g, n)",
    ],
    ["azure-native:managedidentity:getUserAssignedIdentity", { group: "g", output: 7 }, "getUserAssignedIdentity(g)"],
  ])("%s %o", (name, asked, words) => {
    const { assumedName } = asking(name, asked);
    expect(assumedName("id")).toBe(words);
    expect(assumedName("another")).toBeUndefined();
  });
});
