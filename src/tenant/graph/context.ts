/** What an operation is given, what it answers, and the checks that most operations share. */

import { randomUUID } from "node:crypto";
import type { Entity, JsonObject } from "../entity.ts";
import { asObject, asText } from "../entity.ts";
import type { Index, TableName, TenantStore } from "../store.ts";
import { badRequest, notFound } from "./error.ts";
import type { Query } from "./odata.ts";
import type { Parameters } from "./router.ts";

/** What is fixed for a tenant. */
export interface TenantFacts {
  readonly tenantId: string;
  /** The domain the tenant was born with, `*.onmicrosoft.com`. */
  readonly initialDomain: string;
}

export interface Context {
  readonly store: TenantStore;
  readonly facts: TenantFacts;
  readonly version: "v1.0" | "beta";
  /** `https://graph.microsoft.com`, or wherever the tenant is served. */
  readonly origin: string;
  /** Path below the version, without query. */
  readonly path: string;
  readonly parameters: Parameters;
  readonly query: Query;
  readonly body: JsonObject;
  /** Object id of the caller. */
  readonly actor: string;
  /** ISO 8601, UTC, whole seconds. */
  readonly now: string;
  readonly eventualConsistency: boolean;
  /** Id for the object that the request creates, when the caller of `handle` chose one. */
  readonly assignId: string | undefined;
  /** A GUID for any further object. */
  readonly newId: () => string;
  /** False for a tenant that is read once and thrown away: it keeps no audit log, and its answers are the stored objects. */
  readonly isKept: boolean;
}

export interface Reply {
  readonly status: number;
  /** A number only for `/$count`. */
  readonly body?: JsonObject | number;
  /** Besides those that every answer has. */
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handler = (context: Context) => Reply;

/** Operations by `"METHOD path/:parameter"`. */
export type Operations = Readonly<Record<string, Handler>>;

export const noContent: Reply = { status: 204 };

/** Id of the object that the request creates. */
export function createdId(context: Context): string {
  return context.assignId ?? context.newId();
}

export const randomIds: () => string = randomUUID;

/** A parameter of the path. */
export function parameter(context: Context, name: string): string {
  const value = context.parameters[name];
  if (value === undefined) throw new Error(`no path parameter ${name} in ${context.path}`);
  return value;
}

/** Applications and service principals are also known by their application id. */
export const applicationsByAppId: Index = {
  table: "applications",
  keyOf: (each) => asText(each["appId"])?.toLowerCase(),
};
export const principalsByAppId: Index = {
  table: "servicePrincipals",
  keyOf: (each) => asText(each["appId"])?.toLowerCase(),
};
const byAlternateKey: Readonly<Record<string, Index>> = {
  "applications appId": applicationsByAppId,
  "servicePrincipals appId": principalsByAppId,
};

const alternateKey = /^(\w+)='(.*)'$/;

/** The object that a path names, by id or by an alternate key such as `appId='…'`. */
export function lookUp(context: Context, table: TableName, id: string): Entity {
  const plain = context.store.get(table, id);
  if (plain !== undefined) return plain;
  const [, key, value] = alternateKey.exec(id) ?? [];
  if (key === undefined || value === undefined) throw notFound(id);
  const index = byAlternateKey[`${table} ${key}`];
  const found =
    index === undefined
      ? context.store.find(table, (entity) => asText(entity[key])?.toLowerCase() === value.toLowerCase())
      : context.store.first(index, value.toLowerCase());
  if (found === undefined) throw notFound(value);
  return found;
}

/** A property of the body that Graph demands. `kind` is the resource's name as in Graph's sentence, e.g. `User`. */
export function requiredText(context: Context, property: string, kind: string): string {
  const value = asText(context.body[property]);
  if (value !== undefined && value !== "") return value;
  throw badRequest(`A value is required for property '${property}' of resource '${kind}'.`);
}

export function requiredObject(context: Context, property: string, kind: string): JsonObject {
  const value = asObject(context.body[property]);
  if (value !== undefined) return value;
  throw badRequest(`A value is required for property '${property}' of resource '${kind}'.`);
}

/** The body without annotations (`@odata.type`, `owners@odata.bind`) and without the properties named. */
export function plainProperties(body: JsonObject, ...without: readonly string[]): JsonObject {
  return laidOver({}, body, ...without);
}

/** A copy of `base` with the plain properties of the body laid over it. */
export function laidOver(base: JsonObject, body: JsonObject, ...without: readonly string[]): Record<string, unknown> {
  const kept: Record<string, unknown> = { ...base };
  for (const key in body) {
    const value = body[key];
    if (value !== undefined && key !== "id" && !without.includes(key) && !key.includes("@odata.")) kept[key] = value;
  }
  return kept;
}
