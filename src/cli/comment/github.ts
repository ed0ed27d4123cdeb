/** Pull requests on GitHub, from inside a workflow run. */

import { readFileSync } from "node:fs";
import { z } from "zod";
import { UsageError } from "../errors.ts";
import { type Api, apiAt } from "./api.ts";
import type { CommentPlace } from "./put-comment.ts";
import type { Environment, Target } from "./target.ts";

const repositorySchema = z.object({ full_name: z.string() });
const pullSchema = z.object({
  number: z.int(),
  head: z.object({ sha: z.string(), repo: repositorySchema.nullable() }),
});
const eventSchema = z.object({
  pull_request: pullSchema.optional(),
  workflow_run: z
    .object({ event: z.string(), head_sha: z.string(), head_branch: z.string(), head_repository: repositorySchema })
    .optional(),
});
const commentSchema = z.object({
  id: z.int(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullable(),
});

/** Most that one answer holds. */
const pageSize = 100;

/**
 * The pull request that the run belongs to. For a fork's `pull_request` there is nothing to write with: its token reads only. After
 * such a run a `workflow_run` of the base repository can write; which pull request it was for is asked of GitHub, never of the fork.
 *
 * @throws UsageError when the run has no token or belongs to no pull request
 */
export async function githubTarget(environment: Environment, author: string): Promise<Target> {
  const repository = environment["GITHUB_REPOSITORY"];
  const eventFile = environment["GITHUB_EVENT_PATH"];
  if (repository === undefined || eventFile === undefined) {
    throw new UsageError("this is no run of GitHub Actions", "GITHUB_REPOSITORY and GITHUB_EVENT_PATH are set in one");
  }
  const { pull_request: pull, workflow_run: run } = eventOf(eventFile);
  const server = environment["GITHUB_SERVER_URL"] ?? "https://github.com";
  if (pull === undefined && run === undefined) return { skipped: "this run is for no pull request" };
  if (pull !== undefined) {
    if (pull.head.repo?.full_name !== repository) {
      return {
        skipped:
          "the pull request comes from a fork, whose runs may not write; docs/pull-request.md says how a second workflow can",
      };
    }
    if (environment["GITHUB_ACTOR"] === "dependabot[bot]") {
      return { skipped: "the run was started by Dependabot, whose runs may not write" };
    }
    const api = apiOf(environment);
    return {
      places: [placeOf(api, repository, pull.number, author)],
      sourceUrl: `${server}/${repository}/blob/${environment["GITHUB_SHA"] ?? pull.head.sha}/{file}#L{line}`,
    };
  }
  if (run?.event !== "pull_request") return { skipped: "the run that this one follows was for no pull request" };
  const api = apiOf(environment);
  const numbers = await pullsOf(api, repository, run);
  if (numbers.length === 0) return { skipped: "the pull request has moved on since, or is closed" };
  return {
    places: numbers.map((number) => placeOf(api, repository, number, author)),
    sourceUrl: `${server}/${run.head_repository.full_name}/blob/${run.head_sha}/{file}#L{line}`,
    remark:
      run.head_repository.full_name === repository
        ? undefined
        : "This is what the fork's own run says. Before you rely on it, look whether the pull request changes a workflow or the matrix.",
  };
}

function eventOf(file: string): z.infer<typeof eventSchema> {
  try {
    return eventSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new UsageError(
      `${file} is no event of GitHub Actions: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function apiOf(environment: Environment): Api {
  const token = environment["GITHUB_TOKEN"];
  if (token === undefined || token === "") {
    throw new UsageError("GITHUB_TOKEN is not set", "the step has to give it in its environment: github.token");
  }
  return apiAt(
    environment["GITHUB_API_URL"] ?? "https://api.github.com",
    {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${token}`,
      "user-agent": "demarc",
      "x-github-api-version": "2022-11-28",
    },
    "the job needs the permission pull-requests: write",
  );
}

type Run = NonNullable<z.infer<typeof eventSchema>["workflow_run"]>;

/** Open pull requests whose head is exactly what was checked: the event itself names none for a fork. */
async function pullsOf(api: Api, repository: string, run: Run): Promise<number[]> {
  const { full_name: head } = run.head_repository;
  const query = new URLSearchParams({
    state: "open",
    head: `${head.split("/")[0] ?? ""}:${run.head_branch}`,
    per_page: String(pageSize),
  });
  const pulls = await api.get(`/repos/${repository}/pulls?${query.toString()}`, z.array(pullSchema));
  return pulls
    .filter((pull) => pull.head.sha === run.head_sha && pull.head.repo?.full_name === head)
    .map(({ number }) => number);
}

function placeOf(api: Api, repository: string, number: number, author: string): CommentPlace {
  const issue = `/repos/${repository}/issues`;
  return {
    async ownComments() {
      const own: { id: string; body: string }[] = [];
      for (let page = 1; ; page++) {
        const found = await api.get(
          `${issue}/${number}/comments?per_page=${pageSize}&page=${page}`,
          z.array(commentSchema),
        );
        own.push(
          ...found
            .filter(({ user }) => user?.login === author)
            .map(({ id, body }) => ({ id: String(id), body: body ?? "" })),
        );
        if (found.length < pageSize) return own;
      }
    },
    create: (body) => api.send("POST", `${issue}/${number}/comments`, { body }),
    update: (id, body) => api.send("PATCH", `${issue}/comments/${id}`, { body }),
    remove: (id) => api.send("DELETE", `${issue}/comments/${id}`),
  };
}
