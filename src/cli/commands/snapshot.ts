import { writeSnapshot } from "../../tenant/snapshot-file.ts";
import { collectStackTenant } from "../collect.ts";
import { say } from "../output.ts";
import { findStack } from "../stacks.ts";

/** 0 when everything could be read, 1 when something could not: the file then says what. */
export async function snapshot(options: { stack: string; workspace?: string; out: string }): Promise<number> {
  const collected = await collectStackTenant(findStack(options.stack, options.workspace));
  writeSnapshot(options.out, collected);
  const objects = Object.values(collected.collections).reduce((total, entities) => total + entities.length, 0);
  say(`${options.out}: ${objects} objects.`);
  // What nobody asked for (Azure without a subscription) is in the file, and is no failure.
  const failed = collected.unreadable.filter(({ code }) => code !== "NotAsked");
  for (const { collection, message } of failed) say(`could not be read: ${collection}: ${message}`);
  return failed.length > 0 ? 1 : 0;
}
