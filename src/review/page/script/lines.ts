/** Second part of the page's script: the lines that fit the filter, under their groups. */

export const linesScript = `
function fits(line) {
  const form = byId("filter").elements;
  const severities = new Set([...form.severity].filter((box) => box.checked).map((box) => box.value));
  const words = form.words.value.toLowerCase().split(" ").filter(Boolean);
  return severities.has(line.severity)
    && (form.party.value === "" || form.party.value === line.party)
    && (!form.undecided.checked || !isDecided(line.id) || line.id in state.problems)
    && words.every((word) => line.text.includes(word));
}
let visible = [];

/** Draws what fits. Where the focus was, it is again. */
function draw() {
  const focused = document.activeElement?.id;
  visible = review.lines.filter(fits);
  const shown = visible.slice(0, limit);
  const groups = Map.groupBy(shown, (line) => line.group);
  const whole = Map.groupBy(review.lines, (line) => line.group);
  const sections = [...groups].map(([group, lines], index) => {
    const all = whole.get(group);
    const decided = all.filter((line) => isDecided(line.id)).length;
    return element("section", { "aria-labelledby": "group-" + index },
      element("h2", { id: "group-" + index, className: "group" }, group, element("span", { className: "quiet" }, decided + " of " + all.length + " decided")),
      element("ol", { className: "lines" }, ...lines.map(lineElement)));
  });
  if (shown.length === 0) sections.push(element("p", { className: "none" }, review.lines.length === 0 ? "This review asks for nothing." : "Nothing fits the filter."));
  byId("lines").replaceChildren(...sections);
  byId("count").textContent = visible.length + " of " + review.lines.length + " lines fit" + (shown.length < visible.length ? ", " + shown.length + " are shown" : "");
  const more = byId("more");
  more.hidden = shown.length === visible.length;
  more.textContent = "Show " + Math.min(chunk, visible.length - shown.length) + " more";
  drawProgress();
  if (focused && document.activeElement?.id !== focused) byId(focused)?.focus();
}

function drawProgress() {
  const total = review.lines.length;
  byId("progress").max = Math.max(1, total);
  byId("progress").value = state.decided;
  byId("progress-text").textContent = state.decided + " of " + total + " decided" + (state.decided === total && Object.keys(state.problems).length === 0 ? ". Everything is decided: the sides can sign." : "");
}

function outcomeOf(id) {
  const { decision, until, by } = entryOf(id);
  const problems = state.problems[id];
  if (problems) return element("span", { className: "outcome invalid" }, element("b", {}, "Not valid"), ": " + (decisionWords[decision] ?? "") + (by ? ", " + personName(by) : ""));
  if (!decision) return element("span", { className: "outcome" }, "undecided");
  return element("span", { className: "outcome decided" }, element("b", {}, decisionWords[decision] + (until ? " until " + dateWords(until) : "")), element("br"), by ? personName(by) : "nobody named");
}

function lineElement(line) {
  const { id } = line;
  const head = element("button", { type: "button", className: "head", id: "head-" + id, "aria-expanded": String(opened.has(id)), "aria-controls": "body-" + id },
    byId("severity-" + line.severity).content.cloneNode(true),
    element("span", { className: "title" }, line.title, element("small", {}, id + (line.row ? " · " + line.row : ""))),
    outcomeOf(id));
  head.addEventListener("click", () => toggle(id));
  const body = element("div", { className: "body", id: "body-" + id, hidden: !opened.has(id) });
  if (opened.has(id)) body.append(...bodyOf(line));
  return element("li", { className: "line", id: "line-" + id }, element("h3", {}, head), body);
}

/** Draws one line anew: what is typed in others stays as it is. */
function redraw(id) {
  const line = review.lines.find((each) => each.id === id);
  const focused = document.activeElement?.id;
  byId("line-" + id)?.replaceWith(lineElement(line));
  if (focused && document.activeElement?.id !== focused) byId(focused)?.focus();
}

function toggle(id, open = !opened.has(id)) {
  if (open) opened.add(id); else opened.delete(id);
  redraw(id);
}

function bodyOf(line) {
  const { why, facts, steps, remedy } = line;
  const about = element("div", { className: "about" }, element("p", {}, why),
    facts.length > 0 && element("dl", { className: "facts" }, ...facts.flatMap(([name, text]) => [element("dt", {}, name), element("dd", {}, text)])));
  if (steps.length > 0) about.append(element("h4", {}, "The way to Global Administrator"), element("ol", { className: "steps" }, ...steps.map((step) => element("li", {}, step))));
  about.append(element("h4", {}, "To revoke"), element("p", {}, remedy.words));
  if (remedy.portal) about.append(element("p", { className: "quiet" }, "By hand: " + remedy.portal));
  if (remedy.command) about.append(element("pre", {}, element("code", {}, remedy.command)));
  if (remedy.matrix) about.append(element("h4", {}, "To change the matrix"), element("pre", {}, element("code", {}, remedy.matrix)));
  return [about, answerForm(line)];
}

/** The lines after one, or from the top; those that are not drawn yet are. */
function goTo(id) {
  const index = visible.findIndex((line) => line.id === id);
  if (index === -1) return;
  if (index >= limit) {
    limit = Math.ceil((index + 1) / chunk) * chunk;
    draw();
  }
  const head = byId("head-" + id);
  head.focus({ preventScroll: true });
  head.scrollIntoView({ block: "nearest" });
}
`;
