/** The one script of the HTML report: filter, links into closed details, everything open on paper. Without it all is readable. */

export const script = `
document.documentElement.classList.remove("no-script");
const form = document.querySelector("form.filter");
const differences = [...document.querySelectorAll("details.difference")];
const count = document.querySelector(".filter .count");
function apply() {
  const words = form.elements.words.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const party = form.elements.party.value;
  const shown = new Set([...form.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.value));
  let visible = 0;
  for (const difference of differences) {
    const text = difference.textContent.toLowerCase();
    const fits = shown.has(difference.dataset.severity) && (party === "" || difference.dataset.party === party) && words.every((word) => text.includes(word));
    difference.hidden = !fits;
    if (fits) visible++;
  }
  count.textContent = visible + " of " + differences.length + " shown";
}
if (form) {
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
}
function openTarget() {
  const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  if (target instanceof HTMLDetailsElement) {
    target.hidden = false;
    target.open = true;
    target.scrollIntoView();
  }
}
addEventListener("hashchange", openTarget);
openTarget();
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  for (const each of closed) each.open = true;
});
addEventListener("afterprint", () => {
  for (const each of closed) each.open = false;
});
`;
