import { writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CheckResult } from "../../src/cli/check-result.ts";
import { comment } from "../../src/cli/commands/comment.ts";
import { UsageError } from "../../src/cli/errors.ts";
import { finding, withFindings } from "../support/check-documents.ts";
import { temporaryFolder } from "../support/demarc.ts";

interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly authorization: string | undefined;
}

/** What a server answers: a status, or 200 and a document. */
type Answer = number | object;

/** A server on loopback that keeps what it was asked. */
async function serve(answer: (call: Call) => Answer): Promise<{ url: string; calls: Call[]; close(): void }> {
  const calls: Call[] = [];
  const server: Server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const call: Call = {
      method: request.method ?? "",
      path: url.pathname,
      query: url.searchParams,
      body: await bodyOf(request),
      authorization: request.headers.authorization,
    };
    calls.push(call);
    const answered = answer(call);
    response.writeHead(typeof answered === "number" ? answered : 200, { "content-type": "application/json" });
    response.end(
      typeof answered === "number" ? '{"message":"Resource not accessible by integration"}' : JSON.stringify(answered),
    );
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, calls, close: () => server.close() };
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}

const folder = temporaryFolder();
afterAll(() => folder.remove());

let said: string[] = [];
beforeEach(() => {
  said = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said.push(String(text).trim());
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function written(result: unknown): string {
  const file = join(folder.path, `${Math.random()}.json`);
  writeFileSync(file, JSON.stringify(result));
  return file;
}

function environment(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

const refused = withFindings([finding({ file: "infra/index.ts", line: 3 })]);
const passed = withFindings([]);

describe("on GitHub", () => {
  const me = "github-actions[bot]";
  let comments: { id: number; body: string; user: { login: string } }[] = [];
  let pulls: { number: number; head: { sha: string; repo: { full_name: string } | null } }[] = [];
  let readOnly = false;
  let server: Awaited<ReturnType<typeof serve>>;

  beforeEach(async () => {
    comments = [];
    pulls = [];
    readOnly = false;
    server = await serve(({ method, path, query, body }) => {
      if (method === "GET" && path === "/repos/harbour/tenant/pulls") return pulls;
      const one = /^\/repos\/harbour\/tenant\/issues\/comments\/(\d+)$/.exec(path);
      const list = /^\/repos\/harbour\/tenant\/issues\/7\/comments$/.test(path);
      if (method === "GET" && list) {
        const page = Number(query.get("page"));
        return comments.slice((page - 1) * 100, page * 100);
      }
      if (readOnly) return 403;
      if (method === "POST" && list) {
        comments.push({ id: comments.length + 1, body: String(body["body"]), user: { login: me } });
        return {};
      }
      const found = comments.find(({ id }) => id === Number(one?.[1]));
      if (found === undefined) return 404;
      if (method === "PATCH") found.body = String(body["body"]);
      if (method === "DELETE") comments = comments.filter((each) => each !== found);
      return {};
    });
  });
  afterEach(() => server.close());

  function run(event: object, more: Readonly<Record<string, string>> = {}): void {
    environment({
      GITHUB_API_URL: server.url,
      GITHUB_REPOSITORY: "harbour/tenant",
      GITHUB_EVENT_PATH: written(event),
      GITHUB_SERVER_URL: "https://github.example",
      GITHUB_SHA: "0a1b2c",
      GITHUB_ACTOR: "miriam",
      GITHUB_TOKEN: "a-token",
      ...more,
    });
  }
  const fromBranch = { pull_request: { number: 7, head: { sha: "f00", repo: { full_name: "harbour/tenant" } } } };
  const fromFork = { pull_request: { number: 7, head: { sha: "f00", repo: { full_name: "somebody/tenant" } } } };
  const put = (result: CheckResult) => comment({ result: written(result), host: "github", author: me });
  const own = () => comments.filter(({ user }) => user.login === me);

  it("is written once, then updated in place, and left alone while nothing changes", async () => {
    run(fromBranch);
    await put(refused);
    await put(refused);
    expect(server.calls.filter(({ method }) => method !== "GET").length).toBe(1);
    await put(passed);
    expect(said).toEqual(["Comment created.", "Comment unchanged.", "Comment updated."]);
    expect(comments.map(({ body }) => body.split("\n")[1])).toEqual(["## ✅ passed: infra"]);
    expect(server.calls.every(({ authorization }) => authorization === "Bearer a-token")).toBe(true);
  });

  it("links to the lines of the commit that was checked", async () => {
    run(fromBranch);
    await put(refused);
    expect(comments[0]?.body).toContain("(<https://github.example/harbour/tenant/blob/0a1b2c/infra/index.ts#L3>)");
  });

  it("is found behind many others, whose words are nobody's business", async () => {
    run(fromBranch);
    await put(refused);
    const marker = comments[0]?.body ?? "";
    const others = Array.from({ length: 230 }, (_, index) => ({
      id: 1000 + index,
      body: marker,
      user: { login: "tom" },
    }));
    comments = [...others, ...comments];
    await put(passed);
    expect(own().map(({ body }) => body.split("\n")[1])).toEqual(["## ✅ passed: infra"]);
    expect(comments.length).toBe(231);
    expect(comments.slice(0, 230)).toEqual(others);
  });

  it("two checks have a comment each", async () => {
    run(fromBranch);
    await put(refused);
    await put({ ...refused, subject: { ...refused.subject, name: "network" } });
    await put(passed);
    expect(own().map(({ body }) => body.split("\n")[1])).toEqual(["## ✅ passed: infra", "## ❌ refused: network"]);
  });

  it("of two that ran at the same time one is left", async () => {
    run(fromBranch);
    await put(refused);
    comments.push({ id: 99, body: comments[0]?.body ?? "", user: { login: me } });
    await put(passed);
    expect(comments.map(({ id }) => id)).toEqual([1]);
  });

  it("a server that gives other line breaks back has the same comment", async () => {
    run(fromBranch);
    await put(refused);
    for (const each of comments) each.body = each.body.replaceAll("\n", "\r\n").trim();
    await put(refused);
    expect(said.at(-1)).toBe("Comment unchanged.");
  });

  it.each([
    ["a fork", fromFork, {}, "the pull request comes from a fork"],
    ["a fork that is gone", { pull_request: { number: 7, head: { sha: "f00", repo: null } } }, {}, "comes from a fork"],
    ["Dependabot", fromBranch, { GITHUB_ACTOR: "dependabot[bot]" }, "started by Dependabot"],
    ["a push", { ref: "refs/heads/main" }, {}, "for no pull request"],
  ])("a run for %s asks nothing of the server, says why, and is no failure", async (_, event, more, why) => {
    run(event, { ...more, GITHUB_TOKEN: "" });
    expect(await put(refused)).toBe(0);
    expect(said.join()).toContain(why);
    expect(server.calls).toEqual([]);
  });

  it("a token that may not write is told what it needs", async () => {
    run(fromBranch);
    readOnly = true;
    await expect(put(refused)).rejects.toMatchObject({
      message: expect.stringContaining("403"),
      hint: expect.stringContaining("pull-requests: write"),
    });
  });

  describe("after the run of a fork", () => {
    const run7 = {
      workflow_run: {
        event: "pull_request",
        head_sha: "f00",
        head_branch: "feature",
        head_repository: { full_name: "somebody/tenant" },
      },
    };

    it("the pull request with exactly that head gets it, and the reader is told whose words they are", async () => {
      run(run7);
      pulls = [
        { number: 8, head: { sha: "bad", repo: { full_name: "somebody/tenant" } } },
        { number: 9, head: { sha: "f00", repo: { full_name: "another/tenant" } } },
        { number: 7, head: { sha: "f00", repo: { full_name: "somebody/tenant" } } },
      ];
      await put(refused);
      expect(server.calls[0]?.query.get("head")).toBe("somebody:feature");
      expect(comments[0]?.body).toContain("This is what the fork&#39;s own run says.");
      expect(comments[0]?.body).toContain("https://github.example/somebody/tenant/blob/f00/infra/index.ts#L3");
    });

    it("one that has moved on gets none", async () => {
      run(run7);
      pulls = [{ number: 7, head: { sha: "newer", repo: { full_name: "somebody/tenant" } } }];
      expect(await put(refused)).toBe(0);
      expect(said.join()).toContain("has moved on");
      expect(comments).toEqual([]);
    });

    it("what the fork's document says mentions nobody and links nowhere", async () => {
      run(run7);
      pulls = [{ number: 7, head: { sha: "f00", repo: { full_name: "somebody/tenant" } } }];
      await put(withFindings([finding({ message: "@everyone [click](https://evil.example) <img src=x>\n\n# hi" })]));
      const [{ body } = { body: "" }] = comments;
      expect(body).not.toMatch(/@everyone|https:\/\/evil|<img|^# hi/m);
      expect(body).toContain("&#8203;everyone");
    });

    it("a document that is none is refused before anything is asked", async () => {
      run(run7);
      const file = written({ ok: true, findings: "none" });
      await expect(comment({ result: file, host: "github", author: me })).rejects.toThrow(UsageError);
      expect(server.calls).toEqual([]);
    });
  });
});

describe("on Azure DevOps", () => {
  interface Thread {
    id: number;
    status: string;
    comments: { id: number; content: string; author: { id: string } }[];
  }
  let threads: Thread[] = [];
  let server: Awaited<ReturnType<typeof serve>>;
  const base = "/p-1/_apis/git/repositories/r-1/pullRequests/12/threads";

  beforeEach(async () => {
    threads = [];
    server = await serve(({ method, path, body }) => {
      if (path === "/_apis/connectionData") return { authenticatedUser: { id: "build-service" } };
      if (path === base && method === "GET") return { value: threads };
      if (path === base && method === "POST") {
        const [first] = body["comments"] as { content: string }[];
        const created = { id: 1, content: first?.content ?? "", author: { id: "build-service" } };
        threads.push({ id: threads.length + 1, status: String(body["status"]), comments: [created] });
        return {};
      }
      const [, id, commentId] = new RegExp(`^${base}/(\\d+)(?:/comments/(\\d+))?$`).exec(path) ?? [];
      const thread = threads.find((each) => each.id === Number(id));
      if (thread === undefined) return 404;
      const found = thread.comments.find((each) => each.id === Number(commentId));
      if (method === "PATCH" && found) found.content = String(body["content"]);
      if (method === "PATCH" && !found) thread.status = String(body["status"]);
      return {};
    });
    environment({
      SYSTEM_COLLECTIONURI: `${server.url}/`,
      SYSTEM_TEAMPROJECTID: "p-1",
      BUILD_REPOSITORY_ID: "r-1",
      BUILD_REPOSITORY_PROVIDER: "TfsGit",
      BUILD_REPOSITORY_URI: "https://harbour@dev.azure.example/harbour/_git/tenant",
      SYSTEM_PULLREQUEST_PULLREQUESTID: "12",
      SYSTEM_PULLREQUEST_SOURCECOMMITID: "0a1b2c",
      SYSTEM_ACCESSTOKEN: "a-token",
    });
  });
  afterEach(() => server.close());
  const put = (result: CheckResult) => comment({ result: written(result), host: "azure-devops", author: "" });

  it("is one thread, active while something is refused and closed after", async () => {
    await put(refused);
    expect(threads).toMatchObject([{ status: "active" }]);
    await put(passed);
    expect(threads).toMatchObject([
      { status: "closed", comments: [{ content: expect.stringContaining("✅ passed") }] },
    ]);
    expect(said).toEqual(["Comment created.", "Comment updated."]);
  });

  it("another's thread with the same first line stays as it is", async () => {
    await put(refused);
    const copy = structuredClone(threads[0]);
    if (copy?.comments[0]) copy.comments[0].author.id = "tom";
    threads = copy ? [copy] : [];
    await put(passed);
    expect(threads.map(({ comments }) => comments[0]?.content.split("\n")[1])).toEqual([
      "## ❌ refused: infra",
      "## ✅ passed: infra",
    ]);
  });

  it("links to the file without the name in front of the host", async () => {
    await put(refused);
    expect(threads[0]?.comments[0]?.content).toContain(
      "(<https://dev.azure.example/harbour/_git/tenant?version=GC0a1b2c&path=/infra/index.ts&line=3&lineEnd=3&_a=contents>)",
    );
  });

  it.each([
    ["a fork", { SYSTEM_PULLREQUEST_ISFORK: "True" }, "comes from a fork"],
    ["no pull request", { SYSTEM_PULLREQUEST_PULLREQUESTID: "" }, "for no pull request"],
    ["a repository elsewhere", { BUILD_REPOSITORY_PROVIDER: "GitHub" }, "not in Azure Repos"],
  ])("a run for %s asks nothing of the server and says why", async (_, more, why) => {
    environment(more);
    expect(await put(refused)).toBe(0);
    expect(said.join()).toContain(why);
    expect(server.calls).toEqual([]);
  });

  it("without a token it says which variable", async () => {
    environment({ SYSTEM_ACCESSTOKEN: "" });
    await expect(put(refused)).rejects.toThrow("SYSTEM_ACCESSTOKEN is not set");
  });
});
