/** The scheduled review: what its files promise, and their commands as a shell runs them. */

import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { systems } from "../../src/catalogue/systems/index.ts";
import type { EstateSummary } from "../../src/review/estate/summary.ts";
import { readEstate } from "../../src/review/estate/tenant-folder.ts";
import { readChain } from "../../src/review/evidence/chain.ts";
import { type HistoryTable, historyOf, historyTables } from "../../src/review/evidence/history.ts";
import { secretVariable } from "../../src/roster/connection.ts";
import { exchange, helpdesk, reviews, signedReview } from "../review/evidence/reviews.ts";
import { demarc, projectRoot, temporaryFolder } from "../support/demarc.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const at = (...parts: string[]) => join(folder.path, ...parts);
const page = readFileSync("docs/quarterly-review.md", "utf8");
const workflow = parse(readFileSync("ci/github/quarterly-review.yml", "utf8"));
const manifest = readFileSync("ci/kubernetes/quarterly-review.yaml", "utf8");
const [cronJob, account] = parseAllDocuments(manifest).map((document) => document.toJS());
const job = cronJob.spec.jobTemplate.spec;
const pod = job.template.spec;
const [container] = pod.containers;
const variables = new Map<string, string>(
  container.env.map(({ name, value }: { name: string; value: string }) => [name, value]),
);

