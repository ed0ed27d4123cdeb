/** Tells CommonJS from ES modules by what a file says, where its package.json cannot know. */

const esModuleStatement = /^\s*(import\s*[\w{*"']|export\s+[\w{*]|export\s*\{)/m;
const commonJs = /\brequire\s*\(|\bmodule\.exports\b|^\s*exports\.[\w$]+\s*=/m;

/**
 * True when a file is CommonJS whatever its surroundings say: it requires or exports the old way and has no import or export
 * statement. A program below a folder of ES modules is read by that folder's package.json, though it was never meant for it.
 */
export function isPlainlyCommonJs(source: string): boolean {
  return commonJs.test(source) && !esModuleStatement.test(source);
}
