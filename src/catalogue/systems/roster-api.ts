/**
 * An HTTP API that gives the users of a system and their roles, as data.
 *
 * It is a list of requests, made in this order. Each has items; an item becomes (a part of) a person where the request has `people`, and
 * parts with the same `id` are put together. A request without `people` only serves others: `forEach` repeats a request for each item
 * of an earlier one, and `lookup` turns an id into a name.
 *
 * - users with their role inside:      one request with `people.roles: [{ at: "role" }]`
 * - roles of each user:                users, then `{ forEach: "users", path: "/users/{parent.id}/roles", people: { id: { parent: "id" }, roles: [{ at: "name" }] } }`
 * - members of each role:              roles, then `{ forEach: "roles", path: "/roles/{parent.id}/members", people: { id: "id", roles: [{ parent: "name" }] } }`
 * - a list of pairs (user, role):      users, then one with `people: { id: "userId", roles: [{ at: "roleName" }] }`
 * - users that name a role's id:       roles, then users with `roles: [{ at: "roleId", lookup: { request: "roles", key: "id", value: "name" } }]`
 * - one item names several people:   `{ each: "principalIds[]", people: { id: "", roles: [{ parent: "roleDefinitionId", lookup: … }] } }`
 * - a flag:                            `roles: [{ role: "Administrator", when: { at: "isAdmin", is: [true] } }]`
 *
 * **Paths** into JSON are `a.b.c`; `[]` after a name means each element (`roles[].name`); the empty path is the value itself. A key that
 * has a point in it is found under its whole name (`@odata.nextLink`).
 *
 * **Placeholders**: `{host}` in `baseUrl`, a path, a query or a body is one of `connection` (from the matrix); `{parent.id}` is a path
 * in the item that `forEach` is at, `{parent}` the item itself where it is a text. In `authentication` they are `secrets`, which come
 * from the environment: `token` of `datto-rmm` is DEMARC_DATTO_RMM_TOKEN. What is in braces with blanks or quotes (GraphQL) is left alone.
 */

import type { RoleReach } from "./role-reach.ts";

/** A value in an item. A text is a path in the item itself. */
export type Field =
  | string
  | {
      /** Several paths are joined with a blank: first and last name. */
      readonly at: string | readonly string[];
      /** Path of what is taken where there is nothing at all. */
      readonly otherwise?: string;
    }
  | {
      /** The same in the item that `forEach` is at. */
      readonly parent: string | readonly string[];
    };

/** Words and values that mean yes and no. What is in neither is unknown; without both lists only true and false are understood. */
export interface EnabledField {
  readonly at: string;
  readonly on?: readonly (string | number | boolean | null)[];
  readonly off?: readonly (string | number | boolean | null)[];
}

/** Roles that are in an item. */
export interface RolesInItem {
  /** Path of a role's name (or id, with `lookup` or `names`), of a list of them, or of objects of which `name` is a path. */
  readonly at: string;
  readonly name?: string;
  /**
   * Path in the same object of another name, taken where the first one is none that the vendor has: a type that says `CUSTOM`, or an id
   * that nothing gives a name.
   */
  readonly otherwise?: string;
  /** Path in the same object, or in the whole item, of what the role is limited to (a site, a customer). */
  readonly scope?: string | { readonly item: string };
  /** Names of ids that never change. */
  readonly names?: Readonly<Record<string, string>>;
  readonly lookup?: Lookup;
  /**
   * Where customers make roles of their own and the answer says what these can do: paths in the object that was looked up (or that
   * `at` leads to), and the reach for each value (in small letters), of a list for any in it. The first one that says anything goes before
   * what the catalogue's `roles` say.
   */
  readonly reach?: readonly { readonly at: string; readonly of: Readonly<Record<string, RoleReach>> }[];
}

