/** Which object of the tenant each declared resource is, as Pulumi's state has it. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { UsageError } from "../../src/cli/errors.ts";
import { reviewSubject } from "../../src/cli/review-subject.ts";
import { temporaryFolder } from "../support/demarc.ts";
import { kestrelFile } from "../support/matrices.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const id = "6cd5c291-490d-4d35-8c69-af8e2b43076f";
const urn = (type: string, name: string, stack = "kestrel") => `urn:pulumi:${stack}::demarc::${type}::${name}`;
const group = "azuread:index/group:Group";

/** As `pulumi stack export` writes it. */
function stateOf(stack = "kestrel"): object {
  const resources = [
    { urn: urn("pulumi:pulumi:Stack", "demarc", stack), type: "pulumi:pulumi:Stack", custom: false },
    { urn: urn(group, "team", stack), type: group, custom: true, id: `/groups/${id}`, inputs: { displayName: "Team" } },
    // Begun, and not there yet.
    { urn: urn(group, "pending", stack), type: group, custom: true, id: "", inputs: { displayName: "Pending" } },
    { urn: urn(group, "read", stack), type: group, custom: true, external: true, id: `/groups/${id}`, inputs: {} },
    { urn: urn(group, "replaced", stack), type: group, custom: true, delete: true, id: `/groups/${id}`, inputs: {} },
  ];
  return { version: 3, deployment: { manifest: {}, resources } };
}

function idsOf(document: unknown): ReadonlyMap<string, string> {
  const state = join(folder.path, "state.json");
  writeFileSync(state, JSON.stringify(document));
  return reviewSubject({ matrix: kestrelFile, snapshot: "snapshot.json", out: folder.path, state }).stateIds;
}

describe("--state of a review", () => {
  it("gives the ids of what is deployed, and of nothing else", () => {
    expect([...idsOf(stateOf())]).toEqual([[urn(group, "team"), id]]);
  });

  it("gives none where there is none", () => {
    const subject = reviewSubject({ matrix: kestrelFile, snapshot: "snapshot.json", out: folder.path });
    expect(subject.stateIds.size).toBe(0);
  });

  it.each([
    ["the state of another stack", stateOf("dev"), "is the state of the stack dev, not of kestrel"],
    [
      "a preview",
      { steps: [{ op: "create", urn: urn(group, "team") }] },
      "is a preview: it does not say what is deployed",
    ],
    ["no state at all", { hello: 1 }, "state.json"],
  ])("refuses %s", (_, document, message) => {
    expect(() => idsOf(document)).toThrow(UsageError);
    expect(() => idsOf(document)).toThrow(message);
  });
});
