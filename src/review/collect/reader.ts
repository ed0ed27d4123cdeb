/** The shape of a row of what a review reads: which collection, by which request, with which permission, and from which page of Microsoft's. */

import type { CollectionName, PartName } from "../../tenant/snapshot.ts";

export type Version = "v1.0" | "beta";

/** Licence without which Graph refuses; `permissions.ts` knows its service plans. */
export type Licence = "Microsoft Entra ID P1" | "Microsoft Entra ID P2 or ID Governance";

/** A request that brings a collection. */
export interface Reader {
  readonly collection: CollectionName;
  readonly version: Version;
  /** Path after the version; `{id}` stands for the object of `each`. */
  readonly path: string;
  readonly select?: readonly string[];
  /** `{id}` as in the path; `{since}`: what is older is not read (`auditsFrom`). */
  readonly filter?: string;
  /** Only entries of the log that say of something that it is called otherwise now. */
  readonly onlyRenames?: true;
  readonly expand?: string;
  /** `$top`, where the collection takes one. */
  readonly top?: number;
  /** Most objects that Graph gives in one page: what the bound of requests is counted with. */
  readonly pageSize: number;
  /** The answer is one object, not a collection; it gets this id where Graph gives it none. */
  readonly single?: string;
  /** `{path}/$count` says how many there are. */
  readonly counts?: true;
  readonly relations?: readonly RelationReader[];
  /** The collection is this relation of the objects read, laid flat. */
  readonly flatten?: "appRoleAssignments" | "accessPackageResourceRoleScopes";
  readonly each?: ForEach;
  /** Nothing is there to read unless the tenant is synchronised with an Active Directory. */
  readonly onlySynchronised?: true;
  /** Least privileged permission for the request. */
  readonly permission: string;
  /** Applications cannot be given the permission; somebody has to sign in. */
  readonly delegatedOnly?: true;
  readonly licence?: Licence;
  /** Microsoft's page on the request and its permissions. */
  readonly source: string;
}

/** For which already collected objects a request is repeated. */
export type ForEach = "application-that-people-sign-in-to" | "group-that-conveys-access" | "access-package";

/** What is read with a collection, by requests of its own. */
export type RelationReader = ExpandedRelation | PropertyRelation | DetailRelation | GroupedRelation | ManagerRelation;

interface RelationFrame {
  readonly name: PartName;
  /** Where they differ from the collection's. */
  readonly permission?: string;
  readonly licence?: Licence;
  readonly source?: string;
  /** An answer of 404 says that there is nothing. */
  readonly mayBeAbsent?: true;
}

/**
 * Related objects: listed with `$expand`, 100 objects a page and 20 related ones each at most
 * (https://learn.microsoft.com/graph/query-parameters#expand), then completed by a request for each object that has 20.
 */
export interface ExpandedRelation extends RelationFrame {
  readonly kind: "expanded";
  readonly name: "members" | "owners" | "federatedIdentityCredentials";
  /** Properties of the related objects that are kept; `id` and the type alone where absent. */
  readonly select?: readonly string[];
  /**
   * Version for the request per object, where it must differ: v1.0 leaves service principals out of `/groups/{id}/members`
   * (https://learn.microsoft.com/graph/api/group-list-members).
   */
  readonly followUpVersion?: "beta";
}

/** A property that Graph gives only with a permission or licence of its own: read apart, so that the rest is read without it. */
export interface PropertyRelation extends RelationFrame {
  readonly kind: "property";
  readonly pageSize: number;
}

/** Something of each object that has an address of its own, `{path}/{id}/{name}`. */
export interface DetailRelation extends RelationFrame {
  readonly kind: "detail";
  /** Only for objects whose property has this value, in any case. */
  readonly when?: { readonly property: string; readonly is: string };
  /** One object instead of a collection. */
  readonly single?: true;
}

/** A list elsewhere whose elements say which object they belong to. */
export interface GroupedRelation extends RelationFrame {
  readonly kind: "grouped";
  readonly path: string;
  readonly select: readonly string[];
  /** Property that ends with the id of the object. */
  readonly by: string;
}

/**
 * Managers, as far as groups go by them: the direct reports of whom a rule names. `$expand=manager` would cut every page of users to a
 * hundred, and the rest of who reports to whom is nobody's business here.
 */
export interface ManagerRelation extends RelationFrame {
  readonly kind: "manager";
}

/**
 * Path and query of a request.
 * @param since ISO 8601, for filters that ask for it
 */
export function requestPath(
  request: Pick<Reader, "version" | "path" | "select" | "filter" | "expand" | "top">,
  id = "",
  since = "",
): string {
  const query = [
    request.select && `$select=${request.select.join(",")}`,
    request.filter &&
      `$filter=${request.filter.replaceAll("{id}", id.replaceAll("'", "''")).replaceAll("{since}", since)}`,
    request.expand && `$expand=${request.expand}`,
    request.top && `$top=${request.top}`,
  ].filter((option) => option !== undefined);
  const path = `/${request.version}/${request.path.replace("{id}", encodeURIComponent(id))}`;
  return query.length === 0 ? path : `${path}?${query.join("&").replaceAll(" ", "%20")}`;
}