export type RoleField =
  | RolesInItem
  | {
      /** Path in the item that `forEach` is at (or that `each` is in), of the role's name or id. */
      readonly parent: string;
      readonly lookup?: Lookup;
      readonly reach?: RolesInItem["reach"];
    }
  /** A role that everybody in the list has, or everybody for whom the condition holds. */
  | { readonly role: string; readonly when?: Condition };

/** Turns what was found into a value of the item of another request whose `key` is the same. */
export interface Lookup {
  readonly request: string;
  readonly key: string;
  readonly value: string;
}

/** Texts without case; what is not there is null. What is left out has to be named (`isNot`): a value that is new stays in. */
export type Condition = { readonly at: string } & (
  | { readonly is: readonly (string | number | boolean | null)[] }
  | { readonly isNot: readonly (string | number | boolean | null)[] }
);

/** What of a person is in an item. */
export interface PersonFields {
  /** What parts of one person have in common: an id, or the address. */
  readonly id: Field;
  readonly name?: Field;
  readonly email?: Field;
  readonly enabled?: string | EnabledField;
  /** ISO 8601 (without a zone: UTC), or seconds or milliseconds since 1970; null, empty and the year 1 mean never. */
  readonly lastSignIn?: string;
  readonly roles?: readonly RoleField[];
  /** What the item is, where it is no person: a group of the directory, an account of a program. Parts are put together per kind. */
  readonly kind?: "group" | "service";
}

/** Size of a page that is asked for: `{ parameter: "limit", value: 200 }`, the most that the vendor documents. Services may give fewer. */
interface PageSize {
  readonly parameter: string;
  readonly value: number;
}

/**
 * How the next page is found. Parameters are of the query, or with `in: "body"` a path in the body. `total` is the path of the number of
 * all items: fewer than that is an answer that is not whole.
 */
export type Paging =
  /** One page; a header `Link` that says there is a next one is followed all the same. */
  | { readonly kind: "none" }
  /** Numbered pages, until one is empty, or `total` items (or `pages` pages) are there. */
  | {
      readonly kind: "page";
      readonly parameter: string;
      readonly first: number;
      readonly size?: PageSize;
      readonly total?: string;
      readonly pages?: string;
      readonly in?: "body";
    }
  /** As many as are there already are left out. */
  | {
      readonly kind: "offset";
      readonly parameter: string;
      readonly size?: PageSize;
      readonly total?: string;
      readonly in?: "body";
    }
  /**
   * The answer holds what the next request has to say, or its whole address; absent, null, false or empty at the end, or `more` is a path
   * of what is not true.
   */
  | {
      readonly kind: "cursor";
      readonly at: string;
      readonly more?: string;
      readonly parameter: string;
      readonly size?: PageSize;
      readonly in?: "body";
    }
  /** The answer holds the address of the next page: whole, or relative, then after `prefix` (`/wiki`) if there is one. */
  | { readonly kind: "next-link"; readonly at: string; readonly prefix?: string; readonly size?: PageSize }
  /** The address is in the header `Link`, with `rel="next"` (RFC 8288). `total`: the header that says how many there are. */
  | { readonly kind: "link-header"; readonly size?: PageSize; readonly total?: string };

export interface RosterRequest {
  /** What it reads, in a word or two: `users`, `roles of a user`. Others refer to it by this. */
  readonly name: string;
  /** Starts with `/` and is put after the base URL. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** A request with a body is a POST that reads (a search, GraphQL). Texts in it may have placeholders. */
  readonly body?: object;
  /** Once for each item of an earlier request. */
  readonly forEach?: string;
  readonly paging: Paging;
  /**
   * Path of the list in the answer; the empty one where the answer itself is it. One object counts as a list of one. Of several the first
   * one that leads somewhere, where documents and services differ.
   */
  readonly items: string | readonly string[];
  /**
   * Where one item names several people (`principalIds[]`): paths to them. They become the items, and the item they are in is their
   * parent. An item that has none of these is not understood.
   */
  readonly each?: readonly string[];
  /** Only these items: what else is listed there holds nothing, such as a user of another kind. All conditions must hold. */
  readonly only?: readonly Condition[];
  readonly people?: PersonFields;
  readonly source: string;
}

