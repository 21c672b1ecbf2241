// The takes of a line: what made each, heard in place with what stands around it, A against B, and the choice.

import { address, change, read } from "./api.js";
import { announce, ask, attempt, buttons, byId, closer, make } from "./elements.js";
import { plannedChange } from "./changes.js";

const AROUND_S = 2;
const VERDICTS = { passed: "passed", flagged: "to listen to", unheard: "not proofed" };
let audio = null;

function hear(line, take, status, name) {
  audio ??= new Audio();
  audio.src = address(`/lines/${line.id}/takes/${take.key}/heard`, { around: AROUND_S });
  status.textContent = `${name} plays`;
  audio.onended = () => (status.textContent = "");
  audio.onerror = () => (status.textContent = `${name} cannot be played`);
  audio.play().catch(() => {});
}

function made(take) {
  const parts = [take.engine.split(" ")[0], take.voice, `seed ${take.seed}`, take.speed === 1 ? "" : `speed ${take.speed}`, take.style ?? ""];
  return parts.filter(Boolean).join(", ");
}

/** The dialog of a line's takes. Resolves to whether a change was begun. */
export async function takes(line) {
  const found = await attempt(() => read(`/lines/${line.id}/takes`));
  if (!found) return false;
  const state = { b: found.findIndex((take) => !take.heard) };
  const a = Math.max(0, found.findIndex((take) => take.heard));
  const status = make("p", { class: "status", role: "status" });
  const play = { a: () => hear(line, found[a], status, "A"), b: () => state.b >= 0 && hear(line, found[state.b], status, "B") };
  const table = make("table", { class: "takes" });
  const draw = () =>
    table.replaceChildren(
      make("thead", {}, make("tr", {}, ["", "Take", "Words", "Length", ""].map((words) => make("th", { scope: "col" }, words)))),
      make("tbody", {}, found.map((take, place) => row(take, place))),
    );
  const row = (take, place) => {
    const name = place === a ? "A" : place === state.b ? "B" : "";
    const pick = () => {
      if (place !== a) state.b = place;
      draw();
      hear(line, take, status, place === a ? "A" : "B");
    };
    return make(
      "tr",
      { class: take.heard ? "chosen" : "" },
      make("th", { scope: "row" }, name),
      make("td", {}, make("bdi", {}, made(take)), make("span", { class: "verdict" }, ` · ${VERDICTS[take.verdict]}${take.faults.length ? `: ${take.faults.join("; ")}` : ""}`)),
      make("td", {}, make("bdi", {}, take.spoken)),
      make("td", {}, `${take.seconds.toFixed(1)} s`),
      make(
        "td",
        { class: "tools" },
        make("button", { type: "button", onclick: pick, "aria-label": `Hear take ${place + 1}${name ? ` (${name})` : ""}` }, "Hear"),
        take.heard ? make("span", { class: "badge good" }, "heard now") : make("button", { type: "button", onclick: () => byId("dialog").close(`choose ${take.key}`), "aria-label": `Choose take ${place + 1}` }, "Choose"),
      ),
    );
  };
  draw();
  const tries = make("select", { "aria-label": "How many further takes" }, [1, 2, 4, 8].map((count) => make("option", { value: count }, String(count))));
  tries.value = "4";
  const speed = make("input", { type: "number", min: 0.5, max: 2, step: 0.05, placeholder: "as it is", "aria-label": "Speed" });
  const content = make(
    "div",
    { class: "scrolls" },
    make("p", { class: "quote" }, make("bdi", {}, line.text)),
    table,
    status,
    make("div", { class: "tools" }, make("button", { type: "button", onclick: play.a }, "Hear A ", make("kbd", {}, "a")), make("button", { type: "button", onclick: play.b, disabled: state.b < 0 }, "Hear B ", make("kbd", {}, "b"))),
    make("div", { class: "tools" }, make("button", { type: "button", onclick: () => byId("dialog").close(`tries ${tries.value} ${speed.value}`) }, "Make"), tries, "further takes, at the speed", speed),
    buttons(closer("Close", "", { autofocus: true }), state.b >= 0 ? make("button", { type: "button", class: "main", onclick: () => byId("dialog").close(`choose ${found[state.b].key}`) }, "Choose B ", make("kbd", {}, "enter")) : null),
  );
  const pressed = (event) => {
    if (event.target.matches("select, input, textarea")) return;
    if (event.key === "a" || event.key === "b") play[event.key]();
    else if (event.key === "x") byId("dialog").close("");
    else if (event.key === "Enter" && !event.target.matches("button:not([autofocus])") && state.b >= 0) byId("dialog").close(`choose ${found[state.b].key}`);
    else return;
    event.preventDefault();
  };
  content.addEventListener("keydown", pressed);
  const [what, value, rest] = (await ask(`Takes of line ${line.id}`, content, { wide: true })).split(" ");
  audio?.pause();
  if (what === "choose") return plannedChange(`Choose this take of line ${line.id}`, { kind: "choose", line: line.id, take: value });
  if (what !== "tries") return false;
  const begun = await attempt(() => change("/do", { kind: "tries", line: line.id, tries: Number(value), speed: rest ? Number(rest) : null }));
  if (begun) announce(`${value} takes are being made`);
  return Boolean(begun);
}
