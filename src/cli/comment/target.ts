/** Where a comment goes. */

import type { CommentPlace } from "./put-comment.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Pull requests to write into, or why there is nothing to write. */
export type Target =
  | { readonly skipped: string }
  | {
      readonly places: readonly CommentPlace[];
      /** Where files can be looked at: with `{file}` and `{line}`. */
      readonly sourceUrl?: string;
      /** Said at the end of the comment. */
      readonly remark?: string | undefined;
    };