/** Runs a script as a machine would; never throws. */
function shell(command: string, args: readonly string[], env: Record<string, string>) {
  return new Promise<{ status: number; output: string }>((done) => {
    execFile(command, args, { cwd: projectRoot, env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      done({ status: typeof error?.code === "number" ? error.code : 0, output: `${stdout}${stderr}` }),
    );
  });
}

beforeAll(async () => {
  mkdirSync(at("tenants", "kestrel"), { recursive: true });
  cpSync("stacks/kestrel/matrix.yaml", at("tenants", "kestrel", "matrix.yaml"));
  const out = at("tenants", "kestrel", "snapshot");
  await demarc("snapshot", "--stack", "kestrel", "--workspace", at("workspace"), "--out", out);
  mkdirSync(at("with-broken", "cut"), { recursive: true });
  cpSync(at("tenants"), at("with-broken"), { recursive: true });
  cpSync("stacks/harbour/matrix.yaml", at("with-broken", "cut", "matrix.yaml"));
});

const summary = (out: string) => JSON.parse(readFileSync(at(out, "summary.json"), "utf8")) as EstateSummary;

describe("ci/github/quarterly-review.yml", () => {
  it("runs each quarter and by hand, every shard once, and the summary whatever became of them", () => {
    expect(Object.keys(workflow.on)).toEqual(["schedule", "workflow_dispatch"]);
    expect(workflow.on.schedule[0].cron).toMatch(/^\d+ \d+ 1 1,4,7,10 \*$/);
    const { strategy } = workflow.jobs.review;
    expect(strategy.matrix.shard).toEqual(Array.from({ length: workflow.env.SHARDS }, (_, index) => index + 1));
    expect(strategy["fail-fast"]).toBe(false);
    expect(workflow.jobs.summary).toMatchObject({ needs: "review", if: expect.stringContaining("!cancelled()") });
    const steps = Object.values<{ steps: { uses?: string; with?: Record<string, unknown> }[] }>(workflow.jobs).flatMap(
      (each) => each.steps,
    );
    const names = steps.flatMap((step) =>
      step.uses?.startsWith("actions/upload-artifact") ? step.with?.["name"] : [],
    );
    expect(names).toEqual([expect.stringMatching(/^review-\$\{\{ matrix\.shard \}\}$/), "reviews"]);
  });

  it("has only keys that GitHub knows", () => {
    const known = {
      workflow: ["name", "on", "permissions", "concurrency", "env", "jobs"],
      job: ["needs", "if", "runs-on", "timeout-minutes", "permissions", "strategy", "steps"],
      step: ["uses", "with", "run", "env", "if"],
    };
    expect(Object.keys(workflow).filter((key) => !known.workflow.includes(key))).toEqual([]);
    for (const each of Object.values<{ steps: object[] }>(workflow.jobs)) {
      expect(Object.keys(each).filter((key) => !known.job.includes(key))).toEqual([]);
      for (const step of each.steps) expect(Object.keys(step).filter((key) => !known.step.includes(key))).toEqual([]);
    }
  });

  it("only the job that signs in can have a token, and the summary knows nothing to sign in with", () => {
    expect(workflow.jobs.review.permissions).toEqual({ contents: "read", "id-token": "write" });
    expect(workflow.jobs.summary.permissions).toEqual({ contents: "read" });
    expect(JSON.stringify(workflow.jobs.summary)).not.toContain("AZURE_");
  });

  it("only the step that collects has secrets, each of one tenant's system under the name that is looked for", () => {
    const steps = Object.values<{ steps: { run?: string; env?: Record<string, string> }[] }>(workflow.jobs).flatMap(
      (each) => each.steps,
    );
    const withSecrets = steps.filter((step) => /\bsecrets\b/.test(JSON.stringify(step)));
    expect(withSecrets.map(({ run }) => run)).toEqual(["bash .demarc/ci/github/review-shard.sh"]);
    expect(`${JSON.stringify(workflow.env)}${workflow.jobs.review.env}`).not.toContain("secrets");
    const given = Object.entries(withSecrets[0]?.env ?? {}).filter(([, value]) => /\bsecrets\b/.test(value));
    const looked = systems.flatMap(({ id, roster: { api } }) =>
      api?.documented === true
        ? [...Object.keys(api.authentication.secrets), "token"].map((name) => secretVariable(id, name, "acme"))
        : [],
    );
    expect(given.length).toBeGreaterThan(0);
    for (const [name, value] of given)
      expect([looked, value]).toEqual([expect.arrayContaining([name]), `\${{ secrets.${name} }}`]);
  });

  it("its scripts review in shards and merge; differences are no failure, a tenant without a review is one", async () => {
    const run = async (tenants: string, out: string) => {
      const common = { DEMARC: projectRoot, TENANTS: at(tenants), OUT: at(out), SHARDS: "2" };
      const shards: number[] = [];
      for (const SHARD of ["2", "1"]) {
        shards.push((await shell("bash", ["ci/github/review-shard.sh"], { ...common, SHARD })).status);
      }
      const env = { ...common, GITHUB_STEP_SUMMARY: at(`${out}.md`) };
      return { shards, merged: (await shell("bash", ["ci/github/review-summary.sh"], env)).status };
    };
    expect(await run("tenants", "github")).toEqual({ shards: [0, 0], merged: 0 });
    expect(readFileSync(at("github.md"), "utf8")).toMatch(/^# Access reviews\n[\s\S]*\[kestrel\]/);
    expect(summary("github").totals).toMatchObject({ tenants: 1, reviewed: 1 });
    // What was reviewed is taken as it is; the tenant that came since is the one that is broken.
    cpSync(at("github"), at("github-broken"), { recursive: true });
    const broken = await run("with-broken", "github-broken");
    expect(broken.shards.toSorted()).toEqual([0, 2]);
    expect(broken.merged).toBe(2);
    expect(summary("github-broken").totals).toMatchObject({ tenants: 2, reviewed: 1, failed: 1, missing: 0 });
  });
});

describe("ci/kubernetes/quarterly-review.yaml", () => {
  it("is an Indexed Job of as many pods as there are shards", () => {
    expect(parseAllDocuments(manifest, { uniqueKeys: true }).flatMap((document) => document.errors)).toEqual([]);
    expect([cronJob.apiVersion, cronJob.kind, job.completionMode]).toEqual(["batch/v1", "CronJob", "Indexed"]);
    expect([job.completions, job.parallelism, job.maxFailedIndexes]).toEqual([4, 4, 4]);
    expect(variables.get("SHARDS")).toBe(String(job.completions));
    // What the API asks for: backoffLimitPerIndex only with Indexed, podFailurePolicy only with Never.
    expect(pod.restartPolicy).toBe("Never");
    expect(account.metadata.name).toBe(pod.serviceAccountName);
  });

  it("runs as nobody in particular, and writes only where it is said", () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(container.image).toMatch(/@sha256:[0-9a-f]{64}$/);
    const mounts = container.volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath);
    for (const name of ["TENANTS", "OUT", "HOME", "XDG_CACHE_HOME", "AZURE_FEDERATED_TOKEN_FILE"]) {
      const place = variables.get(name) ?? "";
      expect(mounts.some((mount: string) => place === mount || place.startsWith(`${mount}/`))).toBe(true);
    }
    expect(container.resources.limits).toBeDefined();
    // A token for Entra ID, none for the cluster.
    expect([pod.automountServiceAccountToken, account.automountServiceAccountToken]).toEqual([false, false]);
    expect(pod.volumes.find(({ name }: { name: string }) => name === "token").projected.sources).toEqual([
      { serviceAccountToken: expect.objectContaining({ path: "token", audience: "api://AzureADTokenExchange" }) },
    ]);
    // No secret is written down here; those of systems come from outside, if there are any.
    expect(manifest).not.toMatch(/secretKeyRef|kind: Secret/);
    expect(container.envFrom).toEqual([{ secretRef: { name: "demarc-rosters", optional: true } }]);
  });

  it("its command, with each index, reviews every tenant; 2 is left to the summary", async () => {
    const command = container.args[0].replace("/demarc/src", `${projectRoot}/src`);
    expect(container.command).toEqual(["/bin/sh", "-c"]);
    const statuses: number[] = [];
    for (let index = 0; index < job.completions; index++) {
      const { status } = await shell("/bin/sh", ["-c", command], {
        TENANTS: at("with-broken"),
        OUT: at("kubernetes"),
        SHARDS: variables.get("SHARDS") ?? "",
        JOB_COMPLETION_INDEX: String(index),
      });
      statuses.push(status);
    }
    expect(statuses.toSorted()).toEqual([0, 0, 0, 2]);
    expect(readdirSync(at("kubernetes")).filter((name) => /^summary-.*json$/.test(name))).toHaveLength(job.completions);
    const merged = await demarc("review", "--all", at("with-broken"), "--merge", "--out", at("kubernetes"));
    expect(merged.status).toBe(2);
    expect(summary("kubernetes").totals).toMatchObject({ tenants: 2, reviewed: 1, failed: 1, missing: 0 });
    expect(job.podFailurePolicy.rules[0].onExitCodes).toMatchObject({ containerName: container.name, values: [2] });
  });
});

