import { expect, test } from "vitest";
import { oncePer } from "../../src/access/once.ts";

test.each([[7], [undefined], [0]])("what gives %s is asked once for each key", (value) => {
  let calls = 0;
  const read = oncePer(() => {
    calls += 1;
    return value;
  });
  const [one, other] = [{}, {}];
  expect([read(one), read(one), read(other), read(one)]).toEqual([value, value, value, value]);
  expect(calls).toBe(2);
});
