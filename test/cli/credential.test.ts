import { describe, expect, test } from "vitest";
import { openCredential, tokenSource } from "../../src/cli/credential.ts";
import { clouds } from "../../src/review/collect/clouds.ts";

/** A credential that counts, and whose tokens last an hour. */
function counting(now: () => number) {
  const asked: { scope: unknown; claims: unknown }[] = [];
  return {
    asked,
    async getToken(scope: string | string[], options?: { claims?: string }) {
      asked.push({ scope, claims: options?.claims });
      return { token: `token-${asked.length}`, expiresOnTimestamp: now() + 3_600_000 };
    },
  };
}

describe("tokens", () => {
  test("are held, and renewed five minutes before they end", async () => {
    let time = 0;
    const credential = counting(() => time);
    const token = tokenSource(credential, "https://graph.microsoft.us", () => time);
    expect(await Promise.all([token(), token()])).toEqual(["token-1", "token-1"]);
    time = 3_600_000 - 301_000;
    expect(await token()).toBe("token-1");
    time += 2_000;
    expect(await token()).toBe("token-2");
    expect(credential.asked[0]?.scope).toBe("https://graph.microsoft.us/.default");
  });

  test("that were refused are not given again, and the next one carries the claims that were missing", async () => {
    const credential = counting(() => 0);
    const token = tokenSource(credential, "https://graph.microsoft.com", () => 0);
    await token();
    const claims = '{"access_token":{"nbf":{"value":"1"}}}';
    const challenge = `Bearer error="insufficient_claims", claims="${Buffer.from(claims).toString("base64")}"`;
    expect(await token(challenge)).toBe("token-2");
    expect(credential.asked[1]?.claims).toBe(claims);
    expect(await token("")).toBe("token-3");
    expect(credential.asked[2]?.claims).toBeUndefined();
    expect(await token()).toBe("token-3");
  });

  test("that nobody gives are an answer, in one line", async () => {
    const token = tokenSource(
      { getToken: () => Promise.reject(new Error("Not signed in.\nSee docs.")) },
      "https://graph.microsoft.com",
    );
    await expect(token()).rejects.toThrow("nobody could be signed in for https://graph.microsoft.com: Not signed in.");
  });
});

describe("a federated credential", () => {
  test.each<[string, NodeJS.ProcessEnv, string]>([
    ["without an application", {}, "needs AZURE_CLIENT_ID"],
    ["without a pipeline's token", { AZURE_CLIENT_ID: "a" }, "found no token to exchange"],
  ])("%s says what it needs", async (_, environment, message) => {
    const tenantId = "00000000-0000-4000-8000-000000000001";
    const signIn = async () => {
      const credential = openCredential("federated", clouds.global, tenantId, environment);
      return tokenSource(credential, clouds.global.graph)();
    };
    await expect(signIn()).rejects.toThrow(message);
  });
});