describe("docs/quarterly-review.md", () => {
  it("links to what is there, and uses options that there are", async () => {
    for (const [, path = ""] of page.matchAll(/\]\((?!https?:)([^)#]+)/g))
      expect(existsSync(join("docs", path))).toBe(true);
    const { stdout } = await demarc("review", "--help");
    for (const option of ["--all", "--shard", "--merge", "--redo", "--jobs", "--out"]) {
      expect(page).toContain(option);
      expect(stdout).toContain(option);
    }
    expect(page).toContain(`FROM node:${readFileSync(".node-version", "utf8").trim()}-bookworm-slim`);
  });

  it("shows a tenant.yaml that is one", () => {
    const [, text = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    mkdirSync(at("example", "t", "infra"), { recursive: true });
    cpSync("stacks/harbour/matrix.yaml", at("example", "t", "matrix.yaml"));
    writeFileSync(at("example", "t", "tenant.yaml"), text);
    writeFileSync(at("example", "t", "state.json"), "{}");
    expect(readEstate(at("example")).map(({ problem, rosters }) => [problem, rosters.length])).toEqual([
      [undefined, 1],
    ]);
  });
});

describe("tables of history", () => {
  /** What others' queries are written against: a column that is renamed or gone breaks them. */
  const columns: Readonly<Record<HistoryTable, string>> = {
    reviews:
      "sequence reviewed_on tenant client critical high medium low standing_privileged providers_reaching_global_administrator principals_reaching_global_administrator declared as_declared rows_with_difference rows items kept revoked to_matrix",
    removals: "id title severity party row since first_seen revoked_on gone_on days_to_remove",
    decisions: "sequence reviewed_on id kind severity party decision until by side on days_to_decide",
    rows: "sequence reviewed_on row name owner provider differences",
  };

  it("have the same columns in every row, those that are written about", async () => {
    const of = await reviews();
    try {
      await signedReview(of, "one", "2026-03-31", { held: [helpdesk, exchange] });
      await signedReview(of, "two", "2026-06-30", { held: [helpdesk] });
      const history = historyOf(readChain(of.parent));
      for (const name of historyTables) {
        expect(history[name].length).toBeGreaterThan(1);
        for (const row of history[name]) expect(Object.keys(row).join(" ")).toBe(columns[name]);
      }
    } finally {
      of.remove();
    }
    const [, told = ""] = /columns = \{([\s\S]*?)\}/.exec(page) ?? [];
    expect([...told.matchAll(/"?(\w+)"?:/g)].map(([, name]) => name).join(" ")).toBe(columns.removals);
    const [, asked = ""] = /SELECT (client, .*)\nFROM/.exec(page) ?? [];
    for (const column of asked.split(", ")) expect(columns.reviews.split(" ")).toContain(column);
  });
});
