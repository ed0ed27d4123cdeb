import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { listenForConfiguration, PolicyConfiguration } from "../../../policies/adapter/policy-configuration.ts";

/** What the engine would send, through the SDK's own messages. */
const messages = createRequire(import.meta.url)("@pulumi/pulumi/proto/analyzer_pb");
const { AnalyzerService } = createRequire(import.meta.url)("@pulumi/pulumi/proto/analyzer_grpc_pb");
const { Struct } = createRequire(import.meta.url)("google-protobuf/google/protobuf/struct_pb");

function configure(levels: Readonly<Record<string, [number, object]>>): Uint8Array {
  const request = new messages.ConfigureAnalyzerRequest();
  for (const [policy, [level, properties]] of Object.entries(levels)) {
    const config = new messages.PolicyConfig();
    config.setEnforcementlevel(level);
    config.setProperties(Struct.fromJavaScript(properties));
    request.getPolicyconfigMap().set(policy, config);
  }
  return request.serializeBinary();
}

const { ADVISORY, MANDATORY, DISABLED, REMEDIATE } = messages.EnforcementLevel;

describe("policy configuration", () => {
  it("is heard where the SDK reads it, and the SDK still gets it", () => {
    const configuration = listenForConfiguration();
    const bytes = configure({
      a: [ADVISORY, {}],
      m: [MANDATORY, { matrix: "m.yaml" }],
      d: [DISABLED, {}],
      r: [REMEDIATE, {}],
    });
    const request = AnalyzerService.configure.requestDeserialize(Buffer.from(bytes));
    expect(request.getPolicyconfigMap().get("m").getProperties().toJavaScript()).toEqual({ matrix: "m.yaml" });
    expect(["a", "m", "d", "r"].map((policy) => configuration.level(policy))).toEqual([
      "advisory",
      "mandatory",
      "disabled",
      "remediate",
    ]);
    expect(["a", "m", "d", "r"].map((policy) => configuration.refuses(policy))).toEqual([false, true, false, true]);
    expect(configuration.properties("m")).toEqual({ matrix: "m.yaml" });
  });

  it("that was not heard is mandatory, and says nothing else", () => {
    const configuration = new PolicyConfiguration();
    for (const message of [undefined, null, {}, "configure", { getPolicyconfigMap: 1 }]) configuration.hear(message);
    expect(configuration.level("any")).toBe("mandatory");
    expect(configuration.refuses("any")).toBe(true);
    expect(configuration.properties("any")).toBeUndefined();
  });

  it("knows no level that the SDK does not know", () => {
    const configuration = new PolicyConfiguration();
    configuration.hear({
      getPolicyconfigMap: () => new Map([["new", { getEnforcementlevel: () => 9, getProperties: () => undefined }]]),
    });
    expect(configuration.level("new")).toBe("mandatory");
  });
});
