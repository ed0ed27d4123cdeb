/** Sends the requests of a roster: to one host only, a few at a time, patient with a service that is busy, silent about secrets. */

import { setTimeout as delay } from "node:timers/promises";
import type { RosterApi } from "../catalogue/systems/roster-api.ts";
import { reasonOf, retryAfter, withoutTokens } from "../http-answer.ts";
import { shortened, visible } from "../visible.ts";
import type { Connection } from "./connection.ts";
import { filled, textOf, valueAt } from "./paths.ts";

/** A request that came to nothing. `message` is a sentence and holds no secret. */
export class RosterReadError extends Error {
  override readonly name = "RosterReadError";
}

export interface Transport {
  /** The global `fetch` when absent. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Waits, milliseconds. */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

export interface Answer {
  readonly body: unknown;
  readonly url: URL;
  readonly headers: Headers;
}

export interface RosterClient {
  /**
   * One answer in JSON.
   * @param address whole; of the host of the base URL
   * @throws RosterReadError
   */
  read(address: URL, body?: unknown): Promise<Answer>;
}

type OAuth = RosterApi["authentication"] & { readonly kind: "oauth" };

const worthRepeating = new Set([408, 429, 500, 502, 503, 504]);
const attempts = 6;
/** Each of these takes the whole timeout. */
const attemptsOfSlow = 3;
/** A service that did not recover this often is not waited for any longer. */
const mostLost = 2;
const longestWait = 120_000;
const timeout = 60_000;

/** A client for one installation of a system. */
export function rosterClient(api: RosterApi, connection: Connection, transport: Transport = {}): RosterClient {
  const send = transport.fetch ?? ((url: string, init: RequestInit) => fetch(url, init));
  const sleep = transport.sleep ?? delay;
  const inTurn = turns(api.concurrency ?? 4);
  const { origin } = new URL(connection.baseUrl);
  const secret = (name: string) => connection.secrets[name];
  const ofConnection = (name: string) => connection.values[name];
  const hidden = new Set<string>();
  const hide = (text: string) => {
    for (const each of [text, encodeURIComponent(text), Buffer.from(text).toString("base64")]) hidden.add(each);
  };
  for (const each of Object.values(connection.secrets)) hide(each);
  let token: Promise<string> | undefined;
  let free = 0;
  let lost = 0;

  /** Waits until the rate allows one more. */
  async function paced(): Promise<void> {
    if (api.rateLimit === undefined) return;
    const now = Date.now();
    const wait = Math.max(0, free - now);
    free = Math.max(now, free) + (api.rateLimit.perSeconds * 1000) / api.rateLimit.requests;
    if (wait > 0) await sleep(wait);
  }

  const tell = (text: string) => {
    let told = text;
    // What is shorter is no secret, and would tear the sentence to pieces.
    for (const each of hidden) if (each.length >= 4) told = told.replaceAll(each, "[secret]");
    return shortened(visible(withoutTokens(told, "")).trim(), 300);
  };

  /** Sends until it is answered or no use. `renews`: it is no request for a token, and a 401 may be cured once, by a new one. */
  async function answered(address: URL, init: () => Promise<RequestInit>, renews = false): Promise<Answer> {
    let isRenewed = !renews;
    for (let attempt = 1; ; attempt++) {
      let problem: string;
      let wait: number | undefined;
      let most = attempts;
      let isBusy = false;
      try {
        await paced();
        const request = await init();
        const used = token;
        const response = await send(address.href, {
          ...request,
          redirect: "manual",
          signal: AbortSignal.timeout(timeout),
        });
        const text = await response.text();
        if (response.ok) {
          lost = 0;
          return { body: jsonOf(text, address), url: address, headers: response.headers };
        }
        // Another request may have got a new one in the meantime, and a service may let only the newest count.
        if (response.status === 401 && used !== undefined && (used !== token || !isRenewed)) {
          if (used === token) {
            isRenewed = true;
            token = undefined;
          }
          continue;
        }
        if (response.status >= 300 && response.status < 400) {
          throw new RosterReadError(`${address.host} wants to send the request elsewhere; it was not followed.`);
        }
        problem = `${address.host} answered ${response.status}${tell(explanation(text))}`;
        if (!renews) problem += "; it gave no token";
        else if (response.status === 401 || response.status === 403) {
          problem += `; the token needs ${api.permissions.join(", ")}`;
        }
        if (!worthRepeating.has(response.status)) throw new RosterReadError(`${problem}.`);
        wait = waitIn(response.headers);
        isBusy = response.status === 429;
      } catch (error) {
        if (error instanceof RosterReadError) throw error;
        problem = `${address.host} gave no answer: ${tell(reasonOf(error))}`;
        if (error instanceof Error && error.name === "TimeoutError") most = attemptsOfSlow;
      }
      const isLost = attempt >= most;
      if (isLost || (lost >= mostLost && !isBusy)) {
        if (isLost && !isBusy) lost++;
        throw new RosterReadError(`${problem}${attempt === 1 ? "" : `, ${attempt} times`}.`);
      }
      await sleep(Math.min(wait ?? 500 * 2 ** attempt, longestWait));
    }
  }

  async function headersFor(): Promise<Record<string, string>> {
    const { authentication } = api;
    switch (authentication.kind) {
      case "bearer":
        return { authorization: filled("Bearer {token}", secret) };
      case "headers":
        return filledAll(authentication.headers, secret);
      case "basic":
        return {
          ...filledAll(authentication.headers ?? {}, secret),
          authorization: basic(filled(authentication.user, secret), filled(authentication.password, secret)),
        };
      case "oauth": {
        const { name, value } = authentication.header ?? { name: "authorization", value: "Bearer {token}" };
        const current = await currentToken(authentication);
        return { [name]: filled(value, (each) => (each === "token" ? current : secret(each))) };
      }
    }
  }

  /** The given one, or one that the service issues: the same for all requests until it has ended. */
  function currentToken(authentication: OAuth): string | Promise<string> {
    const given = secret("token");
    if (given !== undefined) return given;
    token ??= newToken(authentication);
    return token;
  }

  async function newToken(authentication: OAuth): Promise<string> {
    const { tokenUrl, tokenQuery = {}, form, basic: client, asJson = false, tokenAt = "access_token" } = authentication;
    const values = (name: string) => secret(name) ?? connection.values[name];
    const place = filled(tokenUrl, ofConnection);
    const address = new URL(place.startsWith("/") ? `${connection.baseUrl}${place}` : place);
    for (const [key, text] of Object.entries(filledAll(tokenQuery, ofConnection))) address.searchParams.set(key, text);
    const fields = filledAll(form, values);
    const { body } = await answered(address, async () => ({
      method: "POST",
      headers: {
        accept: "application/json",
        "content-type": asJson ? "application/json" : "application/x-www-form-urlencoded",
        ...(address.origin === origin && filledAll(api.headers ?? {}, ofConnection)),
        ...(client && { authorization: basic(filled(client.user, secret), filled(client.password, secret)) }),
      },
      body: asJson ? JSON.stringify(fields) : new URLSearchParams(fields).toString(),
    }));
    const found = textOf(valueAt(body, tokenAt));
    if (found === undefined) throw new RosterReadError(`${address.host} gave no token.`);
    hide(found);
    return found;
  }

  return {
    read(address, body) {
      if (address.origin !== origin) {
        const message = `The next page is said to be at ${address.origin} instead of ${origin}; it was not asked.`;
        throw new RosterReadError(message);
      }
      return inTurn(async () => {
        const answer = await answered(
          address,
          async () => ({
            method: body === undefined ? "GET" : "POST",
            headers: {
              accept: "application/json",
              ...(body !== undefined && { "content-type": "application/json" }),
              ...filledAll(api.headers ?? {}, ofConnection),
              ...(await headersFor()),
            },
            ...(body !== undefined && { body: JSON.stringify(body) }),
          }),
          true,
        );
        if (!saysItFailed(answer.body)) return answer;
        const said = tell(explanation(JSON.stringify(answer.body)));
        throw new RosterReadError(`${address.host} answered with an error${said}.`);
      });
    },
  };
}

function jsonOf(text: string, address: URL): unknown {
  try {
    // Of longer numbers the last digits would be others, and two ids might become one.
    const body: unknown = longNumber.test(text) ? JSON.parse(withLongNumbersAsTexts(text)) : JSON.parse(text);
    return body;
  } catch {
    const what = /^\s*</.test(text) ? "a page instead of JSON" : "something that is no whole JSON";
    throw new RosterReadError(`${address.host} answered with ${what}.`);
  }
}

const longNumber = /[:[,]\s*-?\d{16,}/;
/** Texts are stepped over: what stands in them is none. */
const longNumbers = /("(?:[^"\\]|\\.)*")|(-?\d{16,})(?=\s*[,\]}])/g;

function withLongNumbersAsTexts(json: string): string {
  return json.replaceAll(longNumbers, (whole, text: string | undefined) => (text === undefined ? `"${whole}"` : whole));
}

/** Whether an answer calls itself a failure in spite of its status, in the ways that services do. */
function saysItFailed(body: unknown): boolean {
  const isSaid = (value: unknown) =>
    typeof value === "object" && value !== null
      ? Object.keys(value).length > 0
      : typeof value === "string" && value !== "";
  if (["error", "errors", "errorCode", "errorSummary"].some((key) => isSaid(valueAt(body, key)))) return true;
  return valueAt(body, "success") === false || valueAt(body, "ok") === false;
}

/** Headers and parameters, without those that nothing stands in. */
const filledAll = (texts: Readonly<Record<string, string>>, of: (name: string) => string | undefined) =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([key, text]) => {
      const value = filled(text, of);
      return value === "" ? [] : [[key, value]];
    }),
  );

