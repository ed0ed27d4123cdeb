/** A JSON API over HTTPS, as the pull-request servers have them. */

import type { z } from "zod";
import { UsageError } from "../errors.ts";

export interface Api {
  /** @throws UsageError with the server's own words when it refuses, or answers something else than expected */
  get<T>(path: string, schema: z.ZodType<T>): Promise<T>;
  send(method: "POST" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<void>;
}

/** @param permission what the token needs, for the sentence when it has it not */
export function apiAt(base: string, headers: Readonly<Record<string, string>>, permission: string): Api {
  const call = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const url = `${base.replace(/\/+$/, "")}${path}`;
    const response = await fetch(url, {
      method,
      headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
      // A token goes nowhere else.
      redirect: "error",
    }).catch((error: unknown) => {
      throw new UsageError(`${method} ${url} failed: ${error instanceof Error ? error.message : String(error)}`);
    });
    if (response.ok) return response;
    const said = (await response.text()).slice(0, 300);
    throw new UsageError(
      `${method} ${url} was answered with ${response.status}: ${said}`,
      response.status === 401 || response.status === 403 || response.status === 404 ? permission : undefined,
    );
  };
  return {
    async get(path, schema) {
      const response = await call("GET", path);
      const parsed = schema.safeParse(await response.json().catch(() => undefined));
      if (!parsed.success) throw new UsageError(`GET ${path} was answered with something unexpected`);
      return parsed.data;
    },
    async send(method, path, body) {
      await (await call(method, path, body)).body?.cancel();
    },
  };
}
