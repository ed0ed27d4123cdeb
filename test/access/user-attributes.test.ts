import { describe, expect, it } from "vitest";
import type { UserObject } from "../../src/access/directory.ts";
import { certainMembers } from "../../src/access/dynamic-groups.ts";
import { type AttributeSet, newcomer, userSubject } from "../../src/access/user-attributes.ts";
import { TenantBuilder } from "../support/tenant-builder.ts";

/** A user as Graph shows it; more than its type knows of. */
const shown = (more: object): UserObject => ({ id: "nora", ...more });
const isIn = () => false;
const extension = "extension_9d98ed114c4840d298fad781915f27e4_level";

describe("an attribute of a user", () => {
  it.each<[string, object, unknown]>([
    ["city", { city: "Bergen" }, "Bergen"],
    ["mobile", { mobilePhone: "+47 1" }, "+47 1"],
    ["facsimiletelephonenumber", { faxNumber: "+47 2" }, "+47 2"],
    ["physicaldeliveryofficename", { officeLocation: "Quay" }, "Quay"],
    ["telephonenumber", { businessPhones: ["+47 3"] }, ["+47 3"]],
    ["sipproxyaddress", { imAddresses: ["sip:nora"] }, ["sip:nora"]],
    ["dirsyncenabled", { onPremisesSyncEnabled: true }, true],
    ["objectid", {}, "nora"],
    ["jobtitle", { jobTitle: "Dentist" }, "Dentist"],
    ["accountenabled", { accountEnabled: false }, false],
    ["extensionattribute1", { onPremisesExtensionAttributes: { extensionAttribute1: "front desk" } }, "front desk"],
    ["extensionattribute12", { onPremisesExtensionAttributes: { extensionAttribute12: "x" } }, "x"],
    ["extensionattribute2", { onPremisesExtensionAttributes: { extensionAttribute12: "x" } }, null],
    ["extensionattribute1", { onPremisesExtensionAttributes: null }, null],
    [extension, { extension_9d98ed114c4840d298fad781915f27e4_Level: 3 }, "3"],
    ["jobtitle", { jobTitle: null }, null],
    ["nosuchattribute", { city: "Bergen" }, null],
    // What is no plain value can be anything, or nothing.
    ["assignedplans", { assignedPlans: [{ servicePlanId: "p" }] }, null],
    ["othermails", { otherMails: ["a@b.example", 3] }, null],
    ["othermails", { otherMails: [] }, []],
    ["department", { department: { name: "IT" } }, null],
  ])("%s of %j", (name, more, expected) => {
    expect(userSubject({ user: shown(more), isIn, unseen: null }).attribute(name)).toEqual(expected);
    // What is shown stays what it is; the rest is open where that is asked.
    expect(userSubject({ user: shown(more), isIn, unseen: "open" }).attribute(name)).toEqual(expected ?? "open");
  });

  const writers: [string, AttributeSet][] = [
    ["displayname", "names"],
    ["usertype", "names"],
    ["department", "job"],
    ["companyname", "job"],
    ["city", "contact"],
    ["mobile", "contact"],
    ["othermails", "contact"],
    ["extensionattribute3", "extension"],
    [extension, "extension"],
    ["assignedplans", "licence"],
    ["usagelocation", "location"],
    ["proxyaddresses", "mail"],
    ["userprincipalname", "sign-in"],
    ["accountenabled", "sign-in"],
  ];
  it.each(writers)("%s is written by who writes %s, and by nobody else", (name, set) => {
    const others = new Set(writers.map(([, other]) => other).filter((other) => other !== set));
    const user = shown({});
    expect(userSubject({ user, isIn, unseen: null, writes: new Set([set]) }).attribute(name)).toBe("open");
    expect(userSubject({ user, isIn, unseen: null, writes: others }).attribute(name)).toBeNull();
  });

  it.each(["objectid", "onpremisessecurityidentifier", "dirsyncenabled", "nosuchattribute"])(
    "%s is written by nobody",
    (name) => {
      const writes = new Set([...writers.map(([, set]) => set), "manager" as const]);
      expect(userSubject({ user: shown({ id: "" }), isIn, unseen: null, writes }).attribute(name)).not.toBe("open");
    },
  );

  it.each<[string, boolean, object, unknown]>([
    ["mobile", true, { userType: "Member" }, "open"],
    ["mobile", true, {}, "open"],
    ["mobile", true, { userType: "Guest" }, null],
    ["mobile", false, { userType: "Member" }, null],
    ["department", true, { userType: "Member" }, null],
  ])("%s of one's own account (%s) as %j", (name, own, more, expected) => {
    expect(userSubject({ user: shown(more), isIn, unseen: null, own }).attribute(name)).toBe(expected);
  });
});

