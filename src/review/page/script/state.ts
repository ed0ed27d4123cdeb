/** First part of the page's script: what it knows, and how it asks the server. */

export const stateScript = `
const byId = (id) => document.getElementById(id);
/** Lines that are made into elements at once: the rest follows when somebody gets there. */
const chunk = 200;
let review;
let state;
let limit = chunk;
/** Lines that are open, and what was typed into them and not saved. */
const opened = new Set();
const drafts = new Map();
/** What the server said of a decision that it did not take. */
const refused = new Map();
let lastDecision;
let saying;

function keep(name, value) { try { sessionStorage.setItem(name, value); } catch { /* only this window forgets it */ } }
function kept(name) { try { return sessionStorage.getItem(name); } catch { return null; } }
let secret = kept("secret");

function say(text) {
  const place = byId("said");
  // The same words again would not be read out again.
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = text; });
  clearTimeout(saying);
  // It covers the bottom of the page; what it says stands where it belongs, too.
  saying = setTimeout(() => { place.textContent = ""; }, 10_000);
}
function notice(text) {
  const place = byId("notice");
  place.textContent = text;
  place.hidden = text === "";
}

async function ask(path, body, headers = {}) {
  const response = await fetch(path, {
    method: body === undefined ? "GET" : "POST",
    headers: { ...(secret && { authorization: "Bearer " + secret }), ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    cache: "no-store",
  });
  const answer = response.status === 304 ? undefined : await response.json();
  return { status: response.status, answer };
}
const unreachable = "The command does not answer: it was stopped, most likely. Nothing that you do here is saved; start it again.";

/** Reads the file's state; says whether it is another than before. */
async function refresh() {
  const tag = state && !state.broken ? { "if-none-match": JSON.stringify(state.digest + (state.closed ? "-closed" : "")) } : {};
  const { status, answer } = await ask("/state", undefined, tag);
  if (status === 304) return false;
  if (status !== 200) {
    // The file cannot be read just now: what was seen stays, and says so.
    state = { ...(state ?? { digest: "", decided: 0, entries: {}, problems: {}, general: [] }), broken: true };
    notice(answer.message);
    return true;
  }
  const isNew = state !== undefined && state.digest !== answer.digest;
  state = answer;
  notice([state.closed, ...state.general].filter(Boolean).join("\\n"));
  return isNew;
}

const decisionWords = { keep: "keep", revoke: "revoke", "change-matrix": "change the matrix" };
const dateWords = (iso) => new Date(iso).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const personName = (address) => review.people.find((person) => person.address === (address ?? "").toLowerCase())?.name ?? address;
const entryOf = (id) => state.entries[id] ?? {};
const isDecided = (id) => Boolean(entryOf(id).decision);

/** An element with properties, attributes where the name has a dash, and children. */
function element(name, properties, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === false) continue;
    if (key.includes("-") || key === "role" || key === "for") made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children.filter((child) => child !== undefined && child !== false));
  return made;
}

function decider() { return kept("decider") ?? ""; }
function showDecider() {
  const person = review.people.find(({ address }) => address === decider());
  byId("who-form").hidden = person !== undefined;
  byId("who-chosen").hidden = person === undefined;
  byId("who-name").textContent = person?.name ?? "";
}
function chooseDecider() {
  byId("who-form").hidden = false;
  byId("who-chosen").hidden = true;
  byId("who").focus();
}
`;
