import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { completedText, openSheet } from "../../../src/review/decisions/sheet.ts";
import { openSession } from "../../../src/review/page/session.ts";
import { projectRoot } from "../../support/demarc.ts";
import { addReview, type Held, miriam, type Reviews, reviews } from "../evidence/reviews.ts";
import { ofPage, opened, send, sessionInput } from "./serving.ts";

let of: Reviews;
let folder: string;
const day = new Date().toISOString().slice(0, 10);
beforeAll(async () => {
  of = await reviews();
  const held = Array.from(
    { length: 300 },
    (_, index): Held => ({ address: `person.${index}@tideway.example`, role: "Helpdesk Administrator" }),
  );
  folder = addReview(of, day, day, held);
});
afterAll(() => of.remove());

/** The command that serves the page, and the address it prints. */
function serve() {
  const program = join(projectRoot, "src/cli/demarc.mjs");
  const child = spawn(process.execPath, [program, "review", "decide", folder, "--matrix", of.matrixFile, "--serve"], {
    cwd: projectRoot,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<{ status: number | null; stdout: string }>((done) => {
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.once("close", (status) => done({ status, stdout }));
  });
  const link = new Promise<URL>((done, fail) => {
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const url = /http:\S+/.exec(said)?.[0];
      if (url !== undefined) done(new URL(url));
    });
    child.once("close", () => fail(new Error(`it ended without a link: ${said}`)));
  });
  return { child, ended, link };
}

it("leaves the file as it was or with the decision when it is killed, and a next run goes on", async () => {
  const file = join(folder, "decisions.yaml");
  const [item] = openSheet(folder, of.matrix).items;
  if (item === undefined) throw new Error("there is nothing to decide");
  const before = completedText(openSheet(folder, of.matrix));
  const after = completedText(openSheet(folder, of.matrix), {
    id: item.id,
    decision: { choice: "revoke", by: miriam, on: day },
  });
  const outcomes: string[] = [];
  for (const delay of [0, 6, 15]) {
    writeFileSync(file, before);
    const { child, ended, link } = serve();
    const { origin, hash } = await link;
    const secret = await opened({ origin, token: hash.slice(1) });
    const headers = ofPage(origin, secret);
    const { body } = await send(origin, "/state", { headers });
    const sent = JSON.stringify({ choice: "revoke", by: miriam, seen: body["digest"] });
    const answer = send(origin, `/decisions/${item.id}`, { headers, body: sent }).then(
      ({ status }) => status,
      () => undefined,
    );
    setTimeout(() => child.kill("SIGKILL"), delay);
    await ended;
    const text = readFileSync(file, "utf8");
    expect([before, after]).toContain(text);
    // What was answered as saved is there.
    if ((await answer) === 200) expect(text).toBe(after);
    outcomes.push(text === after ? "new" : "old");
    // A next run goes on from there, and clears away what the killed one left beside the folder.
    const session = openSession({ ...sessionInput(of, folder), today: () => day });
    const { digest } = session.state();
    expect(session.decide(item, { choice: "revoke", by: miriam }, digest)).toMatchObject({ kind: "saved", decided: 1 });
    expect(readFileSync(file, "utf8")).toBe(after);
    expect(readdirSync(of.parent)).toEqual([day]);
  }
  expect(outcomes).toHaveLength(3);
});

it("says at the end how far it is", async () => {
  const { child, ended, link } = serve();
  await link;
  child.kill("SIGTERM");
  const { status, stdout } = await ended;
  expect(status).toBe(1);
  expect(stdout).toMatch(/decisions\.yaml: 1 of 303 decided\.\n$/);
});
