import { describe, expect, it } from "vitest";
import type { Changes, CheckResult } from "../../../src/cli/check-result.ts";
import { renderMarkdown } from "../../../src/cli/formats/markdown.ts";
import { linkTo } from "../../../src/cli/formats/markdown-link.ts";
import { flowchart } from "../../../src/cli/formats/mermaid.ts";
import { document, finding, withFindings } from "../../support/check-documents.ts";

const sourceUrl = "https://git.example/blob/0a1b/{file}#L{line}";
const tideway = { kind: "provider" as const, name: "Tideway" };
const access: Changes["access"][number] = {
  change: "gained",
  party: tideway,
  principal: "Dana",
  kind: "directory-role",
  target: "Helpdesk Administrator",
  scope: "administrative unit Staff",
  held: "eligible",
  until: "2027-01-31T00:00:00Z",
  differences: [],
};

function withChanges(changes: Partial<Changes>): CheckResult {
  return withFindings([], { changes: { comparedWith: "snapshot", access: [], reach: [], signIns: [], ...changes } });
}

describe("the head", () => {
  it.each<[string, CheckResult, string]>([
    ["passes", withFindings([]), "## ✅ passed: infra\n\n5 resources, nothing refused.\n"],
    [
      "refuses",
      withFindings([finding(), finding()]),
      "## ❌ refused: infra\n\n5 resources, 2 findings refuse this plan.\n",
    ],
    [
      "has no plan",
      withFindings([], {
        ok: false,
        error: { reason: "threw", message: "The program threw.", file: "infra/index.ts", line: 3 },
      }),
      "## ⚠️ not judged: infra\n\nThere is no plan, so nothing was judged: The program threw.\n\n### Where\n\n[infra/index.ts:3]",
    ],
  ])("says that it %s", (_, result, text) => {
    expect(renderMarkdown(result, { sourceUrl })).toContain(`<!-- demarc:check infra -->\n${text}`);
  });

  it("the marker is one, however the check is called", () => {
    const named = (name: string) =>
      renderMarkdown(withFindings([], { subject: { name, matrix: "m", folder: "" } }), {}).split("\n")[0];
    expect(named("a --> <b>\n c")).toBe("<!-- demarc:check a-b-c -->");
  });
});

describe("who can do what", () => {
  it("is a table for each party, those who are not the client's first and open", () => {
    const staff = { ...access, party: { kind: "internal" as const, name: "the internal team" }, principal: "Miriam" };
    const comment = renderMarkdown(withChanges({ access: [staff, access] }), {});
    expect(comment).toContain("#### Tideway: 1 gained\n\n| | who | what | where | how |");
    expect(comment).toContain(
      "| **gained** | Dana | directory role: Helpdesk Administrator | administrative unit Staff | eligible until 2027-01-31 |",
    );
    expect(comment).toContain("<summary><b>the internal team: 1 gained</b></summary>");
    expect(comment.indexOf("Tideway")).toBeLessThan(comment.indexOf("the internal team"));
  });

  it("says of a change what it was and what it is", () => {
    const differences = [
      { what: "held", before: "eligible", after: "standing" },
      { what: "approvers", before: ["group:Approvers", "user:joel@harbourdental.example"], after: [] },
      { what: "maximumHours", before: 2, after: 8 },
      { what: "restricted", before: { keys: ["a", "b"] } },
    ];
    expect(renderMarkdown(withChanges({ access: [{ ...access, change: "changed", differences }] }), {})).toContain(
      "held: eligible → standing; approvers: group Approvers, user joel@&#8203;harbourdental.example → nothing; maximumHours: 2 → 8; restricted: keys a, b → nothing |",
    );
  });

  it("says who gets to Global Administrator, how, and who no longer does", () => {
    const step = {
      from: "Dana",
      edge: "eligible-member-of",
      to: 'group "Admins"',
      condition: "self-activation" as const,
    };
    const goal = {
      from: 'group "Admins"',
      edge: "holds-role",
      to: "Global Administrator",
      condition: "standing" as const,
    };
    const comment = renderMarkdown(
      withChanges({
        reach: [
          {
            change: "easier",
            party: tideway,
            principal: "Dana",
            before: "internal-approval",
            after: "self-activation",
            path: [step, goal],
          },
          { change: "lost", party: tideway, principal: "Tom", before: "standing", path: [] },
        ],
      }),
      {},
    );
    expect(comment).toContain(
      "- **Dana** can more easily: with an internal approval before, by self-activation now: can become a member of group &#34;Admins&#34;, which holds Global Administrator\n",
    );
    expect(comment).toContain("- **Tom** no longer can (before: standing)\n");
  });

  it("says which sign-ins come out otherwise, by one of them", () => {
    const principals = [
      { name: "Dana", party: tideway },
      { name: "Tom", party: tideway },
    ];
    const words = "signs in to Azure management with a browser";
    const comment = renderMarkdown(
      withChanges({
        signIns: [{ change: "asks-less", principals, policy: "Providers", controls: ["a compliant device"], words }],
      }),
      {},
    );
    expect(comment).toContain(
      "- **Asks for less:** Dana (and 1 more) signs in to Azure management with a browser; a compliant device no longer asked for by Providers\n",
    );
  });

  it("says when nothing changes, and when nobody has looked", () => {
    expect(renderMarkdown(withChanges({}), {})).toContain("### What this changes in who can do what\n\nNothing.");
    expect(renderMarkdown(withFindings([]), {})).not.toContain("who can do what");
  });
});

