import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { evaluateRules } from "../../../policies/rule.ts";
import { rules } from "../../../policies/rules/index.ts";
import { waiversValid } from "../../../policies/rules/waivers-valid.ts";
import { type LoadedMatrix, parseMatrix } from "../../../src/matrix/load.ts";
import { edited, harbourFile } from "../../support/matrices.ts";
import { goodTenant } from "../../support/tenant-builder.ts";
import { type WaiverText, waiving } from "../../support/waivers.ts";

const rule = waiversValid(rules);

const good: WaiverText = {
  rule: "provider-role-scope",
  resource: "grant",
  reason: "Mailbox migration.",
  approvedBy: "miriam.okafor@harbourdental.example",
  until: "2026-12-12",
};
const tierZero: WaiverText = {
  ...good,
  rule: "provider-no-path-to-global-admin",
  from: "2026-11-20",
  until: "2026-11-22",
};

function findingsOf(waivers: readonly WaiverText[], windowDays?: number) {
  const loaded = waiving(waivers, windowDays);
  const context = goodTenant().context({ matrix: loaded.matrix, matrixSource: loaded });
  return evaluateRules([rule], context);
}
const messages = (...waivers: WaiverText[]) => findingsOf(waivers).map(({ message }) => message);

describe(rule.name, () => {
  it("has nothing to say of waivers that the internal side approved for a time", () => {
    expect(messages()).toEqual([]);
    expect(messages(good, tierZero)).toEqual([]);
    // The last day is still one of its days, the first may be to come, and letters' case is no other person.
    expect(messages({ ...good, until: "2026-11-21" })).toEqual([]);
    expect(messages({ ...good, from: "2026-12-01" })).toEqual([]);
    expect(messages({ ...good, approvedBy: "Miriam.Okafor@HarbourDental.example" })).toEqual([]);
  });

  it.each<[string, Partial<WaiverText>, string]>([
    ["expired", { until: "2026-11-20" }, "expired on 2026-11-20"],
    ["approved by nobody", { approvedBy: undefined }, "is approved by nobody"],
    [
      "approved by a provider's person",
      { approvedBy: "dana.reyes@tideway.example" },
      "is approved by dana.reyes@tideway.example of Tideway IT: nobody waives what limits their own company",
    ],
    [
      "approved from a provider's domain",
      { approvedBy: "boss@tideway.example" },
      "is approved by boss@tideway.example of Tideway IT: nobody waives what limits their own company",
    ],
    [
      "approved by a stranger, with the client's address",
      { approvedBy: "nora@harbourdental.example" },
      "is approved by nora@harbourdental.example, who is not one of internal.people",
    ],
    ["of an unknown rule", { rule: "provider-role-scop" }, "names no rule"],
    ["of waivers", { rule: "waivers-valid" }, "is a waiver of waivers"],
  ])("refuses a waiver that is %s", (_name, change, what) => {
    const waiver = { ...good, ...change };
    expect(messages(waiver)).toEqual([`The waiver of ${waiver.rule} for grant ${what}, so it waives nothing.`]);
  });

  it("says where it stands in the matrix", () => {
    const [finding] = findingsOf([good, { ...good, until: "2026-11-20" }]);
    expect(finding).toMatchObject({
      rule: "waivers-valid",
      severity: "error",
      resource: "waivers.1.until",
      file: "stacks/harbour/matrix.yaml",
    });
    const lines = waiving([good, { ...good, until: "2026-11-20" }]).source.split("\n");
    expect(lines[(finding?.line ?? 0) - 1]).toContain('until: "2026-11-20"');
    expect(lines[(finding?.line ?? 0) - 1]?.slice((finding?.column ?? 0) - 1)).toMatch(/^"2026-11-20"/);
  });

  it("agrees with its page: what to avoid is refused, what to prefer is not", () => {
    const page = readFileSync(`policies/rules/${rule.name}.md`, "utf8");
    const [avoid, prefer] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, example = ""]) =>
      parseMatrix(`${edited(harbourFile)}\n${example}`, "page.md"),
    );
    const messagesOf = (loaded: LoadedMatrix | undefined) =>
      evaluateRules([rule], goodTenant().context(loaded && { matrix: loaded.matrix })).map(({ message }) => message);
    expect(messagesOf(avoid)).toEqual([
      expect.stringContaining("is approved by dana.reyes@tideway.example of Tideway IT"),
    ]);
    expect(messagesOf(prefer)).toEqual([]);
  });

  it.each<[string, WaiverText, number | undefined, string, string]>([
    [
      "of waivers",
      { ...good, rule: "waivers-valid" },
      undefined,
      "waivers.0.rule",
      "Put the waiver right that it is about.",
    ],
    [
      "of no rule",
      { ...good, rule: "nothing" },
      undefined,
      "waivers.0.rule",
      `Rules: ${rules.map(({ name }) => name).join(", ")}.`,
    ],
    [
      "of tier 0 without a beginning",
      { ...tierZero, from: undefined },
      1,
      "waivers.0.rule",
      "Say from and until within the emergency window of 1 day (emergencyWindowDays); what has to stay longer needs another design.",
    ],
    [
      "of tier 0 that is too long",
      tierZero,
      2,
      "waivers.0.until",
      "Say from and until within the emergency window of 2 days (emergencyWindowDays); what has to stay longer needs another design.",
    ],
  ])("says what to do about one %s", (_name, waiver, window, resource, remedy) => {
    expect(findingsOf([waiver], window).map((finding) => [finding.resource, finding.remedy])).toEqual([
      [resource, remedy],
    ]);
  });

  it("knows who may approve", () => {
    expect(findingsOf([{ ...good, approvedBy: undefined }])[0]?.remedy).toBe(
      "One of internal.people has to approve it: miriam.okafor@harbourdental.example, joel.lindqvist@harbourdental.example.",
    );
  });

  describe("of tier 0", () => {
    it.each<[string, Partial<WaiverText>, string]>([
      ["does not say from when", { from: undefined }, "is about tier 0 and does not say from when"],
      [
        "lasts a day too long",
        { until: "2026-11-23" },
        "is about tier 0 and lasts 4 days, longer than the emergency window of 3 days (emergencyWindowDays)",
      ],
    ])("refuses one that %s", (_name, change, what) => {
      const waiver = { ...tierZero, ...change };
      expect(messages(waiver)).toEqual([`The waiver of ${waiver.rule} for grant ${what}, so it waives nothing.`]);
    });

    it("takes the window from the matrix", () => {
      expect(findingsOf([{ ...tierZero, until: "2026-12-03" }], 14)).toEqual([]);
      expect(findingsOf([{ ...tierZero, until: "2026-12-04" }], 14)).toHaveLength(1);
      expect(findingsOf([tierZero], 2)).toHaveLength(1);
    });

    it("counts several in a row together, however the resource is spelt, and the same days once", () => {
      const urn = "urn:pulumi:dev::test::azuread:index/group:Group::grant";
      const next = { ...tierZero, from: "2026-11-23", until: "2026-11-25" };
      expect(messages(tierZero, { ...next, resource: urn })).toEqual([
        expect.stringContaining("is one of 2 about tier 0 that last 6 days together"),
        expect.stringContaining("is one of 2 about tier 0 that last 6 days together"),
      ]);
      expect(findingsOf([tierZero, next]).map(({ resource }) => resource)).toEqual([
        "waivers.0.until",
        "waivers.1.until",
      ]);
      expect(messages(tierZero, tierZero)).toEqual([]);
      expect(messages(tierZero, { ...tierZero, from: "2026-11-22" })).toEqual([]);
      expect(messages(tierZero, { ...next, resource: "another" })).toEqual([]);
      expect(messages(tierZero, { ...next, rule: "tier-zero-principal-known" })).toEqual([]);
    });

    it("is what the rules of Global Administrator and of the emergency accounts are", () => {
      expect(rules.filter((each) => each.tierZero === true).map(({ name }) => name)).toEqual(
        expect.arrayContaining([
          "provider-no-standing-global-admin",
          "provider-no-path-to-global-admin",
          "tier-zero-principal-known",
          ...rules.map(({ name }) => name).filter((name) => name.startsWith("emergency-")),
        ]),
      );
    });
  });
});
