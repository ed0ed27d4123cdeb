/** Text of programs and tenants, shown. */

export { visible, visibleLines } from "../../visible.ts";

/** At most so many characters, the last of them an ellipsis where something is left out. Never half a surrogate pair. */
export function shortened(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, Math.max(0, most - 1)).join("")}…`;
}
