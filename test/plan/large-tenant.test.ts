import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { planOnTenant } from "../../src/plan/large-tenant.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { planProgram } from "../../src/plan/program.ts";
import { emptySnapshot } from "../../src/tenant/snapshot.ts";

const directory = fileURLToPath(new URL("../fixtures/programs/chained-lookups", import.meta.url));
const user = (number: number) => `a0000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const group = (number: number) => `90000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

const snapshot = emptySnapshot("7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01", "embedded", "2026-11-01T00:00:00Z");
for (let number = 0; number < 30; number++) {
  snapshot.collections.users.push({
    id: user(number),
    userPrincipalName: `person-${number}@harbourdental.example`,
    displayName: number === 3 ? "Bob" : `Person ${number}`,
  });
}
snapshot.collections.groups.push(
  { id: group(1), displayName: "msp engineers", members: [{ id: user(3) }, { id: user(4) }] },
  { id: group(2), displayName: "MSP Engineers", members: [{ id: user(5) }] },
  { id: group(3), displayName: "Assistants of Bob", members: [{ id: user(7) }] },
  { id: group(4), displayName: "Assistants of nobody", members: [{ id: user(8) }] },
);

/** Without where it stands: that is the same anyway. */
const told = ({ resources, lookups }: Plan) => ({ resources, lookups });

describe("a plan against a large tenant", () => {
  it("is that against the whole tenant, however one lookup follows from another", async () => {
    const whole = await planProgram({ directory, snapshot });
    expect(whole.resources.at(-1)?.inputs).toEqual({ groupObjectId: group(1), memberObjectId: user(7) });
    expect(told(await planOnTenant({ directory, snapshot }, 1))).toEqual(told(whole));
  });

  it("has everybody in it where the program asks for everybody", async () => {
    const config = { "scan:everybody": "true" };
    const plan = await planOnTenant({ directory, snapshot, config }, 1);
    expect(plan.resources.filter(({ urn }) => /::m-\d+$/.test(urn))).toHaveLength(30);
  });
});
