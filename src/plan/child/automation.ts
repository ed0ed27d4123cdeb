/**
 * Programs that drive the engine themselves (Automation API). What such a program would deploy is the inline program that it hands over:
 * that is run here, in its place. No engine is ever started: the gate would deploy what it is asked to judge.
 */

/** The parts of `@pulumi/pulumi/automation` that start an engine, or are handed what it should run. */
export interface Automation {
  readonly LocalWorkspace: object;
  readonly RemoteWorkspace: object;
  readonly PulumiCommand: { readonly prototype: object };
}

interface InlineArguments {
  readonly stackName?: string;
  readonly projectName?: string;
  readonly workDir?: string;
  readonly program?: () => unknown;
}

/** How an inline program is run. */
export interface InlineHost {
  /** Makes the settings those of the program that is about to run. */
  enter(project: string, stack: string): void;
  /** Adds a value to its configuration. */
  configure(key: string, value: string, isSecret: boolean): void;
}

/** Makes a loaded module hand inline programs to the host. */
export function runInlinePrograms(
  { LocalWorkspace, RemoteWorkspace, PulumiCommand }: Automation,
  host: InlineHost,
): void {
  const open = (given: InlineArguments) => Promise.resolve().then(() => inlineStack(given, host));
  for (const method of ["createStack", "selectStack", "createOrSelectStack"]) Reflect.set(LocalWorkspace, method, open);
  for (const method of Reflect.ownKeys(RemoteWorkspace)) {
    if (typeof Reflect.get(RemoteWorkspace, method) === "function") Reflect.set(RemoteWorkspace, method, refuse);
  }
  for (const method of ["get", "install"]) Reflect.set(PulumiCommand, method, refuse);
  Reflect.set(PulumiCommand.prototype, "run", refuse);
}

function refuse(): never {
  throw new Error(
    "this starts the Pulumi engine, which is not done here; check the program that it deploys, or the output of pulumi preview --json",
  );
}

/** A stack as far as programs use one: it runs its program when it is first deployed or previewed, and everything else does nothing. */
function inlineStack({ stackName = "dev", projectName, program, workDir }: InlineArguments, host: InlineHost): object {
  if (program === undefined) {
    throw new Error(
      `it deploys another program${workDir === undefined ? "" : ` (${workDir})`}; check that one instead`,
    );
  }
  const set = (key: string, given: { readonly value: string; readonly secret?: boolean }) => {
    const full = key.includes(":") || projectName === undefined ? key : `${projectName}:${key}`;
    host.configure(full, given.value, given.secret === true);
  };
  let running: Promise<Record<string, unknown>> | undefined;
  const run = async () => {
    running ??= (async () => {
      if (projectName !== undefined) host.enter(projectName, stackName);
      const exported: unknown = await program();
      const outputs = typeof exported === "object" && exported !== null ? Object.entries(exported) : [];
      return Object.fromEntries(outputs.map(([name, value]: [string, unknown]) => [name, { value, secret: false }]));
    })();
    const outputs = await running;
    return {
      stdout: "",
      stderr: "",
      outputs,
      changeSummary: {},
      summary: { result: "succeeded", resourceChanges: {} },
    };
  };
  return idle({
    name: stackName,
    workspace: idle({}),
    up: run,
    preview: run,
    outputs: async () => (await run()).outputs,
    setConfig: async (key: string, value: { readonly value: string }) => set(key, value),
    setAllConfig: async (values: Readonly<Record<string, { readonly value: string }>>) => {
      for (const [key, value] of Object.entries(values)) set(key, value);
    },
  });
}

/** An object whose other methods do nothing. */
function idle(own: object): object {
  const nothing = async () => undefined;
  return new Proxy(own, {
    // A promise would be taken for one by whoever awaits the stack.
    get: (target, name) => (name in target || name === "then" ? Reflect.get(target, name) : nothing),
  });
}
