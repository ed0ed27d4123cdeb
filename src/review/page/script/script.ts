/**
 * The page's one script, as text: it is part of the document, and allowed by its digest. It makes elements and sets their text; it
 * never makes markup from a string, and the page's policy would not let it.
 */

import { formScript } from "./form.ts";
import { keysScript } from "./keys.ts";
import { linesScript } from "./lines.ts";
import { stateScript } from "./state.ts";

export const script = [stateScript, linesScript, formScript, keysScript].join("\n");
