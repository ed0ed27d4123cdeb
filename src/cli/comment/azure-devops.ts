/** Pull requests in Azure Repos, from inside a pipeline run. */

import { z } from "zod";
import { UsageError } from "../errors.ts";
import { apiAt } from "./api.ts";
import type { CommentPlace } from "./put-comment.ts";
import type { Environment, Target } from "./target.ts";

const version = "api-version=7.1";
const identitySchema = z.object({ authenticatedUser: z.object({ id: z.string() }) });
const threadsSchema = z.object({
  value: z.array(
    z.object({
      id: z.int(),
      isDeleted: z.boolean().nullish(),
      comments: z
        .array(
          z.object({
            id: z.int(),
            content: z.string().nullish(),
            isDeleted: z.boolean().nullish(),
            author: z.object({ id: z.string() }).nullish(),
          }),
        )
        .nullish(),
    }),
  ),
});

/**
 * The pull request that the run builds. The comment is a thread: active while something is refused, closed when not, so that a
 * branch policy on comments holds as the gate does.
 *
 * @param passed whether the gate lets the change through
 * @throws UsageError when variables of the run are missing
 */
export async function azureDevOpsTarget(environment: Environment, passed: boolean): Promise<Target> {
  const pull = environment["SYSTEM_PULLREQUEST_PULLREQUESTID"];
  if (pull === undefined || pull === "") return { skipped: "this run is for no pull request" };
  if (environment["BUILD_REPOSITORY_PROVIDER"] !== "TfsGit") {
    return { skipped: "the repository is not in Azure Repos" };
  }
  if (environment["SYSTEM_PULLREQUEST_ISFORK"]?.toLowerCase() === "true") {
    return { skipped: "the pull request comes from a fork, whose runs are not given a token" };
  }
  const collection = needed(environment, "SYSTEM_COLLECTIONURI").replace(/\/+$/, "");
  const project = needed(environment, "SYSTEM_TEAMPROJECTID");
  const repository = needed(environment, "BUILD_REPOSITORY_ID");
  const api = apiAt(
    collection,
    { accept: "application/json", authorization: `Bearer ${needed(environment, "SYSTEM_ACCESSTOKEN")}` },
    'the build service needs "Contribute to pull requests" on the repository',
  );
  const { authenticatedUser: me } = await api.get("/_apis/connectionData?api-version=7.1-preview", identitySchema);
  const threads = `/${project}/_apis/git/repositories/${repository}/pullRequests/${pull}/threads`;
  const status = passed ? "closed" : "active";
  const place: CommentPlace = {
    async ownComments() {
      const { value } = await api.get(`${threads}?${version}`, threadsSchema);
      return value.flatMap((thread) => {
        const [first] = thread.comments ?? [];
        const isOwn = thread.isDeleted !== true && first?.isDeleted !== true && first?.author?.id === me.id;
        return first !== undefined && isOwn
          ? [{ id: `${thread.id}/comments/${first.id}`, body: first.content ?? "" }]
          : [];
      });
    },
    create: (content) =>
      api.send("POST", `${threads}?${version}`, {
        comments: [{ parentCommentId: 0, content, commentType: "text" }],
        status,
      }),
    async update(id, content) {
      await api.send("PATCH", `${threads}/${id}?${version}`, { content });
      await api.send("PATCH", `${threads}/${id.split("/")[0] ?? ""}?${version}`, { status });
    },
    remove: (id) => api.send("DELETE", `${threads}/${id}?${version}`),
  };
  const source = environment["BUILD_REPOSITORY_URI"];
  const commit = environment["SYSTEM_PULLREQUEST_SOURCECOMMITID"];
  const hasSource = source !== undefined && commit !== undefined;
  return {
    places: [place],
    ...(hasSource && {
      sourceUrl: `${withoutUser(source)}?version=GC${commit}&path=/{file}&line={line}&lineEnd={line}&_a=contents`,
    }),
  };
}

/** Azure puts the organisation's name before the host: `https://contoso@dev.azure.com/…`. */
function withoutUser(url: string): string {
  return url.replace(/^(https?:\/\/)[^/@]*@/, "$1");
}

function needed(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === "") {
    throw new UsageError(
      `${name} is not set`,
      name === "SYSTEM_ACCESSTOKEN"
        ? "give the step SYSTEM_ACCESSTOKEN: $(System.AccessToken)"
        : "it is, in a run of Azure Pipelines",
    );
  }
  return value;
}