describe("a user's manager", () => {
  const managerOf = (manager: unknown, unseen: "open" | null, ...writes: AttributeSet[]) =>
    userSubject({ user: shown({ manager }), isIn, unseen, writes: new Set(writes) }).manager;
  it("is who is shown, whom somebody can write, or nobody known", () => {
    expect(managerOf({ id: "Miriam" }, "open")).toBe("miriam");
    expect(managerOf({ id: "Miriam" }, null, "job")).toBe("miriam");
    expect(managerOf({ id: "Miriam" }, null, "manager")).toBe("open");
    for (const unknown of [undefined, null, {}, "miriam"]) {
      expect(managerOf(unknown, null)).toBeNull();
      expect(managerOf(unknown, "open")).toBe("open");
    }
  });
});

describe("somebody who is not in the tenant yet", () => {
  const given = { mail: "somebody@tideway.example" };
  it.each<[string, unknown, unknown]>([
    ["mail", given.mail, given.mail],
    ["department", "open", null],
    ["extensionattribute1", "open", null],
    ["accountenabled", "open", true],
    ["onpremisessecurityidentifier", null, null],
    ["nosuchattribute", null, null],
    ["objectid", "an id that nobody chooses", "an id that nobody chooses"],
  ])("has as %s %j when its maker chooses, else %j", (name, chosen, otherwise) => {
    expect(newcomer(given, "open").attribute(name)).toBe(chosen);
    expect(newcomer(given, null).attribute(name)).toBe(otherwise);
  });

  it("is in no group, and has the manager that its maker chooses", () => {
    expect(newcomer({}, "open").isIn("g")).toBe(false);
    expect(newcomer({}, "open").manager).toBe("open");
    expect(newcomer({}, null).manager).toBeNull();
  });
});

describe("who is in a dynamic group for certain", () => {
  const certain = (membershipRule: string, more: object = {}) => {
    const tenant = new TenantBuilder();
    tenant.user("nora@harbourdental.example", { department: "IT" });
    tenant.user("joel@harbourdental.example");
    tenant.group("dynamic", { membershipRule, ...more });
    const found = certainMembers(tenant.snapshot, (user, group) => user === "joel" && group === "inner");
    return found.map(({ group, member }) => `${member} in ${group}`);
  };
  it.each<[string, object, string[]]>([
    ['user.department -eq "IT"', {}, ["nora in dynamic"]],
    ['user.department -ne "IT"', {}, []],
    ['user.userType -eq "Member"', {}, ["nora in dynamic", "joel in dynamic"]],
    ['user.userType -eq "Member"', { membershipRuleProcessingState: "On" }, ["nora in dynamic", "joel in dynamic"]],
    ['user.userType -eq "Member"', { membershipRuleProcessingState: "Paused" }, []],
    ["user.memberOf -any (group.objectId -in ['inner'])", {}, ["joel in dynamic"]],
    ["no rule", {}, []],
    ["", {}, []],
    ["-not (device.isRooted -eq true)", {}, []],
  ])("%s %j", (rule, more, expected) => {
    expect(certain(rule, more)).toEqual(expected);
  });
});
