/** Which objects convey access, and what of it gives roles in Azure. */

import { describe, expect, test } from "vitest";
import { ownsAzure } from "../../policies/azure-owner.ts";
import { conveysAccess, isUnseen } from "../../policies/conveying.ts";
import { AzureBuilder } from "../support/azure-builder.ts";
import { lookup } from "../support/plans.ts";
import { goodTenant, helpdeskTeam, type TenantBuilder } from "../support/tenant-builder.ts";

type Make = (tenant: TenantBuilder) => string;

/** A group that the program only looks up. */
function lookedUp(tenant: TenantBuilder, displayName: string | undefined): string {
  tenant.group("unseen", displayName === undefined ? {} : { displayName });
  if (displayName === undefined) Object.assign(tenant.collections.groups.at(-1) ?? {}, { displayName: null });
  tenant.assumed.set("unseen", lookup("getGroup", { displayName }));
  return "unseen";
}

describe("access is conveyed by", () => {
  test.each<[string, Make]>([
    [
      "a group that holds a role",
      (tenant) => {
        tenant.role(tenant.group("Staff"), "Directory Readers");
        return "Staff";
      },
    ],
    [
      "a group in one that does",
      (tenant) => {
        tenant.group("Outer", { members: [tenant.group("Inner", { members: ["nora"] })] });
        tenant.role("Outer", "Directory Readers");
        return "Inner";
      },
    ],
    [
      "an application with a permission",
      (tenant) => {
        tenant.permission(tenant.application("Sync"), "User.Read.All");
        return "Sync";
      },
    ],
    [
      "a group that can hold roles, though it holds none",
      (tenant) => tenant.group("Roles", { isAssignableToRole: true }),
    ],
    [
      "a group of the matrix, though it holds nothing",
      (tenant) => {
        const group = tenant.collections.groups.find(({ id }) => id === helpdeskTeam);
        Object.assign(group ?? {}, { isAssignableToRole: false });
        tenant.collections.roleAssignments = [];
        return helpdeskTeam;
      },
    ],
    ["whoever approves activations", () => "approvers"],
    [
      "a plain group whose members approve",
      (tenant) => {
        tenant.activationRules(helpdeskTeam, { approvers: [tenant.group("Approval desk")] });
        return "Approval desk";
      },
    ],
    [
      "a group that may give roles in Azure",
      (tenant) => {
        new AzureBuilder(tenant).role(tenant.group("Platform"), "Owner");
        return "Platform";
      },
    ],
    ["a group that is looked up by the name of a role", (tenant) => lookedUp(tenant, "SG-Exchange_Administrators")],
    ["one by the short name of a role", (tenant) => lookedUp(tenant, "GlobalAdmins")],
    [
      "one that is looked up and that people activate",
      (tenant) => {
        const group = lookedUp(tenant, "Night shift");
        tenant.collections.groups.at(-1)?.members?.push({ id: "nora" });
        tenant.eligible(group, "dana.reyes");
        return group;
      },
    ],
  ])("%s", (_, make) => {
    const tenant = goodTenant();
    const id = make(tenant);
    expect(conveysAccess(tenant.programContext(), id)).toBe(true);
    expect(conveysAccess(tenant.programContext(), id.toUpperCase())).toBe(true);
  });

  test.each<[string, Make]>([
    ["a plain group", (tenant) => tenant.group("Staff", { members: ["nora"] })],
    ["a plain group with the name of a role, when it is in sight", (tenant) => tenant.group("Global Administrators")],
    ["one that is looked up by a plain name", (tenant) => lookedUp(tenant, "All staff")],
    ["one that is looked up by no name", (tenant) => lookedUp(tenant, undefined)],
    [
      "one that only reads in Azure",
      (tenant) => {
        new AzureBuilder(tenant).role(tenant.group("Desk"), "Reader");
        return "Desk";
      },
    ],
    ["a person who holds nothing", () => "nora"],
    [
      "an application that may act for whoever signs in to it",
      (tenant) => {
        tenant.permission("microsoft-graph", "User.Read.All");
        tenant.collections.oauth2PermissionGrants.push({
          id: "consent",
          clientId: tenant.application("Portal", { owners: ["nora"] }),
          consentType: "AllPrincipals",
          resourceId: "microsoft-graph",
          scope: "RoleManagement.ReadWrite.Directory",
        });
        return "Portal";
      },
    ],
    ["an application without permissions", (tenant) => tenant.application("Portal")],
    ["nobody", () => "not-there"],
  ])("not by %s", (_, make) => {
    const tenant = goodTenant();
    const id = make(tenant);
    expect(conveysAccess(tenant.programContext(), id)).toBe(false);
  });
});

test("a group is unseen where the program only looks it up", () => {
  const tenant = goodTenant();
  lookedUp(tenant, "Staff");
  const context = tenant.programContext();
  expect(isUnseen(context, "unseen")).toBe(true);
  expect(isUnseen(context, "approvers")).toBe(false);
  expect(isUnseen(tenant.context(), "unseen")).toBe(false);
});

test("a record gives roles in Azure where its role does, and nobody has to approve", () => {
  const tenant = goodTenant();
  const azure = new AzureBuilder(tenant);
  const owner = azure.role("dana.reyes", "Owner");
  const asked = azure.eligible("dana.reyes", "User Access Administrator");
  azure.eligible("joel.lindqvist", "Owner", "other");
  azure.approval("Owner", "other", ["approvers"]);
  const reader = azure.role("dana.reyes", "Reader");
  const context = tenant.context();
  const owning = context.records.filter((record) => ownsAzure(context, record)).map(({ objectKey }) => objectKey);
  expect(owning).toEqual([owner, asked]);
  expect(context.records.map(({ objectKey }) => objectKey)).toContain(reader);
  const none = goodTenant().context();
  expect(none.records.filter((record) => ownsAzure(none, record))).toEqual([]);
});