/**
 * How a request proves who asks. Texts may hold `{secret}` for each of the `secrets`. Whatever the kind, a token that is in
 * DEMARC_<SYSTEM>_TOKEN is sent as it is instead of asking for one (`oauth`).
 */
export type Authentication =
  /** `Authorization: Bearer {token}` */
  | { readonly kind: "bearer"; readonly secrets: Secrets; readonly source: string }
  /** Any headers: `{ "x-api-key": "{token}" }`, `{ Authorization: "SSWS {token}" }` */
  | {
      readonly kind: "headers";
      readonly headers: Readonly<Record<string, string>>;
      readonly secrets: Secrets;
      readonly source: string;
    }
  /** HTTP basic authentication; `headers` go along. */
  | {
      readonly kind: "basic";
      readonly user: string;
      readonly password: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly secrets: Secrets;
      readonly source: string;
    }
  /** A token is asked for first. */
  | {
      readonly kind: "oauth";
      /** Whole address, or a path after the base URL. `connection` placeholders are allowed here. */
      readonly tokenUrl: string;
      /** Of that address, such as `{ tenant: "{tenant}" }`. */
      readonly tokenQuery?: Readonly<Record<string, string>>;
      /** `grant_type`, `client_id`, `client_secret`, `scope`, … */
      readonly form: Readonly<Record<string, string>>;
      /** The form is sent as JSON instead. */
      readonly asJson?: boolean;
      /** The client is told by basic authentication. */
      readonly basic?: { readonly user: string; readonly password: string };
      /** Path of the token in the answer; `access_token` when absent. */
      readonly tokenAt?: string;
      /** Header that the token is sent in; `{ name: "Authorization", value: "Bearer {token}" }` when absent. */
      readonly header?: { readonly name: string; readonly value: string };
      readonly secrets: Secrets;
      readonly source: string;
    };

/** Names of secrets (lower case letters, digits, `-`) and what they are, where one gets them. */
export type Secrets = Readonly<Record<string, string>>;

/** A value that belongs to one installation, from `systems.<id>.connection` of the matrix. */
export interface ConnectionValue {
  readonly description: string;
  /** `label`: letters, digits, hyphens and underscores. `host`: a DNS name, with a port or not. `id`: what stands in a path or query. */
  readonly kind: "label" | "host" | "id";
  /** Only these, where the vendor has a fixed list, such as regions. */
  readonly choices?: readonly string[];
  /** Of a `host` at the vendor's: what it must end in (`.okta.com`), so that a secret cannot be sent elsewhere. */
  readonly endsIn?: readonly string[];
  /** Where the section on systems says nothing. Empty: it is not needed, and a header or parameter that it would be is left out. */
  readonly default?: string;
  /** Where it says nothing, the matrix does: the id of the client's tenant. */
  readonly isTenantId?: true;
  readonly example: string;
}

export interface RosterApi {
  readonly documented: true;
  /** `https://{host}/api/v2`, without a slash at the end. */
  readonly baseUrl: string;
  readonly connection: Readonly<Record<string, ConnectionValue>>;
  readonly authentication: Authentication;
  /** Sent with each request to this host, that for a token too, besides `Accept: application/json`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The least that the token must be allowed, in the vendor's words. */
  readonly permissions: readonly string[];
  readonly requests: readonly RosterRequest[];
  /** Requests at once at most; 4 when absent. */
  readonly concurrency?: number;
  /** Requests are spaced so that no more than this are sent. */
  readonly rateLimit?: { readonly requests: number; readonly perSeconds: number; readonly source: string };
  /** The vendor's page on the API as a whole. */
  readonly source: string;
}