describe("places", () => {
  const from = (folder: string) => withFindings([], { subject: { name: "infra", matrix: "matrix.yaml", folder } });

  it.each([
    [
      "in the working directory",
      "",
      "infra/a (1)#.ts",
      "[infra/a (1)#.ts:4](<https://git.example/blob/0a1b/infra/a%20%281%29%23.ts#L4>)",
    ],
    [
      "in a folder of the repository",
      "infra",
      "index.ts",
      "[index.ts:4](<https://git.example/blob/0a1b/infra/index.ts#L4>)",
    ],
    [
      "beside the folder",
      "infra",
      "../matrix.yaml",
      "[../matrix.yaml:4](<https://git.example/blob/0a1b/matrix.yaml#L4>)",
    ],
    ["above the repository", "infra", "../../x.ts", "../../x.ts:4"],
    ["elsewhere, whose folders are nobody's business", "", "/home/miriam/x.ts", "x.ts:4"],
  ])("%s", (_, folder, file, markdown) => {
    expect(linkTo({ file, line: 4 }, from(folder), { sourceUrl })).toBe(markdown);
  });

  it("without an address are text; without a file are nothing", () => {
    expect(linkTo({ file: "infra/index.ts", line: 4 }, from(""), {})).toBe("infra/index.ts:4");
    expect(linkTo({}, from(""), { sourceUrl })).toBe("");
  });
});

describe("the picture", () => {
  const step = { from: "a", edge: "member-of", to: "b", condition: "standing" as const };

  it("draws what paths share once; what the plan makes, what is in the tenant, what follows and what is to be cut each otherwise", () => {
    const made = { ...step, resource: "urn:made" };
    const on = { ...step, from: "b", to: "c", inTenant: true as const };
    const { code, legend } = flowchart(
      [
        [step, on],
        [made, on],
        [{ ...step, from: "d", to: "b", resource: "urn:cut" }, on],
        [{ ...step, from: "c", to: "e" }],
      ],
      new Set(["urn:cut"]),
    );
    expect(code.match(/[-=.]+>/g)).toEqual(["==>", "-.->", "==>", "-->"]);
    expect(code).toContain("linkStyle 0 stroke:#bc4c00");
    expect(code).toContain("linkStyle 1 stroke:#0969da");
    expect(code).toContain("linkStyle 2 stroke:#cf222e,stroke-width:3px,stroke-dasharray");
    expect(code).toContain('|"is a member of (to be cut)"|');
    expect(code).toContain("class n4 goal");
    expect(legend).toEqual([
      "Thick: made by this plan.",
      "Dotted: in the tenant already.",
      "Thin: follows from what is there.",
      "Dashed: taken away by what is proposed.",
    ]);
  });

  it("explains only the lines that are in it", () => {
    const paths = [
      [
        { ...step, resource: "urn:made" },
        { ...step, from: "b", to: "c", inTenant: true as const },
      ],
    ];
    const markdown = renderMarkdown(withFindings([finding({ path: paths[0] ?? [] })]), {});
    expect(markdown).toContain("\nThick: made by this plan. Dotted: in the tenant already.\n");
    expect(flowchart([[step]]).legend).toEqual(["Thin: follows from what is there."]);
  });

  it("is of what refuses, not of notes", () => {
    expect(renderMarkdown(withFindings([finding({ severity: "note", path: [step] })]), {})).not.toContain("mermaid");
    expect(renderMarkdown(document("refused"), {})).toContain("```mermaid\nflowchart LR\n");
  });
});
