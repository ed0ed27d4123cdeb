/** One run of the policy engine: a preview that judges the whole, or an update that checks each resource against the verdict. */

import { join } from "node:path";
import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";
import type { Finding } from "../../src/finding.ts";
import { isUnknown, type Plan } from "../../src/plan/plan.ts";
import { type Judgement, judge } from "../judge.ts";
import { rules } from "../rules/index.ts";
import { planFromEngine } from "./engine-plan.ts";
import { knownProperties } from "./known.ts";
import { runOffline } from "./offline-run.ts";
import { type Basis, basisFor, type PolicySettings, packFolder } from "./settings.ts";
import {
  type Deployment,
  type JudgedResource,
  judged,
  matches,
  readVerdict,
  sha256,
  type Verdict,
  writeVerdict,
} from "./verdict.ts";
import { needsVerdict, visibleGrant } from "./visible-grants.ts";

/** Passwords are made anew in each run. */
const differsFromRunToRun = ["password"];

interface SeenResource {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly leaveOut: readonly string[];
}

/** The state of the pack's process: the engine starts one for a preview and another for the update. */
export class Gate {
  /** Inputs of every resource of this run, as the engine validated them. */
  readonly #seen = new Map<string, SeenResource>();
  /** The same, as the engine holds them: reading an unknown one throws. */
  readonly #validated = new Map<string, ResourceValidationArgs["props"]>();
  readonly #judgements = new Map<string, Judgement>();
  #offline: Promise<Plan | undefined> | undefined;
  #basis: Basis | undefined;
  #verdict: Verdict | { readonly missing: string } | undefined;

  /** True in a preview. Anything that does not say so is treated as an update: it needs a verdict. */
  readonly isPreview: boolean = pulumi.runtime.isDryRun();

  /**
   * Findings of one rule on the whole stack. In a preview the last rule's call leaves the verdict.
   * @throws when there is no matrix to judge by
   */
  async findings(
    rule: string,
    resources: readonly PolicyResource[],
    settings: PolicySettings,
  ): Promise<readonly Finding[]> {
    const [project, stack] = [pulumi.getProject(), pulumi.getStack()];
    this.#offline ??= runOffline(project, stack, packFolder, settings.program);
    const plan = planFromEngine(resources, this.#validated, await this.#offline, project, stack);
    const judgement = this.#judge(plan, settings);
    return judgement.findings.filter((finding) => finding.rule === rule);
  }

  #judge(plan: Plan, settings: PolicySettings): Judgement {
    // Each policy is called with a copy of the same resources; they are judged once.
    const key = sha256(JSON.stringify([plan.resources, settings]));
    const known = this.#judgements.get(key);
    if (known !== undefined) return known;
    const basis = this.#basisFor(settings);
    const judgement = judge({
      matrix: basis.loaded.matrix,
      plan,
      ...(basis.snapshot && { snapshot: basis.snapshot }),
      scope: basis.declaresEverything ? "whole-tenant" : "partial",
      rules,
      today: new Date().toISOString().slice(0, 10),
    });
    this.#judgements.set(key, judgement);
    if (this.isPreview) this.#leaveVerdict(plan, judgement, basis);
    return judgement;
  }

  #basisFor(settings: PolicySettings): Basis {
    this.#basis ??= basisFor(settings);
    return this.#basis;
  }

  #leaveVerdict(plan: Plan, judgement: Judgement, basis: Basis): void {
    const resources: Record<string, JudgedResource> = {};
    const planned = new Map(plan.resources.map((resource) => [resource.urn, resource]));
    for (const [urn, { inputs, leaveOut }] of this.#seen) {
      resources[urn] = judged(inputs, leaveOut, resolvedOf(inputs, planned.get(urn)?.inputs ?? {}));
    }
    writeVerdict(deployment(), {
      judgedAt: new Date().toISOString(),
      judgedBy: basis.digest,
      refused: judgement.findings.some(({ severity }) => severity === "error"),
      resources,
    });
  }

  /**
   * One resource before the engine goes on with it.
   * @returns why it is refused, or undefined
   */
  validate(args: ResourceValidationArgs): string | undefined {
    this.#validated.set(args.urn, args.props);
    if (!needsVerdict(args.type)) return undefined;
    const inputs = knownProperties(args.props, () => []);
    const leaveOut = [...args.opts.ignoreChanges, ...differsFromRunToRun];
    this.#seen.set(args.urn, { inputs, leaveOut });
    return this.isPreview ? undefined : this.#uncovered(args, inputs, leaveOut);
  }

  #uncovered(
    args: ResourceValidationArgs,
    inputs: Readonly<Record<string, unknown>>,
    leaveOut: readonly string[],
  ): string | undefined {
    const basis = this.#basisFor(args.getConfig<PolicySettings>());
    this.#verdict ??= readVerdict(deployment(), basis.digest, new Date());
    const what =
      "missing" in this.#verdict ? this.#verdict.missing : this.#objection(this.#verdict, args, inputs, leaveOut);
    return what === undefined
      ? undefined
      : `Not created: ${what}. Only a preview sees the whole graph and can tell whom this gives access. Run \`pulumi up\` without --skip-preview, or \`pulumi preview\` with this policy pack first.`;
  }

  #objection(
    verdict: Verdict,
    args: ResourceValidationArgs,
    inputs: Readonly<Record<string, unknown>>,
    leaveOut: readonly string[],
  ): string | undefined {
    const resource = verdict.resources[args.urn];
    if (resource === undefined) return "the last preview did not have this resource";
    if (!matches(resource, inputs, leaveOut)) return "this resource has changed since the last preview";
    const grant = visibleGrant(args.type, inputs);
    if (grant === undefined || grant.standing === "harmless" || !resource.unknown.includes(grant.property))
      return undefined;
    const judgedAs = resource.resolved[grant.property];
    // A custom role of this stack has an id now; the preview judged it by the resource that declares it.
    const isDeclaredRole = grant.standing === "not-in-catalogue" && judgedAs !== undefined;
    if (judgedAs !== grant.value && !isDeclaredRole) {
      return `${grant.property} turns out to be ${grant.value}, which is tier 0, and the preview could not know that`;
    }
    return undefined;
  }
}

/** What the judgement took unknown texts to be, by top-level property. */
function resolvedOf(
  seen: Readonly<Record<string, unknown>>,
  judgedInputs: Readonly<Record<string, unknown>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(judgedInputs).flatMap(([property, value]) =>
      isUnknown(seen[property]) && typeof value === "string" ? [[property, value]] : [],
    ),
  );
}

function deployment(): Deployment {
  return {
    folder: process.env["DEMARC_VERDICTS"] ?? join(packFolder, "..", ".demarc", "verdicts"),
    backend: process.env["PULUMI_BACKEND_URL"] ?? "",
    project: pulumi.getProject(),
    stack: pulumi.getStack(),
  };
}