/** When the limit of requests starts anew, in seconds from now or since 1970, as services say it that send no `Retry-After`. */
const limitStartsAnew = ["x-rate-limit-reset", "x-ratelimit-reset", "x-ratelimit-retryafter"];
const leastOfClock = 1e9;

/** Milliseconds to wait, as the answer says. */
function waitIn(headers: Headers): number | undefined {
  const said = retryAfter(headers.get("retry-after"));
  if (said !== undefined) return said;
  const seconds = limitStartsAnew.map((name) => Number(headers.get(name) ?? Number.NaN)).find(Number.isFinite);
  if (seconds === undefined || seconds < 0) return undefined;
  return Math.max(0, seconds < leastOfClock ? seconds * 1000 : seconds * 1000 - Date.now());
}

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

/** Where services put what they have to say. */
const wordsAt = [
  "error.message",
  "message",
  "errorSummary",
  "error_description",
  "errors[].message",
  "errors[].detail",
  "errors[]",
  "detail",
  "error",
];

/** `: "what it said"`, or nothing. */
function explanation(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    const said = wordsAt.map((path) => textOf(valueAt(body, path))).find((each) => each !== undefined);
    return said === undefined ? "" : `: “${said}”`;
  } catch {
    return "";
  }
}

/** Runs work, so many at once at most. */
function turns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
