import { expect, test } from "vitest";
import { type Automation, runInlinePrograms } from "../../src/plan/child/automation.ts";

type Call = (...given: unknown[]) => unknown;

/** A module in which everything starts an engine, and what the host was told. */
function loaded() {
  const told: unknown[] = [];
  const engine = () => told.push("an engine started");
  const automation = {
    LocalWorkspace: { createStack: engine, selectStack: engine, createOrSelectStack: engine },
    RemoteWorkspace: { createStack: engine, selectStack: engine },
    PulumiCommand: Object.assign(class {}, { get: engine, install: engine }),
  } satisfies Automation;
  Reflect.set(automation.PulumiCommand.prototype, "run", engine);
  runInlinePrograms(automation, {
    enter: (project, stack) => told.push(`${project}/${stack}`),
    configure: (key, value, isSecret) => told.push(`${key}=${value}${isSecret ? " (secret)" : ""}`),
  });
  const call = (of: object, method: string, ...given: unknown[]) => (Reflect.get(of, method) as Call)(...given);
  return { automation, told, call };
}

test("an inline program runs once, with its configuration, when it is first deployed", async () => {
  const { automation, told, call } = loaded();
  const program = async () => {
    told.push("the program");
    return { id: "x" };
  };
  const given = { projectName: "access", stackName: "prod", program };
  const stack = (await call(automation.LocalWorkspace, "createStack", given)) as object;
  await call(stack, "setAllConfig", { "azuread:tenantId": { value: "t" }, token: { value: "s", secret: true } });
  expect(told).toEqual(["azuread:tenantId=t", "access:token=s (secret)"]);
  await call(stack, "preview");
  expect(await call(stack, "up")).toMatchObject({ outputs: { id: { value: "x" } }, summary: { result: "succeeded" } });
  await call(stack, "destroy");
  expect(await call(stack, "outputs")).toEqual({ id: { value: "x", secret: false } });
  expect(told.slice(2)).toEqual(["access/prod", "the program"]);
});

test("a program in another folder is named, and no engine is ever started", async () => {
  const { automation, told, call } = loaded();
  const elsewhere = { stackName: "prod", workDir: "../entra" };
  await expect(call(automation.LocalWorkspace, "selectStack", elsewhere)).rejects.toThrow(
    "it deploys another program (../entra); check that one instead",
  );
  const engine = "this starts the Pulumi engine, which is not done here";
  for (const method of ["createStack", "selectStack"]) {
    expect(() => call(automation.RemoteWorkspace, method, {})).toThrow(engine);
  }
  for (const method of ["get", "install"]) expect(() => call(automation.PulumiCommand, method)).toThrow(engine);
  expect(() => call(automation.PulumiCommand.prototype, "run")).toThrow(engine);
  expect(told).toEqual([]);
});
