import { describe, expect, it } from "vitest";
import { allControls, allMappings, controlsOf } from "../../../policies/compliance/compliance.ts";
import { frameworkKeys, frameworks } from "../../../policies/compliance/frameworks.ts";
import { pageWithCompliance } from "../../../policies/compliance/pages.ts";
import { policyFramework, policyTags } from "../../../policies/compliance/policy-metadata.ts";
import { rules } from "../../../policies/rules/index.ts";

const names = rules.map(({ name }) => name).sort();

describe("the compliance mapping", () => {
  it("is about every rule, and no other", () => {
    expect([...allMappings().keys()].sort()).toEqual(names);
  });

  it.each(names)("says of %s, for each framework once, which controls or why none", (name) => {
    const mappings = allMappings().get(name) ?? [];
    expect(mappings.map(({ framework }) => framework.key)).toEqual([...frameworkKeys]);
    for (const { framework, controls, whyNone } of mappings) {
      const said = `${framework.key} of ${name}`;
      expect(controls.length > 0, said).toBe(whyNone === undefined);
      expect(new Set(controls).size, said).toBe(controls.length);
      if (whyNone !== undefined) expect(whyNone, said).toMatch(/^[A-Z].{20,}\.$/);
    }
  });

  it.each(allControls().map((control) => [`${control.framework} ${control.id}`, control] as const))(
    "%s has its framework's form, a title and a source",
    (_name, { framework, id, title, source }) => {
      expect(id).toMatch(frameworks.find(({ key }) => key === framework)?.idForm ?? /^$/);
      expect(title).toMatch(/^[A-Z0-9].{5,80}$/);
      expect(new URL(source).protocol).toBe("https:");
    },
  );

  it("lists each control once, and only those that a rule is mapped to", () => {
    const listed = allControls().map(({ framework, id }) => `${framework} ${id}`);
    expect(new Set(listed).size).toBe(listed.length);
    const used = names.flatMap((name) => controlsOf(name).map(({ framework, id }) => `${framework} ${id}`));
    expect([...new Set(used)].sort()).toEqual([...listed].sort());
  });

  it("comes with the rule, for whoever shows it", () => {
    const rule = rules.find(({ name }) => name === "provider-access-expires");
    expect(rule?.compliance.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["5.3.1", "MS.AAD.7.4v1", "A.8.2", "CC6.3", "164.308(a)(3)(ii)(C)", "8.2.7"]),
    );
  });

  it("is on the pack's policies: one framework, and all of it as tags", () => {
    expect(policyFramework("provider-access-expires")).toMatchObject({
      name: "CIS Microsoft 365 Foundations Benchmark",
      version: "6.0.0",
      reference: "5.3.1",
    });
    // The first that has a control.
    expect(policyFramework("plan-understood")).toMatchObject({ name: "ISO/IEC 27001, Annex A", reference: "A.8.32" });
    expect(policyFramework("no-such-rule")).toBeUndefined();
    expect(policyTags("plan-understood")).toEqual([
      "iso-27001:A.8.32",
      "soc-2:CC8.1",
      "hipaa:164.308(a)(8)",
      "pci-dss:6.5.1",
      "cmmc:CM.L2-3.4.3",
    ]);
  });

  it("replaces the section of a page and leaves the rest", () => {
    const page = pageWithCompliance("# rule\n\n## Why\n\nSo.\n", "plan-understood");
    expect(page).toContain("# rule\n\n## Why\n\nSo.\n\n## Compliance\n\n| framework |");
    expect(page).toContain("| PCI DSS 4.0.1 | [6.5.1](https://");
    expect(page).toContain("| None. The benchmark is about settings of a tenant");
    expect(pageWithCompliance(page, "plan-understood")).toBe(page);
  });
});
