/**
 * Policy configuration as the engine says it. The engine tells the pack once, before anything else (`Configure`); the SDK keeps the
 * enforcement levels to itself, and no policy can ask for another's settings. The gate needs both: a rule that is set to advisory
 * must not make an update refuse, and one policy's settings hold for the whole pack. So this listens where the SDK reads that
 * message. Where it hears nothing, every rule counts as mandatory.
 *
 * Source: pulumi/pulumi-policy, sdk/nodejs/policy/server.ts (`configure`, `makeGetConfigFun`).
 */

import { createRequire } from "node:module";
import type { EnforcementLevel } from "@pulumi/policy";

/** By number, as `analyzer.proto` has them. */
const levelNames: readonly EnforcementLevel[] = ["advisory", "mandatory", "disabled", "remediate"];

/** What of the message is read. */
interface ConfigureRequest {
  getPolicyconfigMap(): { entries(): Iterable<readonly [string, PolicyConfig]> };
}

interface PolicyConfig {
  getEnforcementlevel(): number;
  getProperties(): { toJavaScript(): Readonly<Record<string, unknown>> } | undefined;
}

/** The part of a gRPC method that reads a message. */
interface Method {
  requestDeserialize(bytes: Uint8Array): unknown;
}

/** What the engine has said so far. */
export class PolicyConfiguration {
  readonly #levels = new Map<string, EnforcementLevel>();
  readonly #properties = new Map<string, Readonly<Record<string, unknown>>>();

  /** The level of a policy; mandatory where the engine has not said. */
  level(policy: string): EnforcementLevel {
    return this.#levels.get(policy) ?? "mandatory";
  }

  /** Whether a violation of this policy stops the engine. */
  refuses(policy: string): boolean {
    const level = this.level(policy);
    return level === "mandatory" || level === "remediate";
  }

  /** A policy's own settings; `undefined` where the engine has not said. */
  properties(policy: string): Readonly<Record<string, unknown>> | undefined {
    return this.#properties.get(policy);
  }

  /** Takes in a message as the SDK reads it. Anything else says nothing. */
  hear(message: unknown): void {
    if (!isConfigureRequest(message)) return;
    for (const [policy, config] of message.getPolicyconfigMap().entries()) {
      const level = levelNames[config.getEnforcementlevel()];
      if (level !== undefined) this.#levels.set(policy, level);
      this.#properties.set(policy, config.getProperties()?.toJavaScript() ?? {});
    }
  }
}

/** Starts to listen. Must run before the pack is constructed: its server takes its methods then. */
export function listenForConfiguration(): PolicyConfiguration {
  const configuration = new PolicyConfiguration();
  const method = configureMethod();
  if (method === undefined) return configuration;
  const read = method.requestDeserialize;
  method.requestDeserialize = (bytes) => {
    const message = read(bytes);
    try {
      configuration.hear(message);
    } catch {
      // What cannot be heard counts as mandatory.
    }
    return message;
  };
  return configuration;
}

/** The method of the very copy of the service that the policy SDK serves. */
function configureMethod(): Method | undefined {
  try {
    const sdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/policy"));
    const service: unknown = sdk("@pulumi/pulumi/proto/analyzer_grpc_pb");
    const method = field(field(service, "AnalyzerService"), "configure");
    return isMethod(method) ? method : undefined;
  } catch {
    return undefined;
  }
}

function field(holder: unknown, key: string): unknown {
  return typeof holder === "object" && holder !== null ? (holder as Readonly<Record<string, unknown>>)[key] : undefined;
}

function isMethod(value: unknown): value is Method {
  return typeof field(value, "requestDeserialize") === "function";
}

function isConfigureRequest(value: unknown): value is ConfigureRequest {
  return typeof field(value, "getPolicyconfigMap") === "function";
}
