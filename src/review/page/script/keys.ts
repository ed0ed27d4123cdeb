/** Last part of the page's script: keys, filters, and the start. */

export const keysScript = `
const currentId = () => document.activeElement?.closest(".line")?.id.slice("line-".length);
function step(by) {
  const index = visible.findIndex((line) => line.id === currentId());
  const next = visible[index === -1 ? (by > 0 ? 0 : visible.length - 1) : index + by];
  if (next) goTo(next.id);
  else say(by > 0 ? "That was the last line." : "That was the first line.");
}
const onLine = (act) => {
  const line = review.lines.find((each) => each.id === currentId()) ?? visible[0];
  if (line) { goTo(line.id); act(line); }
};
const actions = {
  j: () => step(1),
  k: () => step(-1),
  n: () => {
    const next = nextUndecided(currentId() ?? "");
    if (next) goTo(next.id);
    else say("No line here is undecided.");
  },
  1: () => onLine((line) => choose(line, "keep")),
  2: () => onLine((line) => choose(line, "revoke")),
  3: () => onLine((line) => choose(line, "change-matrix")),
  ".": () => onLine(repeat),
  "/": () => byId("filter").elements.words.focus(),
  u: () => byId("filter").elements.undecided.click(),
  w: chooseDecider,
  "?": () => byId("help").showModal(),
};
function areTyped(target) {
  return target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
}
addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || byId("help").open || !review) return;
  const { target, key } = event;
  if (key === "Escape") {
    const id = currentId();
    if (id) byId("head-" + id).focus();
    else if (areTyped(target)) byId("lines").focus();
    return;
  }
  if (!byId("keys-on").checked || areTyped(target)) return;
  const action = Object.hasOwn(actions, key) ? actions[key] : undefined;
  if (!action) return;
  event.preventDefault();
  action();
});

byId("who-form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (byId("who").value === "") return say("Nobody is chosen.");
  keep("decider", byId("who").value);
  showDecider();
  byId("who-change").focus();
  say(byId("who-name").textContent + " decides.");
});
byId("who-change").addEventListener("click", chooseDecider);
byId("filter").addEventListener("input", () => { limit = chunk; draw(); });
byId("filter").addEventListener("submit", (event) => event.preventDefault());
byId("help-open").addEventListener("click", () => byId("help").showModal());
byId("more").addEventListener("click", () => {
  const first = visible[limit];
  limit += chunk;
  draw();
  if (first) goTo(first.id);
});
byId("keys-on").checked = kept("keys") !== "off";
byId("keys-on").addEventListener("change", (event) => keep("keys", event.target.checked ? "on" : "off"));

/** Whoever comes back from an editor sees what the file says now. */
addEventListener("focus", async () => {
  if (!review || saving) return;
  try {
    if (await refresh()) {
      draw();
      say("decisions.yaml was changed elsewhere; it is shown as it is now.");
    }
  } catch {
    notice(unreachable);
  }
});

async function start() {
  const token = location.hash.slice(1);
  if (token.length > 40) {
    history.replaceState(null, "", location.pathname);
    const { status, answer } = await ask("/session", { token });
    if (status === 200) {
      secret = answer.secret;
      keep("secret", secret);
    } else if (secret === null) return notice(answer.message);
  }
  const { status, answer } = await ask("/review");
  if (status !== 200) return notice(answer.message);
  for (const line of answer.lines) line.text = [line.id, line.title, line.row, ...line.facts.map(([, text]) => text)].join(" ").toLowerCase();
  review = answer;
  document.title = "Decide: " + review.client + ", " + review.reviewedOn;
  byId("subject").textContent = "Access review · " + review.client + " · " + review.reviewedOn;
  byId("file").textContent = review.file;
  for (const [label, people] of Map.groupBy(review.people, (person) => person.group)) {
    byId("who").append(element("optgroup", { label }, ...people.map(({ address, name }) => element("option", { value: address }, name + " (" + address + ")"))));
  }
  for (const party of [...new Set(review.lines.map((line) => line.party))].sort()) byId("filter").elements.party.append(element("option", {}, party));
  showDecider();
  await refresh();
  draw();
  document.body.dataset.ready = "true";
}
start().catch(() => notice(unreachable)).then(() => {
  if (!review) byId("progress-text").textContent = "Nothing is shown.";
});
`;
