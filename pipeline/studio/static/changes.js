// A change of lines: what becomes stale is shown first, then it is done by a process of its own.

import { change } from "./api.js";
import { announce, ask, attempt, buttons, byId, closer, make, show } from "./elements.js";

function told(plan) {
  const rows = plan.told.map((words) => make("li", {}, make("bdi", {}, words)));
  return make("div", { class: "plan" }, make("ul", {}, rows));
}

/** Plan a change, show what follows, and do it if that is wanted. Returns whether it was begun. */
export async function plannedChange(title, body) {
  show("Looking what becomes stale …");
  const plan = await attempt(() => change("/plan", body));
  byId("toast").hidden = plan !== undefined || byId("toast").hidden;
  if (!plan) return false;
  const form = make(
    "form",
    { method: "dialog" },
    told(plan),
    buttons(closer("Leave it"), make("button", { class: "main", value: "do", autofocus: true }, plan.to_speak ? `Speak ${plan.to_speak} take${plan.to_speak === 1 ? "" : "s"}` : "Do it")),
  );
  if ((await ask(title, form)) !== "do") return false;
  if (!(await attempt(() => change("/do", { ...body, seen: plan.seen })))) return false;
  announce("it is being done");
  return true;
}

export const retake = (line) => plannedChange(`Take line ${line.id} again`, { kind: "retake", line: line.id });
export const reset = (line) => plannedChange(`Line ${line.id} as the book has it`, { kind: "reset", line: line.id });
export const undo = () => plannedChange("Take the last change back", { kind: "undo" });

/** Other words, style, pace or pause for a line. */
export async function direct(line) {
  const field = (id, words, input) => [make("label", { for: id }, words), input];
  const now = line.changed ?? {};
  const say = make("textarea", { id: "change-say", rows: 3, maxlength: 4000, value: now.say ?? line.text });
  const style = make("input", { id: "change-style", maxlength: 200, value: now.style ?? "" });
  const number = (id, value, attributes) => make("input", { id, type: "number", value: value ?? "", ...attributes });
  const speed = number("change-speed", now.speed, { min: 0.5, max: 2, step: 0.05, placeholder: "1.0" });
  const pause = number("change-pause", now.pause_s, { min: 0, max: 20, step: 0.1, placeholder: "as planned" });
  const seed = number("change-seed", null, { min: 0, step: 1, placeholder: "the next" });
  const form = make(
    "form",
    { method: "dialog", class: "fields" },
    field("change-say", "What is said", say),
    field("change-style", "How, for engines that can", style),
    field("change-speed", "Speed", speed),
    field("change-pause", "Pause after, seconds", pause),
    field("change-seed", "Seed", seed),
    buttons(closer("Cancel"), make("button", { class: "main", value: "plan" }, "What would follow?")),
  );
  if ((await ask(`Change line ${line.id}`, form)) !== "plan") return false;
  const words = say.value.trim();
  const value = (input) => (input.value === "" ? null : Number(input.value));
  return plannedChange(`Change line ${line.id}`, {
    kind: "retake",
    line: line.id,
    say: words && words !== (now.say ?? line.text) ? words : null,
    style: style.value.trim() && style.value.trim() !== now.style ? style.value.trim() : null,
    speed: value(speed) !== (now.speed ?? null) ? value(speed) : null,
    pause_s: value(pause) !== (now.pause_s ?? null) ? value(pause) : null,
    seed: value(seed),
  });
}

/** Another speaker for a line, its scene, or all lines of the role. */
export async function speaker(line, speakers) {
  const names = make("datalist", { id: "speaker-names" }, speakers.map(({ name }) => make("option", { value: name })));
  const name = make("input", { id: "speaker-name", list: "speaker-names", maxlength: 100, required: true, autofocus: true, autocomplete: "off" });
  const scope = make(
    "select",
    { id: "speaker-scope" },
    make("option", { value: "line" }, "this line"),
    make("option", { value: "scene" }, `every line of ${line.speaker} in this scene`),
    make("option", { value: "role" }, `every line of ${line.speaker} in the book`),
  );
  const form = make(
    "form",
    { method: "dialog", class: "fields" },
    make("p", { class: "quote" }, make("bdi", {}, line.text)),
    make("label", { for: "speaker-name" }, `Who says it, instead of ${line.speaker}`),
    name,
    names,
    make("label", { for: "speaker-scope" }, "For"),
    scope,
    buttons(closer("Cancel"), make("button", { class: "main", value: "plan" }, "What would follow?")),
  );
  if ((await ask(`Speaker of line ${line.id}`, form)) !== "plan" || !name.value.trim()) return false;
  return plannedChange(`Speaker of line ${line.id}`, { kind: "speaker", line: line.id, speaker: name.value.trim(), scope: scope.value });
}
