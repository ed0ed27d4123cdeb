import { describe, expect, test } from "vitest";
import { combined, namesOf } from "../../../policies/adapter/doubts.ts";
import type { Finding, WaivedFinding } from "../../../src/finding.ts";
import { planned } from "../../support/plans.ts";

const rules = planned("GroupRoleManagementPolicy", "rules", {});
const late = planned("DirectoryRoleAssignment", "late", {});

const finding = (rule: string, resource: string, more: Partial<Finding> = {}): Finding => ({
  rule,
  severity: "error",
  message: `${rule} is broken.`,
  resource,
  ...more,
});
const waived = (of: Finding): WaivedFinding => ({
  ...of,
  waiver: { reason: "Night shift", approvedBy: "miriam.okafor@harbourdental.example", until: "2026-11-22" },
});
const nothing = { findings: [], waived: [] };
const grant = finding("provider-no-standing-global-admin", "grant");

describe("what a plan could turn out to be", () => {
  test("is told as possible, unless it is told already or waived", () => {
    const other = finding("provider-no-path-to-global-admin", "grant");
    const { findings } = combined({ findings: [grant], waived: [waived(other)] }, [grant, other], undefined);
    expect(findings).toEqual([grant]);
    const [possible] = combined(nothing, [grant], undefined).findings;
    expect(possible?.message).toMatch(/picked from several objects .* provider-no-standing-global-admin is broken\./);
  });
});

describe("what no preview shows", () => {
  const own = finding("provider-access-in-matrix", late.urn);

  test("is refused for what it gives, by its name", () => {
    const { findings } = combined({ findings: [grant], waived: [] }, [], {
      findings: [grant, own],
      waived: [],
      unseen: [rules, late],
    });
    expect(findings).toEqual([
      grant,
      {
        ...own,
        message: expect.stringMatching(/^With late, which .* inside an apply .*: provider-access-in-matrix is/),
      },
    ]);
  });

  test("names all of them where the finding is about another resource", () => {
    const { findings } = combined(nothing, [], { findings: [grant], waived: [], unseen: [rules, late] });
    expect(findings[0]?.message).toMatch(/^With rules, late, which/);
  });

  test("protects nobody, and the remedy says why", () => {
    const withRemedy = finding("provider-activation-approved", "dana", { remedy: "Declare the rules." });
    const { findings } = combined({ findings: [grant, withRemedy], waived: [] }, [], { ...nothing, unseen: [rules] });
    expect(findings.map(({ message }) => message)).toEqual([grant.message, withRemedy.message]);
    expect(findings[0]?.remedy).toMatch(/^\(This preview does not have rules, .*outside of the apply/);
    expect(findings[1]?.remedy).toMatch(/^Declare the rules\. \(This preview does not have rules, /);
  });

  test("may be waived as anything else, once", () => {
    const both = { findings: [], waived: [waived(grant), waived(own)], unseen: [late] };
    const result = combined({ findings: [], waived: [waived(grant)] }, [], both);
    expect(result).toEqual({ findings: [], waived: [waived(grant), waived(own)] });
  });
});

test("many resources are named by three", () => {
  const named = (count: number) =>
    namesOf(Array.from({ length: count }, (_, index) => planned("Group", `group-${index}`, {})));
  expect(named(1)).toBe("group-0");
  expect(named(3)).toBe("group-0, group-1, group-2");
  expect(named(5)).toBe("group-0, group-1, group-2 and 2 more");
});
