/**
 * Where pages are kept while a tenant is read. A stream is one list of requests that belong together; `of` tells apart what it reads
 * for several objects (the members of each group), and is empty where it reads one collection.
 */

import type { GraphObject } from "./read-error.ts";

export interface StoredPage {
  readonly of: string;
  readonly items: readonly GraphObject[];
  /** Address of the next page; absent on the last one. */
  readonly next?: string;
}

/** How far a stream is for one `of`. */
export interface Progress {
  readonly next?: string;
  readonly done: boolean;
}

export interface PageStore {
  progress(stream: string, of?: string): Progress | undefined;
  /** Keeps pages, so that they are still there after the process was killed where the store says so. */
  append(stream: string, pages: readonly StoredPage[]): Promise<void>;
  /** Forgets what was read for `of`: it is read again from its first page. */
  restart(stream: string, of?: string): Promise<void>;
  /** Everything that counts, in the order in which it came. */
  pages(stream: string): AsyncIterable<StoredPage>;
  /** A folder for what does not fit into memory; undefined where everything does. */
  readonly scratch: string | undefined;
}

/** For tenants of a size that memory takes. */
export function memoryStore(): PageStore {
  const streams = new Map<string, StoredPage[]>();
  return {
    scratch: undefined,
    progress(stream, of = "") {
      const last = streams.get(stream)?.findLast((page) => page.of === of);
      return last && { done: last.next === undefined, ...(last.next !== undefined && { next: last.next }) };
    },
    async append(stream, pages) {
      const kept = streams.get(stream);
      if (kept === undefined) streams.set(stream, [...pages]);
      else for (const page of pages) kept.push(page);
    },
    async restart(stream, of = "") {
      streams.set(stream, streams.get(stream)?.filter((page) => page.of !== of) ?? []);
    },
    async *pages(stream) {
      yield* streams.get(stream) ?? [];
    },
  };
}
