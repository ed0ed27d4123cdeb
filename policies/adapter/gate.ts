/** One run of the policy engine: a preview that judges the whole, or an update that checks each resource against the verdict. */

import { join } from "node:path";
import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";
import type { Finding, WaivedFinding } from "../../src/finding.ts";
import { isPlaceholderId } from "../../src/plan/placeholder-id.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { idsIn } from "../../src/tenant/resources/references.ts";
import { judge } from "../judge.ts";
import type { Rule } from "../rule.ts";
import { rules } from "../rules/index.ts";
import { combined, type Judged, namesOf } from "./doubts.ts";
import { type EnginePlan, planFromEngine } from "./engine-plan.ts";
import { knownProperties } from "./known.ts";
import { type OfflineRun, runOffline, withoutKnown } from "./offline-run.ts";
import type { PolicyConfiguration } from "./policy-configuration.ts";
import type { Change, Remedy } from "./remedies.ts";
import { type Basis, basisFor, type PolicySettings, packFolder } from "./settings.ts";
import { StandIns } from "./stand-ins.ts";
import {
  at,
  changedSince,
  type Deployment,
  type JudgedResource,
  judged,
  readVerdict,
  type SeenResource,
  sha256,
  type Verdict,
  writeVerdict,
} from "./verdict.ts";
import { needsVerdict, visibleGrant } from "./visible-grants.ts";

const tellsWhatToRun =
  "Only a preview sees the whole graph and can tell whom this gives access. Run `pulumi up` without --skip-preview, or `pulumi preview` with this policy pack first.";

const unseenUntilNow = "made inside an apply, from values of what did not exist yet";

/** The state of the pack's process: the engine starts one for a preview and another for the update. */
export class Gate {
  /** Every resource of this run that needs a verdict, as the engine validated it. */
  readonly #seen = new Map<string, SeenResource>();
  /** Inputs of every resource, as the engine holds them: reading an unknown one throws. */
  readonly #validated = new Map<string, ResourceValidationArgs["props"]>();
  readonly #judgements = new Map<string, Judged>();
  /** What each rule that was asked has said. */
  readonly #said = new Map<string, "passed" | "refused">();
  readonly #configuration: PolicyConfiguration;
  #offline: Promise<OfflineRun> | undefined;
  readonly #bases = new Map<string, Basis>();
  #firstSettings: PolicySettings = {};
  #cover: Promise<Cover> | undefined;

  /** True in a preview. Anything that does not say so is treated as an update: it needs a verdict. */
  readonly isPreview: boolean = pulumi.runtime.isDryRun();

  constructor(configuration: PolicyConfiguration) {
    this.#configuration = configuration;
  }

  /**
   * Findings of one rule on the whole stack.
   * @throws when there is no matrix to judge by; the rule has then refused
   */
  async findings(
    rule: string,
    resources: readonly PolicyResource[],
    settings: PolicySettings,
  ): Promise<readonly Finding[]> {
    // A rule that comes to no end has not passed.
    this.#said.set(rule, "refused");
    const judged = this.#judge(await this.#plan(resources, settings), settings);
    const findings = judged.findings.filter((each) => each.rule === rule);
    if (!findings.some(({ severity }) => severity === "error")) this.#said.set(rule, "passed");
    const offline = await this.#runOffline(settings);
    return offline.plan === undefined ? findings.map((finding) => withoutOffline(finding, offline.failure)) : findings;
  }

  /**
   * Findings that the matrix waives, of every rule.
   * @throws when there is no matrix to judge by
   */
  async waived(resources: readonly PolicyResource[], settings: PolicySettings): Promise<readonly WaivedFinding[]> {
    return this.#judge(await this.#plan(resources, settings), settings).waived;
  }

  /**
   * What the program makes that this preview does not have, as a sentence; undefined where it has everything.
   * @throws when there is no matrix to judge by
   */
  async unseen(resources: readonly PolicyResource[], settings: PolicySettings): Promise<string | undefined> {
    const { declared } = await this.#plan(resources, settings);
    const unseen = declared?.unseen.filter(({ type }) => needsVerdict(type)) ?? [];
    if (unseen.length === 0) return undefined;
    return `${namesOf(unseen)}: ${unseenUntilNow}. This preview does not have it, so the update will stop there, and a second one goes on. Made outside of the apply, from the outputs themselves, it takes one.`;
  }

