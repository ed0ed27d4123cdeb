import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { parseRoster, readRosterArgument } from "../../src/review/roster.ts";
import { temporaryFolder } from "../support/demarc.ts";

const people = (text: string) =>
  parseRoster("tideway", text, "people.csv", "2026-11-21").people.map(({ addresses, isActive, line }) => ({
    addresses,
    isActive,
    line,
  }));

describe("a roster is read as it was exported", () => {
  test.each<[string, string]>([
    ["comma", "mail,status\ndana@x.example,active\n"],
    [
      "semicolon, quotes, a byte order mark and Windows line ends",
      '\uFEFF"E-Mail";"Employment status"\r\n"Dana@X.example";"Active"\r\n',
    ],
    [
      "tab, columns in another order",
      "Employee Status\tDisplay name\tUser Principal Name\nenabled\tDana, the first\tDANA@x.example\n",
    ],
    ["Entra's list of users", "displayName,userPrincipalName,accountEnabled\nDana,dana@x.example,True\n"],
    ["without a status everybody on it is active", "email\ndana@x.example\n"],
    ["line ends of Macs", "mail,status\rdana@x.example,active\r"],
    ["Excel's line that names the separator", "sep=;\r\nmail;status\r\ndana@x.example;active\r\n"],
    ["an address as mail programs write it", "mail\nDana Reyes <dana@x.example>\n"],
    ["an address with what nobody sees", "mail\nmailto:\u202adana@x.example\u202c\u200b\n"],
    ["a last day to come", "mail,Last day,status\ndana@x.example,2026-11-21,active\n"],
    ["no last day", "mail,Termination date\ndana@x.example,\n"],
    ["empty lines are nobody", "mail,status\n\ndana@x.example,active\n,\n"],
  ])("%s", (_, text) => {
    expect(people(text)).toEqual([expect.objectContaining({ addresses: ["dana@x.example"], isActive: true })]);
  });

  it("in UTF-16 of either order, as Excel and Windows PowerShell write it", () => {
    const folder = temporaryFolder();
    const bytes = Buffer.from("\uFEFFmail;Name\r\ndana@x.example;Jürgen\r\n", "utf16le");
    for (const written of [bytes, Buffer.from(bytes).swap16()]) {
      writeFileSync(join(folder.path, "people.csv"), written);
      const { people: found } = readRosterArgument(`tideway=${folder.path}/people.csv`, ["tideway"]);
      expect(found).toMatchObject([{ addresses: ["dana@x.example"], name: "Jürgen" }]);
    }
    folder.remove();
  });

  it("whoever's last day is past is gone, also where nothing else says so", () => {
    expect(people("mail,End date\nd@x.example,2026-11-20T00:00:00Z\n")).toMatchObject([{ isActive: false }]);
  });

  it("several addresses, and fields with line ends", () => {
    const text =
      'name,mail,other mails,status\n"Dana\nReyes",dana@x.example,smtp:d@x.example;reyes@x.example,left\nAisha,aisha@x.example,,yes\n';
    expect(people(text)).toMatchObject([
      { addresses: ["dana@x.example", "d@x.example", "reyes@x.example"], isActive: false, line: 2 },
      { addresses: ["aisha@x.example"], isActive: true, line: 4 },
    ]);
  });

  it("whoever is listed twice is active if one of the lines says so", () => {
    const { byAddress } = parseRoster(
      "t",
      "mail,status\nd@x.example,left\nd@x.example,active\nd@x.example,left\n",
      "f",
    );
    expect(byAddress.get("d@x.example")?.isActive).toBe(true);
  });
});

describe("what cannot be understood is an error, with its line and what would be right", () => {
  test.each<[string, string, string]>([
    [
      "no column of addresses",
      "e-mial,status\n",
      'people.csv:1: no column has the addresses: mail, email or userPrincipalName; "e-mial": did you mean email?',
    ],
    ["headers that are none", "a,b\n1,2\n", 'its headers are "a", "b"'],
    ["nothing", "", "people.csv is empty"],
    ["a status that is no word we know", "mail,status\nd@x.example,perhaps\n", 'people.csv:2: the status is "perhaps"'],
    ["an empty status", "mail,status\nd@x.example,\n", "people.csv:2: the status is empty"],
    ["headers alone", "mail,status\n\n", "people.csv has headers and no people: who works there is not known"],
    [
      "a day that is another one elsewhere",
      "mail,end date\nd@x.example,01/02/2026\n",
      'people.csv:2: "01/02/2026" is no date',
    ],
    ["a workbook", "PK\u0003\u0004", "people.csv is no text, but a workbook"],
    ["UTF-16 without its mark", "m\u0000a\u0000i\u0000l\u0000", "save it as CSV (UTF-8)"],
    ["no address", "mail,name\n,Dana\n", "people.csv:2: has no address"],
    ["what is no address", "mail\ndana\n", "people.csv:2: dana is no address"],
    ["too many fields", "mail,status\nd@x.example,active,more\n", "people.csv:2: has 3 fields, and the header has 2"],
    ["a quote that does not end", 'mail\n"d@x.example\n', "people.csv:2: a quoted field does not end"],
  ])("%s", (_, text, message) => {
    expect(() => people(text)).toThrow(message);
  });

  test.each([
    ["tideway", "PROVIDER=FILE.csv"],
    ["tidewya=people.csv", "did you mean tideway?"],
    ["tideway=there-is-none.csv", "there is no roster there-is-none.csv"],
  ])("--roster %s", (argument, message) => {
    expect(() => readRosterArgument(argument, ["tideway", "nightwatch"])).toThrow(message);
  });
});
