// Everybody who speaks: how much, in which voice; a role can get another voice, or be joined with another.

import { ask, buttons, byId, clock, closer, make } from "./elements.js";
import { plannedChange } from "./changes.js";

export async function speakers(view) {
  const row = ({ name, colour, voice, seconds, segments }) =>
    make(
      "tr",
      {},
      make("th", { scope: "row", class: `speaker c${colour}` }, make("span", { class: "chip" }), make("bdi", {}, name)),
      make("td", {}, make("bdi", {}, voice)),
      make("td", {}, `${clock(seconds)}, ${segments} take${segments === 1 ? "" : "s"}`),
      make(
        "td",
        { class: "tools" },
        make("button", { type: "button", "aria-label": `Voice of ${name}: another`, onclick: () => byId("dialog").close(JSON.stringify(["voice", name])) }, "Voice"),
        name === "narrator" ? "" : make("button", { type: "button", "aria-label": `Join ${name} with another role`, onclick: () => byId("dialog").close(JSON.stringify(["join", name])) }, "Join"),
      ),
    );
  const table = make(
    "table",
    {},
    make("thead", {}, make("tr", {}, ["Speaker", "Voice", "Speaks", ""].map((words) => make("th", { scope: "col" }, words)))),
    make("tbody", {}, view.speakers.map(row)),
  );
  const chosen = await ask("Speakers", make("div", { class: "scrolls" }, table, buttons(closer("Close", "", { class: "main", autofocus: true }))), { wide: true });
  if (!chosen) return false;
  const [what, role] = JSON.parse(chosen);
  return what === "voice" ? voiceOf(role, view) : joined(role, view);
}

async function voiceOf(role, view) {
  const voices = [...new Set(view.speakers.map(({ voice }) => voice))];
  const voice = make("input", { id: "role-voice", list: "role-voices", required: true, autofocus: true, autocomplete: "off" });
  const form = make(
    "form",
    { method: "dialog", class: "fields" },
    make("label", { for: "role-voice" }, "A voice of the cast"),
    voice,
    make("datalist", { id: "role-voices" }, voices.map((value) => make("option", { value }))),
    buttons(closer("Cancel"), make("button", { class: "main", value: "plan" }, "What would follow?")),
  );
  if ((await ask(`Another voice for ${role}`, form)) !== "plan" || !voice.value.trim()) return false;
  return plannedChange(`Another voice for ${role}`, { kind: "voice", role, voice: voice.value.trim() });
}

async function joined(role, view) {
  const others = view.speakers.map(({ name }) => name).filter((name) => name !== role);
  const into = make("select", { id: "role-into" }, others.map((value) => make("option", { value }, value)));
  const form = make(
    "form",
    { method: "dialog", class: "fields" },
    make("label", { for: "role-into" }, `${role} is the same as`),
    into,
    buttons(closer("Cancel"), make("button", { class: "main", value: "plan" }, "What would follow?")),
  );
  if ((await ask(`Join ${role} with another role`, form)) !== "plan") return false;
  return plannedChange(`Join ${role} with ${into.value}`, { kind: "join", role, into: into.value });
}
