import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { evaluateRules, type Rule } from "../../policies/rule.ts";
import { rules } from "../../policies/rules/index.ts";
import { goodTenant } from "../support/tenant-builder.ts";

const folder = "policies/rules";
const names = rules.map(({ name }) => name);
const files = (directory: string, ending: string) =>
  readdirSync(directory)
    .filter((file) => file.endsWith(ending) && file !== "index.ts")
    .map((file) => file.slice(0, -ending.length))
    .sort();

describe("the table of rules", () => {
  it("has every rule file, and every rule has a page and a test", () => {
    expect(files(folder, ".ts")).toEqual([...names].sort());
    expect(files(folder, ".md")).toEqual([...names].sort());
    expect(files("test/policies/rules", ".test.ts")).toEqual([...names].sort());
  });

  it("has the rules that other work relies on, by name", () => {
    expect([...names].sort()).toEqual([
      "access-is-logged",
      "azure-locks-kept",
      "backups-protected",
      "deploy-identity-internal",
      "emergency-accounts-intact",
      "emergency-accounts-never-locked-out",
      "lighthouse-eligible-only",
      "partner-trust-agreed",
      "plan-understood",
      "privileged-roles-as-agreed",
      "provider-access-expires",
      "provider-access-in-matrix",
      "provider-activation-approved",
      "provider-azure-no-owner",
      "provider-backup-not-destroyable",
      "provider-custom-role-narrow",
      "provider-no-path-to-global-admin",
      "provider-no-standing-global-admin",
      "provider-no-standing-super-admin",
      "provider-role-scope",
      "provider-sign-in-protected",
      "review-overdue",
      "servers-patched-in-windows",
      "system-sign-in-assigned",
      "tier-zero-principal-known",
      "waivers-valid",
    ]);
  });

  it("has unique, versioned ids", () => {
    const ids = rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^DEMARC\.[A-Z]+\.\d+v\d+$/);
  });

  it.each(rules.map((rule) => [rule.name, rule] as const))("%s says in its page what it says in code", (name, rule) => {
    const page = readFileSync(`${folder}/${name}.md`, "utf8");
    expect(page.startsWith(`# ${name}\n\n${rule.title}. \`${rule.id}\`\n`)).toBe(true);
    expect([...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual([
      "Avoid",
      "Prefer",
      "Why",
      "Configuration",
      "Compliance",
    ]);
  });
});

describe("evaluating rules", () => {
  it("finds nothing in a good tenant", () => {
    expect(evaluateRules(rules, goodTenant().context())).toEqual([]);
  });

  it("turns a rule that throws into an error of that rule, and goes on", () => {
    const broken: Rule = {
      id: "DEMARC.TEST.1v1",
      name: "broken",
      severity: "note",
      title: "",
      rationale: "",
      evaluate() {
        throw new Error("no such thing");
      },
    };
    const tenant = goodTenant();
    tenant.role("dana.reyes", "Global Administrator");
    const findings = evaluateRules([broken, ...rules], tenant.context());
    expect(findings[0]).toMatchObject({
      rule: "broken",
      severity: "error",
      message: "The rule could not be decided, so nothing passes: no such thing.",
    });
    expect(findings.map(({ rule }) => rule)).toContain("provider-no-standing-global-admin");
  });
});