  /**
   * Leaves the verdict of a preview, by the rules that were asked: one that policy configuration disables refuses nothing.
   * @throws when there is no matrix to judge by
   */
  async leaveVerdict(resources: readonly PolicyResource[]): Promise<void> {
    if (!this.isPreview) return;
    const { plan, certain } = await this.#plan(resources, {});
    const { plan: offline } = await this.#runOffline({});
    const ids = plan.resources.flatMap(({ id, inputs }) => idsIn([id, inputs]));
    writeVerdict(deployment(), {
      judgedAt: new Date().toISOString(),
      judgedBy: this.#basisFor({}).digest,
      rules: Object.fromEntries(this.#said),
      resources: Object.fromEntries(
        [...this.#seen].map(([urn, seen]) => [urn, judged(seen, certain.get(urn) ?? {})] as const),
      ),
      knownIds: [...new Set(ids)].filter((id) => !isPlaceholderId(id)),
      ...(offline && { declares: urnsOf(offline) }),
    });
  }

  /**
   * What a remedy would change in a resource. In doubt nothing: the rules then judge it as it is written.
   */
  async changes(remedy: Remedy, args: ResourceValidationArgs): Promise<readonly Change[]> {
    if (args.type !== remedy.type) return [];
    const settings = args.getConfig<PolicySettings>();
    const { entitlements } = this.#basisFor(settings);
    const { plan: offline } = await this.#runOffline(settings);
    const inputs = knownProperties(args.props, () => []);
    return remedy.changes({ urn: args.urn, inputs }, { entitlements, offline });
  }

  async #plan(resources: readonly PolicyResource[], settings: PolicySettings): Promise<EnginePlan> {
    const { plan } = await this.#runOffline(settings);
    const planned = planFromEngine(resources, this.#validated, plan, pulumi.getProject(), pulumi.getStack());
    // When an update asks, everything that it makes exists.
    return this.isPreview ? planned : { ...planned, declared: undefined };
  }

  #judge({ plan, unpicked, declared }: EnginePlan, settings: PolicySettings): Judged {
    // Each policy is called with a copy of the same resources; they are judged once.
    const key = sha256(JSON.stringify([plan.resources, settings]));
    const known = this.#judgements.get(key);
    if (known !== undefined) return known;
    const basis = this.#basisFor(settings);
    const judged = (of: Plan, by: readonly Rule[]) =>
      judge({
        matrix: basis.loaded.matrix,
        matrixSource: basis.loaded,
        plan: withoutKnown(of, basis.snapshot),
        ...(basis.snapshot && { snapshot: basis.snapshot }),
        // What the tenant holds already is the review's business; the gate judges what the plan adds to it.
        scope: basis.declaresEverything && basis.snapshot === undefined ? "whole-tenant" : "partial",
        rules: by,
        today: new Date().toISOString().slice(0, 10),
      });
    const tierZero = rules.filter(({ name }) => tierZeroRules.has(name));
    const all = combined(
      judged(plan, rules),
      unpicked === undefined ? [] : judged(unpicked, tierZero).findings,
      declared && { ...judged(declared.plan, rules), unseen: declared.unseen },
    );
    this.#judgements.set(key, all);
    return all;
  }

  #basisFor(settings: PolicySettings): Basis {
    const merged = { ...this.#packSettings(), ...settings };
    const key = JSON.stringify(merged);
    const basis = this.#bases.get(key) ?? basisFor(merged);
    this.#bases.set(key, basis);
    return basis;
  }

  /** Configuration of the policy that is asked first and for every resource: it holds for the others, where they have none. */
  #packSettings(): PolicySettings {
    return this.#configuration.properties("judged-before-created") ?? this.#firstSettings;
  }

