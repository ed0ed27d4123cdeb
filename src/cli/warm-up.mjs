// `node src/cli/warm-up.mjs FILE…`: calls commands of the files that `bundle.ts` made as people do, and keeps what was compiled for
// them.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { runCompiled } from "./compiled.mjs";

const root = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "demarc-"));
const plan = join(folder, "plan.json");
const matrix = join(root, "stacks", "harbour", "matrix.yaml");
const subject = ["--plan", plan, "--matrix", matrix];

const commands = {
  check: [
    ["check", ...subject],
    ["check", "--program", join(root, "src", "demo", "shadow-admin"), "--matrix", matrix],
  ],
  main: [
    ["lint", matrix],
    ["entitlements", matrix],
    ["explain", "provider", "--to", "Global Administrator", ...subject],
    ["whatif", "--user", "engineer@tideway.example", ...subject],
  ],
};

/** A stack in which somebody of the provider is Global Administrator: the gate has something to find, to explain and to propose. */
function shadowAdministrator() {
  const person = "10000000-0000-4000-8000-000000000001";
  const state = (type, id, values) => {
    const token = `azuread:index/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`;
    const urn = `urn:pulumi:prod::directory::${token}::${type}`;
    return { urn, type: token, custom: true, id, inputs: values, outputs: { ...values, id } };
  };
  const resources = [
    state("User", `/users/${person}`, { userPrincipalName: "engineer@tideway.example", displayName: "Engineer" }),
    state("DirectoryRoleAssignment", "assignment", {
      principalObjectId: person,
      roleId: "62e90394-69f5-4237-9190-012177145e10",
    }),
  ];
  return JSON.stringify({ version: 3, deployment: { resources } });
}

try {
  writeFileSync(plan, shadowAdministrator());
  for (const file of process.argv.slice(2)) {
    const { exports, keep } = runCompiled(resolve(file));
    const [name] = basename(file).split("-");
    for (const args of commands[name]) await exports.main(args);
    keep();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
