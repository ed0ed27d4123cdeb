/** The document itself, for other programs; its schema is `schema/check.schema.json`. */

import type { Formatter } from "./formatter.ts";

export const jsonFormatter: Formatter = {
  render: (result) => `${JSON.stringify(result, null, 2)}\n`,
};
