import { describe, expect, it } from "vitest";
import { type Bounds, scheduled } from "../../../src/review/estate/schedule.ts";

/** Runs pieces of work of these sizes, and tells what ran at once at most. */
async function run(sizes: readonly number[], bounds: Bounds, failing?: number) {
  const started: number[] = [];
  let [count, memory, mostCount, mostMemory] = [0, 0, 0, 0];
  const work = sizes.map((size) => ({
    memory: size,
    run: async () => {
      started.push(size);
      [count, memory] = [count + 1, memory + size];
      [mostCount, mostMemory] = [Math.max(mostCount, count), Math.max(mostMemory, memory)];
      await new Promise((resume) => setImmediate(resume));
      [count, memory] = [count - 1, memory - size];
      if (size === failing) throw new Error("it broke");
    },
  }));
  const ended = await scheduled(work, bounds).then(
    () => undefined,
    (error: unknown) => String(error),
  );
  return { started, mostCount, mostMemory, ended };
}

describe("work side by side", () => {
  it("is bounded by processors", async () => {
    const { started, mostCount } = await run([1, 1, 1, 1, 1], { jobs: 2, memory: 100 });
    expect([started.length, mostCount]).toEqual([5, 2]);
  });

  it("is bounded by memory, begins with the largest, and lets small ones pass", async () => {
    const { started, mostMemory } = await run([10, 60, 50, 20], { jobs: 4, memory: 80 });
    expect(started[0]).toBe(60);
    expect(started[1]).toBe(20);
    expect([started.length, mostMemory]).toEqual([4, 80]);
  });

  it("runs what is larger than everything there is, alone", async () => {
    const { started, mostCount } = await run([500, 500], { jobs: 4, memory: 80 });
    expect([started.length, mostCount]).toEqual([2, 1]);
  });

  it("finishes the others when one breaks", async () => {
    const { started, ended } = await run([3, 2, 1], { jobs: 1, memory: 80 }, 3);
    expect([started, ended]).toEqual([[3, 2, 1], "Error: it broke"]);
  });
});
