/** One comment in a pull request: written once, then updated in place. */

/** A comment that is there. */
export interface PlacedComment {
  readonly id: string;
  readonly body: string;
}

/** A pull request on some server. */
export interface CommentPlace {
  /** Comments that this identity wrote, oldest first: nobody else's comment is ever touched, whatever it says. */
  ownComments(): Promise<readonly PlacedComment[]>;
  create(body: string): Promise<void>;
  update(id: string, body: string): Promise<void>;
  remove(id: string): Promise<void>;
}

export type PutResult = "created" | "updated" | "unchanged";

/**
 * Puts a text whose first line is its marker where the comment with this marker is. Should two runs have written at the same time,
 * one comment is left.
 */
export async function putComment(place: CommentPlace, body: string): Promise<PutResult> {
  const marker = firstLine(body);
  const [kept, ...surplus] = (await place.ownComments()).filter((comment) => firstLine(comment.body) === marker);
  for (const { id } of surplus) await place.remove(id);
  if (kept === undefined) {
    await place.create(body);
    return "created";
  }
  if (normal(kept.body) === normal(body)) return "unchanged";
  await place.update(kept.id, body);
  return "updated";
}

function firstLine(text: string): string {
  return normal(text).split("\n", 1)[0] ?? "";
}

/** Servers give line breaks back as they like. */
function normal(text: string): string {
  return text.replaceAll("\r\n", "\n").trim();
}
