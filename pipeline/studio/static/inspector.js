// The line that one is at: who says it, how sure that is, what was said of it, and what can be done with it.

import { direct, reset, retake, speaker, undo } from "./changes.js";
import { byId, clock, make } from "./elements.js";
import { speakers } from "./speakers.js";
import { takes } from "./takes.js";

function action(words, key, work, shown = true) {
  if (!shown) return "";
  const named = key === "R" ? "shift r" : key;
  return make("button", { type: "button", onclick: work, "aria-keyshortcuts": key === "R" ? "Shift+R" : key }, words, " ", make("kbd", {}, named));
}

function facts(line, changed) {
  const sure = line.confidence === null ? "" : make("p", { class: "facts" }, make("meter", { min: 0, max: 1, low: 0.6, value: line.confidence, "aria-label": "Confidence" }), ` ${Math.round(line.confidence * 100)} % sure${line.found_by ? ` (${line.found_by})` : ""}`);
  const heard = line.cue ? make("p", { class: "facts" }, `${clock(line.cue[0])} – ${clock(line.cue[1])}`) : "";
  const directed = changed.length ? make("p", { class: "facts changed" }, "Directed: ", make("bdi", {}, changed.join(", "))) : "";
  return [sure, heard, directed];
}

/** Show a line. Whoever stands on a button here stays on it. */
export function inspect(line, { flags, colours, view, player, flag }) {
  const panel = byId("inspector");
  const stood = panel.contains(document.activeElement) ? document.activeElement.textContent : null;
  if (!line) return panel.replaceChildren(make("p", { class: "hint" }, "Choose a line."));
  const changed = Object.entries(line.changed ?? {}).map(([name, value]) => `${name} ${value}`);
  panel.replaceChildren(
    make("h2", {}, `Line ${line.id}`),
    make("p", { class: `speaker c${colours.get(line.speaker) ?? 0}` }, make("span", { class: "chip" }), make("bdi", {}, line.speaker)),
    ...facts(line, changed),
    make(
      "div",
      { class: "tools" },
      action("Flag", "m", flag),
      action("Take again", "r", () => retake(line)),
      action("Change", "R", () => direct(line)),
      action("Speaker", "s", () => speaker(line, view.speakers)),
      action("Takes", "t", () => takes(line)),
      action("Undo", "u", undo),
      changed.length ? make("button", { type: "button", onclick: () => reset(line) }, "As the book has it") : "",
      make("button", { type: "button", disabled: !line.cue, onclick: () => player.stretch(Math.max(0, line.cue[0] - 2), line.cue[1] + 2) }, "Hear in place"),
      make("button", { type: "button", onclick: () => speakers(view) }, "All speakers"),
    ),
    flags.list(line) ?? "",
  );
  if (stood !== null) [...panel.querySelectorAll("button")].find((button) => button.textContent === stood)?.focus();
  return undefined;
}
