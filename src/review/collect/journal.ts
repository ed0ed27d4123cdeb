/**
 * Pages on disk as they come, so that a run that was killed goes on where it stopped. Each page is one line, written whole and forced
 * to the disk before the next one is asked for; a line that was torn is cut off when the journal is opened again.
 *
 * It holds what Graph answered, names and addresses included, also where the snapshot is to be redacted. Only its owner can read it,
 * and it is removed when the snapshot stands.
 */

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type FileHandle, open, truncate } from "node:fs/promises";
import { join } from "node:path";
import { linesOf } from "../../lines.ts";
import { asObject, asText } from "../../tenant/entity.ts";
import type { PageStore, Progress, StoredPage } from "./page-store.ts";
import type { GraphObject } from "./read-error.ts";

/** What a journal belongs to; a run with another frame cannot go on with it. */
export interface JournalFrame {
  readonly tenantId: string;
  /** Digest of the requests that are made. */
  readonly requests: string;
}

/** Why a journal cannot be gone on with. `message` says what to do. */
export class JournalError extends Error {
  override readonly name = "JournalError";
}

export interface Journal extends PageStore {
  /** When the collection began, ISO 8601: now, or when the run that is gone on with did. */
  readonly startedAt: string;
  /** Whether something was there to go on with. */
  readonly isResumed: boolean;
  /** Removes it with everything in it. */
  remove(): void;
  /** Lets go of its files, and of the folder. */
  close(): Promise<void>;
}

/** A snapshot is of one moment; what was read the day before is of another. */
const oldestHours = 24;

/**
 * Opens the journal in a folder, or begins one.
 * @param now ISO 8601, UTC
 * @throws JournalError for one of another tenant, of other requests, of more than a day ago, or in use by another process
 */
