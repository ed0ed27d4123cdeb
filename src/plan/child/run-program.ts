/**
 * Entry point of the child process: runs one program against the monitor and reports what it registered, or why not. No
 * top-level await here, since a program that never ends must still be told apart from this module.
 */

import { readFileSync } from "node:fs";
import { createRequire, setSourceMapsSupport } from "node:module";
import { pathToFileURL } from "node:url";
import type { SourcePosition } from "../plan.ts";
import { runInlinePrograms } from "./automation.ts";
import { isLoadFailure, missingModule, notInstalled, oneLine, transformPosition } from "./failure.ts";
import { Frames } from "./frames.ts";
import type { Job } from "./job.ts";
import { resolveSdkToOurs, runCommonJsAsSuch, watchForStripping } from "./modules.ts";
import { lookupSource, Monitor, replyOpen, replyRead, replyUrn } from "./monitor.ts";
import { send } from "./report.ts";
import { captureLog, loadSdk, type Sdk, trackPromisesCheaply } from "./sdk.ts";

/** How long handles that the program left open may still register something after everything awaited has ended. */
const graceMilliseconds = 1000;

const job = JSON.parse(readFileSync(0, "utf8")) as Job;
const frames = new Frames(job.directory);
const endProcess = process.exit.bind(process);
let ended = false;

setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
const settings = { config: { ...job.config }, secretKeys: [...job.secretKeys] };
const sdk = loadSdk((automation) => {
  runInlinePrograms(automation, {
    enter(project, stack) {
      Object.assign(sdk.state.getStore().settings.options, { project, stack });
    },
    configure(key, value, isSecret) {
      settings.config[key] = value;
      if (isSecret) settings.secretKeys.push(key);
      sdk.config.setAllConfig(settings.config, settings.secretKeys);
    },
  });
});
// Hooks make every import slower; none of the SDK's own needs one.
resolveSdkToOurs();
runCommonJsAsSuch((file) => frames.isUsers(file));
if (!job.compile && !job.esModule) watchForStripping((file) => frames.isUsers(file), needsCompiling);
const monitor = new Monitor(job, sdk, fail);
trackPromisesCheaply(sdk);
captureLog(sdk, (severity, text) => send({ kind: "log", severity, text }));
capturePositions(sdk);
fillOutputs(sdk);
sdk.settings.setMockOptions(monitor, job.project, job.stack, false, "organization");
sdk.state.getStore().settings.options["rootDirectory"] = job.rootDirectory;
sdk.config.setAllConfig({ ...job.config }, [...job.secretKeys]);

process.argv = [process.argv[0] ?? "node", job.entry];
process.exit = (code) => {
  const status = code ?? process.exitCode ?? 0;
  end({
    kind: "failed",
    reason: "exited",
    message: `the program called process.exit(${status}) before its resources were registered`,
    ...at(frames.current()),
  });
  return endProcess(status);
};
process.on("uncaughtException", uncaught);
process.on("unhandledRejection", uncaught);
process.on("beforeExit", () => {
  if (!ended) neverEnded();
});

sdk.stack
  .runInPulumiStack(runProgram)
  .then(() => sdk.settings.waitForRPCs())
  .then(finish, uncaught);

/** Imitates `cmd/run/run.js`: what the module exports is the stack's outputs, and an exported function is called. */
async function runProgram(): Promise<unknown> {
  const exported = await load();
  return await (typeof exported === "function" ? exported() : exported);
}

async function load(): Promise<unknown> {
  if (job.esModule) {
    const namespace = (await import(pathToFileURL(job.entry).href)) as Record<string, unknown>;
    if (!Object.hasOwn(namespace, "default")) return namespace;
    const names = Object.keys(namespace).filter((name) => name !== "module.exports");
    if (names.length !== 1) {
      throw new Error("expected entrypoint module to have either a default export or named exports but not both");
    }
    return namespace["default"];
  }
  let exported: unknown;
  try {
    exported = createRequire(job.entry)(job.entry);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ERR_REQUIRE_ASYNC_MODULE")) throw error;
    exported = await import(pathToFileURL(job.entry).href);
  }
  // The CLI calls only what module.exports is; a default export is meant to be run as well, and planning more is safe.
  const fallback: unknown =
    typeof exported === "object" && exported !== null ? Reflect.get(exported, "default") : undefined;
  return typeof exported !== "function" && typeof fallback === "function" ? fallback : exported;
}

/** Everything awaited has ended. Timers or promises that were not awaited get a moment to register more. */
function finish(): void {
  process.removeAllListeners("beforeExit");
  process.on("beforeExit", planned);
  const check = setInterval(() => {
    if (performance.now() - monitor.lastActivity < graceMilliseconds) return;
    clearInterval(check);
    send({
      kind: "log",
      severity: "warning",
      text: "The program left timers or connections open; what they would register later is not in the plan.",
    });
    planned();
  }, graceMilliseconds / 4);
  monitor.lastActivity = performance.now();
  check.unref();
}

