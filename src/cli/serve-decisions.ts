/** Serves the page for deciding until it is stopped. */

import { relative } from "node:path";
import { servePage } from "../review/page/server.ts";
import { openSession, type SessionInput } from "../review/page/session.ts";
import { UsageError } from "./errors.ts";
import { print, say } from "./output.ts";

/** 0 when everything is decided by then, 1 when something is open, 2 when a decision in the file is not valid. */
export async function serveDecisions(input: SessionInput, port: string): Promise<number> {
  const number = Number(port);
  if (!/^\d+$/.test(port) || number > 65_535) throw new UsageError(`"${port}" is no port`, "0 to 65535");
  const session = openSession(input);
  const { closed } = session.state();
  if (closed !== undefined) say(closed);
  // From here on a signal ends it in order: also one that comes as soon as the link is printed.
  const stopped = new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
  const page = await servePage({
    session,
    port: number,
    onOpened: (next) => say(`It is open. For another window: ${next}`),
  });
  say(`Decide here, in a browser on this computer (the link opens one window): ${page.link}`);
  say("Ctrl-C stops it.");
  await stopped;
  await page.close();
  const { decided, problems, general } = session.state();
  const total = session.sheet.items.length;
  print(`${relative(process.cwd(), input.folder)}/decisions.yaml: ${decided} of ${total} decided.`);
  if (general.length > 0 || Object.keys(problems).length > 0) return 2;
  return decided < total ? 1 : 0;
}