export async function openJournal(folder: string, frame: JournalFrame, now: string, restart = false): Promise<Journal> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unlock = lock(folder);
  try {
    if (restart) clear(folder);
    const before = headerOf(folder);
    if (before !== undefined) refuseForeign(folder, before, frame, now);
    const startedAt = before?.startedAt ?? now;
    if (before === undefined) {
      clear(folder);
      writeFileSync(join(folder, header), `${JSON.stringify({ ...frame, startedAt })}\n`, { mode: 0o600, flush: true });
    }
    const streams = new Map<string, Stream>();
    for (const file of readdirSync(folder)) {
      if (file.endsWith(suffix)) streams.set(file.slice(0, -suffix.length), await Stream.open(join(folder, file)));
    }
    return journalOf(folder, streams, { startedAt, isResumed: streams.size > 0 }, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

const header = "journal.json";
const suffix = ".pages";

function journalOf(
  folder: string,
  streams: Map<string, Stream>,
  { startedAt, isResumed }: Pick<Journal, "startedAt" | "isResumed">,
  unlock: () => void,
): Journal {
  let isOpen = true;
  const opening = new Map<string, Promise<Stream>>();
  const stream = (name: string): Promise<Stream> => {
    const known = streams.get(name);
    if (known !== undefined) return Promise.resolve(known);
    const already = opening.get(name);
    if (already !== undefined) return already;
    const opened = Stream.open(join(folder, `${name}${suffix}`)).then((made) => {
      streams.set(name, made);
      return made;
    });
    opening.set(name, opened);
    return opened;
  };
  return {
    startedAt,
    isResumed,
    scratch: folder,
    progress: (name, of = "") => streams.get(name)?.progress(of),
    append: async (name, pages) => (await stream(name)).append(pages),
    restart: async (name, of = "") => (await stream(name)).restart(of),
    async *pages(name) {
      const found = streams.get(name);
      if (found !== undefined) yield* found.pages();
    },
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      for (const each of streams.values()) await each.close();
      unlock();
    },
  };
}

/** Lines of one stream. Each begins anew (`generation`) where a page's address was refused and the list is read from its beginning. */
class Stream {
  readonly #file: string;
  readonly #handle: FileHandle;
  readonly #known = new Map<string, Known>();
  #last: Promise<void> = Promise.resolve();

  private constructor(file: string, handle: FileHandle) {
    this.#file = file;
    this.#handle = handle;
  }

  static async open(file: string): Promise<Stream> {
    const stream = new Stream(file, await open(file, "a", 0o600));
    let sound = 0;
    let torn = false;
    for await (const { text, end, isWhole } of linesOf(file)) {
      const line = isWhole ? lineIn(text) : undefined;
      torn = line === undefined;
      if (line === undefined) break;
      sound = end;
      stream.#known.set(line.of, knownAfter(line));
    }
    if (torn) await truncate(file, sound);
    return stream;
  }

  progress(of: string): Progress | undefined {
    const known = this.#known.get(of);
    return known === undefined || (!known.done && known.next === undefined) ? undefined : known;
  }

  append(pages: readonly StoredPage[]): Promise<void> {
    return this.#write(
      pages.map(({ of, items, next }) => ({ of, generation: this.#known.get(of)?.generation ?? 0, next, items })),
    );
  }

  restart(of: string): Promise<void> {
    return this.#write([
      { of, generation: (this.#known.get(of)?.generation ?? 0) + 1, next: undefined, items: undefined },
    ]);
  }

  /** One after the other: two writes at once could end up inside each other. */
  #write(lines: readonly JournalLine[]): Promise<void> {
    const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    // Not the lines: what was read need not stay in memory until the disk has it.
    const notes = lines.map((line) => [line.of, knownAfter(line)] as const);
    const write = async () => {
      await this.#handle.appendFile(bytes);
      await this.#handle.datasync();
      for (const [of, known] of notes) this.#known.set(of, known);
    };
    this.#last = this.#last.then(write, write);
    return this.#last;
  }

  async *pages(): AsyncGenerator<StoredPage> {
    await this.#last;
    for await (const { text } of linesOf(this.#file)) {
      const line = lineIn(text);
      if (line?.items === undefined || line.generation !== this.#known.get(line.of)?.generation) continue;
      yield { of: line.of, items: line.items, ...(line.next !== undefined && { next: line.next }) };
    }
  }

  async close(): Promise<void> {
    await this.#last.catch(() => undefined);
    await this.#handle.close();
  }
}

interface Known extends Progress {
  readonly generation: number;
}

/** Of most objects there is one page: they share what is known of them. */
const doneAtOnce: Known = { generation: 0, done: true };

function knownAfter({ generation, next, items }: JournalLine): Known {
  if (items === undefined) return { generation, done: false };
  if (next !== undefined) return { generation, done: false, next };
  return generation === 0 ? doneAtOnce : { generation, done: true };
}

interface JournalLine {
  readonly of: string;
  readonly generation: number;
  readonly next: string | undefined;
  /** Absent where the list begins anew. */
  readonly items: readonly GraphObject[] | undefined;
}

function lineIn(text: string): JournalLine | undefined {
  let line: GraphObject | undefined;
  try {
    line = asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
  const [of, generation] = [asText(line?.["of"]), line?.["generation"]];
  if (of === undefined || typeof generation !== "number") return undefined;
  const items = line?.["items"];
  return { of, generation, next: asText(line?.["next"]), items: Array.isArray(items) ? items : undefined };
}

interface Header extends JournalFrame {
  readonly startedAt: string;
}

/** Undefined where nothing was begun, or not even that was written to its end. */
function headerOf(folder: string): Header | undefined {
  try {
    const found = asObject(JSON.parse(readFileSync(join(folder, header), "utf8")));
    const [tenantId, requests, startedAt] = ["tenantId", "requests", "startedAt"].map((name) => asText(found?.[name]));
    if (tenantId === undefined || requests === undefined || startedAt === undefined) return undefined;
    return { tenantId, requests, startedAt };
  } catch {
    return undefined;
  }
}

function refuseForeign(folder: string, before: Header, frame: JournalFrame, now: string): void {
  const anew = `start anew with --restart, or remove ${folder}`;
  if (before.tenantId !== frame.tenantId) {
    throw new JournalError(
      `${folder} holds an unfinished collection of tenant ${before.tenantId}, this one is of ${frame.tenantId}: choose another --out, or ${anew}`,
    );
  }
  const hours = (Date.parse(now) - Date.parse(before.startedAt)) / 3_600_000;
  if (!(hours <= oldestHours)) {
    throw new JournalError(
      `${folder} holds a collection that was begun at ${before.startedAt}: a snapshot is of one day, so ${anew}`,
    );
  }
  if (before.requests !== frame.requests) {
    throw new JournalError(`${folder} was begun with other options, or by another version of Demarc: ${anew}`);
  }
}

function clear(folder: string): void {
  for (const file of readdirSync(folder)) {
    if (file !== lockFile) rmSync(join(folder, file), { recursive: true, force: true });
  }
}

const lockFile = "lock";

/** One process at a time; the lock of one that is gone does not count. */
function lock(folder: string): () => void {
  const file = join(folder, lockFile);
  for (const isSecond of [false, true]) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx", mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      const isHeld = error instanceof Error && "code" in error && error.code === "EEXIST";
      if (!isHeld || isSecond || isAlive(file)) {
        if (!isHeld) throw error;
        throw new JournalError(`${folder} is in use: another demarc collects into it`);
      }
      rmSync(file, { force: true });
    }
  }
  throw new JournalError(`${folder} is in use: another demarc collects into it`);
}

function isAlive(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    // In a container that was started again, this process may have the number of the one that was killed.
    if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