function planned(): void {
  if (ended) return;
  const { logErrorCount } = sdk.state.getStore();
  if (logErrorCount > 0) {
    end({ kind: "failed", reason: "threw", message: "the program logged an error, which fails a deployment" });
  } else {
    const [leaks, message] = sdk.debuggable.leakedPromises();
    if (leaks.size > 0) neverEnded(message);
    end({ kind: "planned", resources: monitor.resources, lookups: monitor.usedLookups() });
  }
  endProcess(0);
}

/** Nothing is left to run, yet the program waits for something. */
function neverEnded(message: string = sdk.debuggable.leakedPromises()[1]): void {
  end({
    kind: "failed",
    reason: "never-ended",
    message: "the program waits for a promise or an output that never resolves",
    ...(message !== "" && { detail: message }),
  });
  endProcess(0);
}

function uncaught(error: unknown): void {
  fail(error);
}

function fail(error: unknown, registeredAt?: SourcePosition): void {
  const frame = error instanceof Error ? frames.first(error.stack) : undefined;
  const loading = isLoadFailure(error, frame !== undefined);
  end({
    kind: "failed",
    reason: loading ? "does-not-load" : "threw",
    message: (loading ? notInstalled(error, job.directory) : undefined) ?? oneLine(error),
    ...at(frame ?? registeredAt ?? frames.of(error) ?? transformPosition(error) ?? importPosition(error)),
    ...(error instanceof Error && error.stack !== undefined && { detail: error.stack }),
    retryCompiled: loading && !job.compile,
  });
  endProcess(0);
}

function needsCompiling(file: string): void {
  const message = `${file} declares class fields that its base class sets`;
  end({ kind: "failed", reason: "does-not-load", message, retryCompiled: true });
  endProcess(0);
}

function end(report: Parameters<typeof send>[0]): void {
  if (ended) return;
  ended = true;
  send(report);
}

function at(source: SourcePosition | undefined) {
  return source === undefined ? {} : { source };
}

/** Node says which file imports what; the line is where the text of the import stands in it. */
function importPosition(error: unknown): SourcePosition | undefined {
  if (!(error instanceof Error)) return undefined;
  const specifier = missingModule(error);
  const [, importer] =
    /imported from (\S+)$/m.exec(error.message) ?? /Require stack:\n- (\S+)/.exec(error.message) ?? [];
  if (specifier === undefined || importer === undefined || !frames.isUsers(importer)) return undefined;
  const name = specifier.split("/").at(-1) ?? specifier;
  const lines = readFileSync(importer, "utf8").split("\n");
  const index = lines.findIndex((line) => /\b(import|require|from)\b/.test(line) && line.includes(name));
  return index < 0 ? undefined : { file: importer, line: index + 1, column: 1 };
}

/** The SDK asks for the stack of each new resource: give it the user's frame, which it does not find in top-level code. */
function capturePositions({ resource, runtime }: Sdk): void {
  resource.Resource.stackTrace = () => {
    const source = frames.current();
    if (source === undefined) return [];
    return [{ uri: pathToFileURL(source.file).href, line: source.line, column: source.column }];
  };
  for (const name of ["invoke", "invokeOutput", "invokeSingle", "invokeSingleOutput", "call"]) {
    const original = runtime[name];
    if (original === undefined) continue;
    runtime[name] = (...args) => lookupSource.run(frames.current(), () => original(...args));
  }
}

/**
 * Outputs that neither inputs nor tables give become stand-ins. Which these are stands in the provider's own class, whose
 * constructor sets them to undefined; for a resource that is only read, all of its properties.
 */
function fillOutputs({ rpc }: Sdk): void {
  const { deserializeProperties, resolveProperties } = rpc;
  const computed = new Map<unknown, ReadonlySet<string>>();
  rpc.deserializeProperties = (wire, keepUnknowns) => {
    const { [replyOpen]: open, ...properties } = deserializeProperties(wire, keepUnknowns);
    const known = monitor.placeholders.revive(properties) as Record<string, unknown>;
    return typeof open === "string"
      ? (monitor.placeholders.open({ label: open, text: open, known }) as Record<string, unknown>)
      : known;
  };
  rpc.resolveProperties = (resource, resolvers, type, name, values, dependencies, error, keepUnknowns) => {
    const { [replyUrn]: urn, [replyRead]: read, ...known } = values;
    if (typeof urn === "string") {
      let outputs = computed.get(resource.constructor);
      if (outputs === undefined) {
        const matches = String(resource.constructor).matchAll(/\["(\w+)"\]\s*=\s*(?:undefined|void 0)\b/g);
        outputs = new Set(Array.from(matches, ([, property]) => property ?? ""));
        computed.set(resource.constructor, outputs);
      }
      for (const property of Object.keys(resolvers)) {
        if (Object.hasOwn(known, property) || !(read === true || outputs.has(property))) continue;
        known[property] = monitor.placeholders.open({ label: `${urn}#${property}` });
      }
    }
    resolveProperties(resource, resolvers, type, name, known, dependencies, error, keepUnknowns);
  };
}
