/** Reads lists into a page store: page after page, or many small ones through `$batch`. Everything goes on where the store says it stopped. */

import { objectsOf } from "../../tenant/entity.ts";
import { batchSize, type GraphClient, type Page } from "./client.ts";
import type { PageStore, StoredPage } from "./page-store.ts";
import { type GraphObject, GraphReadError } from "./read-error.ts";

/** Many requests of one kind, each for one object. */
export interface EachRequest {
  readonly ids: readonly string[];
  /** Made when its turn comes: there may be as many as there are groups. */
  readonly path: (of: string) => string;
}

/** One of them that is to be sent. */
interface Waiting {
  readonly of: string;
  readonly path: string;
  readonly restarts: number;
  readonly doubts: number;
  /** Addresses of its further pages; undefined while there were none. */
  readonly seen?: ReadonlySet<string>;
}

export interface StreamOptions {
  /** What is kept of an object; undefined for one that is not wanted. */
  readonly keep: (object: GraphObject) => GraphObject | undefined;
  /** Most objects that one page has: what the bound is counted with. */
  readonly pageSize: number;
  /** The answer is one object. */
  readonly single?: boolean;
  /** The list inside the one object that is the answer. */
  readonly flatten?: string;
  /** An answer of 404 says that there is nothing: it is believed at once. */
  readonly mayBeAbsent?: boolean;
  readonly onPage?: (page: Page) => Promise<void> | void;
}

/** Counts what was done. */
export interface Tally {
  objects: number;
  /** Requests that would do if every page were full and nothing had to be asked again. */
  bound: number;
}

/** How often a list is begun anew because the address of its next page was refused. */
const mostRestarts = 5;

/** How often something that was listed is asked for again when it is not found: a replica may not have heard of it yet. */
export const mostDoubts = 2;

/** Requests of one kind that are prepared at once; the client lets through what the service bears. */
const workers = 8;

export class StreamReader {
  readonly #client: GraphClient;
  readonly #store: PageStore;
  readonly #tally: Tally;

  constructor(client: GraphClient, store: PageStore, tally: Tally) {
    this.#client = client;
    this.#store = store;
    this.#tally = tally;
  }

  /**
   * Reads a list to its end.
   * @throws GraphReadError when that is not possible; what came before stays in the store
   */
  async list(stream: string, first: string, options: StreamOptions, of = ""): Promise<void> {
    let [restarts, objects, pages, largest] = [0, 0, 0, options.pageSize];
    const seen = new Set<string>();
    for (;;) {
      const at = this.#store.progress(stream, of);
      if (at?.done === true) break;
      const url = at?.next ?? first;
      if (seen.has(url)) throw endless(url);
      seen.add(url);
      let page: Page;
      try {
        page = options.single ? { items: [await this.#client.get(url)] } : await this.#client.page(url);
      } catch (error) {
        if (at?.next === undefined || !isRefusedAddress(error) || restarts >= mostRestarts) throw error;
        restarts++;
        [objects, pages] = [0, 0];
        seen.clear();
        await this.#store.restart(stream, of);
        continue;
      }
      const { length } = page.items;
      await options.onPage?.(page);
      await this.#store.append(stream, [storedPage(of, page, options)]);
      objects += length;
      pages++;
      // A service may be more generous than Microsoft's pages say.
      largest = Math.max(largest, length);
      this.#tally.objects += length;
    }
    this.#tally.bound += Math.max(Math.min(pages, 1), Math.ceil(objects / largest));
  }

  /**
   * Reads a small list for each of many objects, 20 in a request.
   * @param failed told of each object for which it could not be read
   */
  async each(
    stream: string,
    { ids, path }: EachRequest,
    options: StreamOptions,
    failed: (of: string, error: GraphReadError) => Promise<void> | void,
  ): Promise<void> {
    // What is asked again comes after everything else: a replica has had time to hear of it.
    let again: Waiting[] = [];
    let place = 0;
    const take = (): readonly Waiting[] => {
      const taken: Waiting[] = [];
      while (taken.length < batchSize && place < ids.length) {
        const of = ids[place++] ?? "";
        const at = this.#store.progress(stream, of);
        if (at?.done !== true) taken.push({ of, path: at?.next ?? path(of), restarts: 0, doubts: 0 });
      }
      const free = batchSize - taken.length;
      if (free > 0 && again.length > 0) {
        taken.push(...again.slice(0, free));
        again = again.slice(free);
      }
      return taken;
    };
    let asked = 0;
    const work = async () => {
      for (let taken = take(); taken.length > 0; taken = take()) {
        const answers = await this.#batch(taken.map(({ path }) => path));
        asked += taken.length;
        const pages: StoredPage[] = [];
        for (const [index, request] of taken.entries()) {
          const answer = answers[index];
          if (answer === undefined) continue;
          try {
            if ("failed" in answer) throw answer.failed;
            const page =
              options.single || options.flatten !== undefined
                ? { items: [answer.body] }
                : this.#client.pageIn(answer.body, request.path);
            const { next }: Page = page;
            if (next !== undefined && request.seen?.has(next)) throw endless(next);
            pages.push(storedPage(request.of, page, options));
            this.#tally.objects += page.items.length;
            if (next !== undefined) again.push({ ...request, path: next, seen: new Set(request.seen).add(next) });
          } catch (error) {
            if (!(error instanceof GraphReadError)) throw error;
            const { of, restarts, doubts } = request;
            const first = path(of);
            if (request.path !== first && isRefusedAddress(error) && restarts < mostRestarts) {
              await this.#store.restart(stream, of);
              again.push({ of, path: first, restarts: restarts + 1, doubts });
            } else if (error.status === 404 && options.mayBeAbsent !== true && doubts < mostDoubts) {
              again.push({ ...request, doubts: doubts + 1 });
            } else await failed(of, error);
          }
        }
        if (pages.length > 0) await this.#store.append(stream, pages);
      }
    };
    await Promise.all(Array.from({ length: Math.min(workers, Math.ceil(ids.length / batchSize)) }, work));
    this.#tally.bound += Math.ceil(asked / batchSize);
  }

  /** A batch that fails as a whole fails for each of its requests. */
  async #batch(paths: readonly string[]): ReturnType<GraphClient["batch"]> {
    try {
      return await this.#client.batch(paths);
    } catch (error) {
      if (!(error instanceof GraphReadError)) throw error;
      return paths.map(() => ({ failed: error }));
    }
  }
}

function storedPage(of: string, { items, next }: Page, { keep, flatten }: StreamOptions): StoredPage {
  const found = flatten === undefined ? items : items.flatMap((item) => objectsOf(item[flatten]));
  const kept = found.map(keep).filter((item) => item !== undefined);
  return { of, items: kept, ...(next !== undefined && { next }) };
}

/**
 * The address of a next page ends (Directory_ExpiredPageToken, DirectoryPageTokenNotFoundException, 410 Gone); then only the beginning
 * of the list helps. That a request is wrong in itself would have shown on its first page.
 */
function isRefusedAddress(error: unknown): boolean {
  return error instanceof GraphReadError && [400, 404, 410].includes(error.status);
}

function endless(url: string): GraphReadError {
  const message = "A next link leads back to a page that was read already.";
  return new GraphReadError(0, "EndlessPaging", message, pathOf(url));
}

function pathOf(url: string): string {
  return url.split("?", 1)[0]?.replace(/^https?:\/\/[^/]+/, "") ?? "";
}
