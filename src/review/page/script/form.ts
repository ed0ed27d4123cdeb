/** Third part of the page's script: the form of a line, and what becomes of it. */

export const formScript = `
const choiceWords = [
  ["keep", "Keep until a day", "It stays, with a reason."],
  ["revoke", "Revoke", "It goes; what is missing or changed is set back."],
  ["change-matrix", "Change the matrix", "It is meant, and the matrix will say so; with a reason."],
];
const beyondWords = [["next-review", "It is meant to outlast the next review"], ["contract-end", "It is meant to outlast the contract"]];

/** What the fields hold: what was typed, else what the file has, else what is proposed. */
function draftOf(line) {
  const draft = drafts.get(line.id);
  if (draft) return draft;
  const { decision, until, beyond, reason, ticket } = entryOf(line.id);
  return { choice: decision ?? "", until: until ?? line.latestKeep ?? "", beyond: beyond ?? [], reason: reason ?? "", ticket: ticket ?? "" };
}

function answerForm(line) {
  const { id } = line;
  const draft = draftOf(line);
  const problems = refused.get(id) ?? state.problems[id] ?? [];
  const known = new Set(["until", "reason", "ticket", "beyond"]);
  const errorsOf = (test) => problems.filter(({ field }) => test(field)).map(({ field, message, hint }) =>
    element("p", { className: "error" }, (field && !known.has(field) ? field + ": " : "") + message, hint && element("span", {}, "What would be right: " + hint)));
  const errorPlace = (name, test) => element("div", { id: name + "-error-" + id }, ...errorsOf(test));
  const marks = (name) => problems.some(({ field }) => field === name) ? { "aria-invalid": "true", "aria-describedby": name + "-error-" + id } : {};
  const field = (name, label, note, input) => element("div", { className: "field " + name }, element("label", { for: input.id }, label, " ", element("span", {}, note)), input, errorPlace(name, (each) => each === name));

  const choices = choiceWords.map(([value, label, note], index) => element("label", { className: "choice" },
    element("input", { type: "radio", name: "choice-" + id, id: value + "-" + id, value, checked: draft.choice === value }),
    element("span", {}, label, element("small", {}, note)), element("kbd", { "aria-hidden": "true" }, String(index + 1))));
  const until = element("input", { type: "date", id: "until-" + id, name: "until", value: draft.until, ...marks("until") });
  const reason = element("input", { type: "text", id: "reason-" + id, name: "reason", value: draft.reason, autocomplete: "off", ...marks("reason") });
  const ticket = element("input", { type: "text", id: "ticket-" + id, name: "ticket", value: draft.ticket, autocomplete: "off", ...marks("ticket") });
  const beyond = element("fieldset", { className: "field beyond" }, element("legend", {}, "Longer than usual"),
    ...beyondWords.map(([value, label]) => element("label", {}, element("input", { type: "checkbox", name: "beyond", value, checked: draft.beyond.includes(value) }), label)),
    errorPlace("beyond", (each) => each === "beyond"));
  const untilField = field("until", "Until", line.latestKeep ? "(" + dateWords(line.latestKeep) + " at the latest, unless you say more)" : "", until);
  const reasonField = field("reason", "Reason", "", reason);
  const isClosed = Boolean(state.closed);
  const form = element("form", { className: "answer", id: "answer-" + id, noValidate: true, "aria-label": "Decision on " + id },
    element("fieldset", {}, element("legend", {}, "Decision"), ...choices),
    untilField, beyond, reasonField, field("ticket", "Ticket", "(if there is one)", ticket),
    errorPlace("other", (each) => !known.has(each)),
    element("div", { className: "save" }, element("button", { type: "submit", disabled: isClosed }, isClosed ? "Closed" : isDecided(id) ? "Change" : "Save")));

  const read = () => ({
    choice: form.querySelector("input[type=radio]:checked")?.value ?? "",
    until: until.value, reason: reason.value, ticket: ticket.value,
    beyond: [...beyond.querySelectorAll("input:checked")].map((box) => box.value),
  });
  const arrange = () => {
    const { choice } = read();
    untilField.hidden = choice !== "keep";
    // Only a keep that outlasts what is usual has something to say about it.
    beyond.hidden = choice !== "keep" || (until.value <= (line.latestKeep ?? "") && !beyond.querySelector("input:checked, .error"));
    reasonField.querySelector("label span").textContent = choice === "revoke" ? "(if you like)" : "";
  };
  form.addEventListener("input", () => { drafts.set(id, read()); arrange(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); drafts.set(id, read()); save(line); });
  arrange();
  return form;
}

/** Opens a line and puts a choice into it; the focus goes to what it still needs. */
function choose(line, choice) {
  drafts.set(line.id, { ...draftOf(line), choice });
  toggle(line.id, true);
  byId(choice === "revoke" ? "revoke-" + line.id : choice === "keep" && !draftOf(line).until ? "until-" + line.id : "reason-" + line.id).focus();
}

/** Fills in what was decided last. */
function repeat(line) {
  if (!lastDecision) return say("There is no decision of yours in this window yet.");
  const until = line.latestKeep && line.latestKeep < lastDecision.until && lastDecision.beyond.length === 0 ? line.latestKeep : lastDecision.until;
  drafts.set(line.id, { ...lastDecision, until });
  toggle(line.id, true);
  byId("answer-" + line.id).querySelector("button[type=submit]").focus();
}

let saving = false;
async function save(line) {
  const { id } = line;
  if (saving) return;
  if (decider() === "") {
    say("First choose who decides.");
    return chooseDecider();
  }
  const draft = drafts.get(id) ?? draftOf(line);
  if (draft.choice === "") {
    refuse(line, [{ message: "nothing is chosen", hint: "keep, revoke or change the matrix" }]);
    return;
  }
  const { choice, until, beyond, reason, ticket } = draft;
  saving = true;
  try {
    const { status, answer } = await ask("/decisions/" + id, { choice, reason, ticket, by: decider(), seen: state.digest, ...(choice === "keep" && { until, beyond }) });
    if (status === 200) saved(line, draft, answer);
    else if (status === 409) await conflict(line, answer.message);
    else if (status === 422) refuse(line, answer.problems);
    else notice(answer.message);
  } catch {
    notice(unreachable);
  } finally {
    saving = false;
  }
}

function saved(line, draft, answer) {
  const { id } = line;
  const next = nextUndecided(id);
  lastDecision = draft;
  drafts.delete(id);
  refused.delete(id);
  opened.delete(id);
  state.digest = answer.digest;
  state.entries[id] = answer.entry;
  state.decided = answer.decided;
  delete state.problems[id];
  notice([state.closed, ...state.general].filter(Boolean).join("\\n"));
  draw();
  if (next) goTo(next.id);
  else byId("head-" + id)?.focus();
  say("Saved: " + decisionWords[draft.choice] + ". " + state.decided + " of " + review.lines.length + " decided." + (next ? "" : " No line here is undecided any more."));
}

async function conflict(line, message) {
  await refresh();
  draw();
  opened.add(line.id);
  redraw(line.id);
  if (!state.broken) notice([message, ...state.general].join("\\n"));
  byId("notice").focus();
}

function refuse(line, problems) {
  const { id } = line;
  refused.set(id, problems);
  opened.add(id);
  redraw(id);
  const form = byId("answer-" + id);
  (form.querySelector("[aria-invalid=true]") ?? form.querySelector("input:checked") ?? form.querySelector("input")).focus();
  say("Not saved: " + problems.map(({ field, message, hint }) => (field ? field + " " : "") + message + (hint ? " (" + hint + ")" : "")).join("; ") + ".");
}

function nextUndecided(after) {
  const open = (line) => line.id !== after && !isDecided(line.id);
  const index = visible.findIndex((line) => line.id === after);
  return visible.slice(index + 1).find(open) ?? visible.slice(0, Math.max(0, index)).find(open);
}
`;