  #runOffline(settings: PolicySettings): Promise<OfflineRun> {
    const program = settings.program ?? this.#packSettings().program;
    this.#offline ??= runOffline(pulumi.getProject(), pulumi.getStack(), packFolder, program);
    return this.#offline;
  }

  /**
   * One resource before the engine goes on with it.
   * @returns why it is refused, or undefined
   */
  async validate(args: ResourceValidationArgs): Promise<string | undefined> {
    this.#firstSettings = args.getConfig<PolicySettings>();
    this.#validated.set(args.urn, args.props);
    if (!needsVerdict(args.type)) return undefined;
    const seen = { inputs: knownProperties(args.props, () => []), protect: args.opts.protect };
    this.#seen.set(args.urn, seen);
    if (this.isPreview) return undefined;
    this.#cover ??= this.#findCover();
    const cover = await this.#cover;
    const objection = "missing" in cover ? cover.missing : objectionTo(cover, args, seen);
    return objection === undefined ? undefined : `Not created: ${objection}. ${tellsWhatToRun}`;
  }

  async #findCover(): Promise<Cover> {
    const binding = rules.map(({ name }) => name).filter((name) => this.#configuration.refuses(name));
    const verdict = readVerdict(deployment(), this.#basisFor({}).digest, binding, new Date());
    if ("missing" in verdict) return verdict;
    // The engine asks nobody before it deletes. What the program stopped declaring shows when it runs offline.
    if (verdict.declares !== undefined) {
      const offline = await this.#runOffline({});
      if (offline.plan === undefined) {
        return { missing: `the program ran offline when it was judged, and no longer does (${offline.failure})` };
      }
      const declares = new Set(urnsOf(offline.plan));
      const [gone, ...others] = verdict.declares.filter((urn) => !declares.has(urn));
      if (gone !== undefined) {
        const more = others.length > 0 ? ` and ${others.length} more` : "";
        return {
          missing: `the program no longer declares ${gone.split("::").at(-1)}${more}, which the last preview had`,
        };
      }
    }
    return { verdict, standIns: new StandIns(verdict.knownIds) };
  }
}

/**
 * Rules that must hold whomever of several a property turns out to name. The others go by the offline run's word: a program that
 * lies to it of which resource it means gains nothing that reaches tier 0. What it says of a lookup holds where no snapshot shows
 * the object.
 */
const tierZeroRules: ReadonlySet<string> = new Set([
  "provider-no-standing-global-admin",
  "provider-no-path-to-global-admin",
]);

/** What is not known in a preview weighs more where nothing can fill it; whoever is refused should know why. */
function withoutOffline(finding: Finding, failure: string): Finding {
  const why = `(What this preview does not know yet could not be filled from an offline run of the program: ${failure})`;
  return { ...finding, remedy: finding.remedy === undefined ? why : `${finding.remedy} ${why}` };
}

/** A verdict that an update goes by, or why there is none. */
type Cover = { readonly verdict: Verdict; readonly standIns: StandIns } | { readonly missing: string };

function objectionTo(
  { verdict, standIns }: Exclude<Cover, { readonly missing: string }>,
  { urn, type }: ResourceValidationArgs,
  seen: SeenResource,
): string | undefined {
  const resource = verdict.resources[urn];
  if (resource === undefined) {
    const isExpected = verdict.declares?.includes(urn) === true;
    return `the last preview did not have this resource${isExpected ? `: it is ${unseenUntilNow}; the next preview has it` : ""}`;
  }
  const changed = changedSince(resource, seen);
  if (changed.length > 0) return `this resource has changed since the last preview (${changed.join(", ")})`;
  return unknownGrant(resource, type, seen) ?? unjudgedObject(resource, standIns, seen);
}

/** A role of tier 0 that the preview took for something else, or for nothing in particular. */
function unknownGrant(resource: JudgedResource, type: string, { inputs }: SeenResource): string | undefined {
  const grant = visibleGrant(type, inputs);
  if (grant === undefined || grant.standing === "harmless" || !(grant.property in resource.unknown)) return undefined;
  const judgedAs = resource.unknown[grant.property];
  // A custom role of this stack has an id now; the preview judged it by the resource that declares it.
  const isDeclaredRole = grant.standing === "not-in-catalogue" && typeof judgedAs === "string";
  return judgedAs === grant.value || isDeclaredRole
    ? undefined
    : `${grant.property} turns out to be ${grant.value}, which is tier 0, and the preview could not know that`;
}

function unjudgedObject(resource: JudgedResource, standIns: StandIns, { inputs }: SeenResource): string | undefined {
  for (const [path, judgedAs] of Object.entries(resource.unknown)) {
    const objection = judgedAs === null ? undefined : standIns.objection(path, judgedAs, at(inputs, path));
    if (objection !== undefined) return objection;
  }
  return undefined;
}

function urnsOf({ resources }: Plan): string[] {
  return resources.filter(({ type }) => needsVerdict(type)).map(({ urn }) => urn);
}

function deployment(): Deployment {
  return {
    folder: process.env["DEMARC_VERDICTS"] ?? join(packFolder, "..", ".demarc", "verdicts"),
    backend: process.env["PULUMI_BACKEND_URL"] ?? "",
    project: pulumi.getProject(),
    stack: pulumi.getStack(),
  };
}
