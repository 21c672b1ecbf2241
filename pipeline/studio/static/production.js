// The page of one production: the chapters, the text, the line, the player, and the keys.

import { change, read } from "./api.js";
import { announce, attempt, byId, clock, make, show } from "./elements.js";
import { direct, retake, speaker, undo } from "./changes.js";
import { Flags } from "./flags.js";
import { inspect } from "./inspector.js";
import { Keys } from "./keys.js";
import { Lines } from "./lines.js";
import { Player } from "./sound.js";
import { problemFrom } from "./problems.js";
import { Run } from "./run.js";
import { takes } from "./takes.js";
import { Waveform } from "./waveform.js";

const REACTION_S = 1.5;
const STATES = { finished: "finished", changed: "changed since", stitched: "stitched", spoken: "spoken", begun: "partly spoken", missing: "not spoken", silent: "silent" };
const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

const player = new Player(byId("audio"));
const lines = new Lines(byId("lines"));
const flags = new Flags();
const keys = new Keys();
const run = new Run();
const colours = new Map();
const HUES = ["210 8% 45%", ...[205, 25, 145, 280, 345, 60, 185, 310, 100, 235, 5, 165].map((hue) => `${hue} 70% 45%`)];
const waveform = new Waveform(byId("waveform"), player, (name) => HUES[colours.get(name) ?? 0]);
const here = { view: null, chapter: null, number: null, sound: null, asked: 0 };

function query() {
  const hash = new URLSearchParams(location.hash.slice(1));
  return { chapter: hash.get("chapter"), line: hash.get("line"), preset: hash.get("preset") };
}

function remember() {
  const hash = new URLSearchParams({ chapter: here.number, ...(lines.line ? { line: lines.line.id } : {}) });
  if (here.preset) hash.set("preset", here.preset);
  history.replaceState(null, "", `#${hash}`);
}

// --- what is shown

async function loadView() {
  const view = await attempt(() => read("/view", { preset: here.preset }));
  if (!view) return;
  here.view = view;
  colours.clear();
  view.speakers.forEach(({ name, colour }) => colours.set(name, colour));
  drawChapters();
  byId("preset-field").hidden = view.presets.length < 2;
  byId("preset").replaceChildren(...view.presets.map((name) => make("option", { value: name, selected: name === view.preset }, name)));
}

function drawChapters() {
  const open = new Map();
  flags.open().forEach(({ chapter }) => open.set(chapter, (open.get(chapter) ?? 0) + 1));
  byId("chapters").firstElementChild.replaceChildren(
    ...here.view.chapters.map((one) => {
      const count = open.get(one.number) ?? 0;
      const approval = flags.approvals.get(one.number)?.state;
      return make(
        "li",
        {},
        make(
          "button",
          { type: "button", class: "chapter", "aria-current": one.number === here.number ? "true" : null, onclick: () => openChapter(one.number) },
          make("bdi", { class: "title" }, one.title || `Chapter ${one.number}`),
          make("span", { class: "facts" }, `${clock(one.seconds)} · ${STATES[one.state]}`),
          approval === "approved" ? make("span", { class: "badge good" }, "approved") : approval === "changed" ? make("span", { class: "badge open" }, "open again") : "",
          count ? make("span", { class: "badge flag" }, `${count} flag${count === 1 ? "" : "s"}`) : "",
        ),
      );
    }),
  );
}

async function openChapter(number, { line = null, quietly = false } = {}) {
  const asked = ++here.asked;
  const chapter = await attempt(() => read(`/chapters/${number}`, { preset: here.preset }));
  // Whoever clicked twice meant the second.
  if (chapter && asked === here.asked) showChapter(number, chapter, { line, quietly });
}

function showChapter(number, chapter, { line = null, at = null, quietly = false }) {
  const same = here.number === number;
  here.number = number;
  here.chapter = chapter;
  byId("chapters").classList.remove("shown");
  byId("chapters-button").setAttribute("aria-expanded", "false");
  byId("chapter-title").replaceChildren(make("bdi", {}, chapter.title || `Chapter ${number}`));
  byId("no-lines").textContent = "The text is there once the chapter has been spoken.";
  drawChapters();
  showSound(same ? here.sound : null);
  const place = line ? lines.placeOf(line) : -1;
  if (place >= 0) goTo(place, { play: false, quietly: true });
  else if (at !== null) player.seek(at);
  else lines.light(0, { follow: false });
  if (!quietly) announce(`${chapter.title || `chapter ${number}`}, ${chapter.lines.length} lines`);
}

/** Take up the delivered or the working sound, at the same place. */
function showSound(wanted) {
  const { sounds } = here.chapter;
  const names = Object.keys(sounds);
  here.sound = names.includes(wanted) ? wanted : (names[0] ?? null);
  byId("sound").replaceChildren(...names.map((name) => make("option", { value: name, selected: name === here.sound }, name)));
  byId("sound").disabled = names.length < 2;
  const sound = sounds[here.sound];
  const cues = sound?.cues ?? {};
  lines.show(here.chapter.lines.map((line) => ({ ...line, cue: cues[line.id] })), colours);
  const known = JSON.stringify(sound?.tracks ?? []);
  if (known !== here.tracks) {
    here.tracks = known;
    player.load(sound?.tracks ?? [], 0);
    attempt(() => waveform.load(sound, lines.lines));
  }
  byId("play-button").disabled = !sound;
  mark();
}

function mark() {
  const marks = new Map();
  for (const flag of flags.all) {
    if (!flag.line) continue;
    const words = marks.get(flag.line) ?? [];
    words.push({ kind: flag.open ? "open" : "settled", text: flag.open ? `⚑ ${flag.remark.slice(0, 40) || flag.kind}` : "✓" });
    marks.set(flag.line, words);
  }
  const approval = flags.approvals.get(here.number) ?? { state: "none", open_lines: [] };
  lines.mark(marks, new Set(approval.state === "changed" ? approval.open_lines : []));
  const button = byId("approve-button");
  button.hidden = approval.state === "none" || !here.chapter.lines.length;
  button.textContent = approval.state === "approved" ? "Take the approval back" : "Approve this chapter";
  const states = { approved: `Approved${approval.by ? ` by ${approval.by}` : ""}`, changed: `Changed since its approval: ${approval.open_lines.length} line${approval.open_lines.length === 1 ? "" : "s"}` };
  const stale = here.chapter && Object.keys(here.chapter.sounds).includes("delivered") && !here.chapter.current;
  byId("chapter-state").textContent = [states[approval.state], stale ? "The finished file is older than the plan: render to renew it." : ""].filter(Boolean).join(" · ");
  look();
}

const look = () => inspect(lines.line, { flags, colours, view: here.view, player, flag: flagHere });

// --- moving

function goTo(place, { play = player.playing, quietly = false } = {}) {
  const line = lines.lines[place];
  if (!line) return;
  lines.light(place);
  if (line.cue) player.seek(line.cue[0], play);
  if (!quietly) announce(`line ${place + 1}, ${line.speaker}: ${line.text}`);
  remember();
}

const step = (by) => goTo(Math.min(lines.lines.length - 1, Math.max(0, lines.current + by)));

async function problem(by) {
  const target = problemFrom({ number: here.number, place: lines.current, by, view: here.view, flags, lines });
  if (!target) return show(by > 0 ? "No further problem." : "No problem before this.");
  if (target.chapter !== here.number) await openChapter(target.chapter, { line: target.line });
  else goTo(target.place, { play: false });
  return undefined;
}

async function flagHere() {
  const at = player.playing ? Math.max(0, player.at - REACTION_S) : player.at;
  const place = player.playing ? Math.max(0, lines.placeAt(at)) : lines.current;
  const line = lines.lines[place];
  if (line) await flags.raise(line, line.cue ? Math.max(0, at - line.cue[0]) : null);
}

async function approve() {
  const approved = flags.approvals.get(here.number)?.state === "approved";
  const done = await attempt(() => change(`/chapters/${here.number}/${approved ? "withdraw" : "approve"}`));
  if (done) announce(approved ? "the approval is taken back" : "the chapter is approved");
  await flags.load();
}

async function reload() {
  await loadView();
  await flags.load();
  const { number, asked } = here;
  if (number === null) return;
  const chapter = await attempt(() => read(`/chapters/${number}`, { preset: here.preset }));
  if (!chapter || asked !== here.asked) return;
  // Where the reader is now, not where she was when the reading began: she went on meanwhile.
  const { at, playing } = player;
  showChapter(number, chapter, { line: playing ? null : lines.line?.id, at: playing ? at : null, quietly: true });
}

function turn(by) {
  const place = RATES.indexOf(player.rate) + by;
  player.rate = RATES[Math.min(RATES.length - 1, Math.max(0, place))];
  announce(`${player.rate} times`);
}

const jump = (by) => player.seek(player.at + by);
const withLine = (work) => () => lines.line && work(lines.line);

// --- what listens

player.addEventListener("time", () => {
  byId("clock").textContent = `${clock(player.at)} / ${clock(player.seconds)}`;
  byId("position").max = player.seconds || 1;
  byId("position").value = player.at;
  byId("position").setAttribute("aria-valuetext", clock(player.at));
  if (player.playing) {
    const place = lines.placeAt(player.at);
    if (place >= 0) lines.light(place);
  }
});
player.addEventListener("state", () => {
  byId("play-button").textContent = player.playing ? "Stop" : "Play";
  byId("rate").textContent = `${player.rate}×`;
});
player.addEventListener("broken", () => show("This sound cannot be played.", "It may have been made anew: choose the chapter again."));
player.addEventListener("ended", () => {
  const order = here.view.chapters.map((one) => one.number);
  const next = order[order.indexOf(here.number) + 1];
  if (next !== undefined) openChapter(next).then(() => player.play());
});
lines.addEventListener("change", () => (look(), remember()));
lines.addEventListener("choose", (event) => goTo(event.detail, { quietly: true }));
flags.addEventListener("change", () => {
  if (here.view) drawChapters();
  if (here.chapter) mark();
});
let reloading = Promise.resolve();
run.addEventListener("made", () => (reloading = reloading.then(reload)));

byId("play-button").addEventListener("click", () => player.toggle());
byId("back-button").addEventListener("click", () => jump(-5));
byId("forward-button").addEventListener("click", () => jump(5));
byId("previous-line").addEventListener("click", () => step(-1));
byId("next-line").addEventListener("click", () => step(1));
byId("flag-button").addEventListener("click", flagHere);
byId("slower").addEventListener("click", () => turn(-1));
byId("faster").addEventListener("click", () => turn(1));
byId("next-problem").addEventListener("click", () => problem(1));
byId("previous-problem").addEventListener("click", () => problem(-1));
byId("approve-button").addEventListener("click", approve);
byId("help-button").addEventListener("click", () => keys.help());
byId("position").addEventListener("input", (event) => player.seek(Number(event.target.value)));
byId("zoom").addEventListener("change", (event) => (waveform.pixelsPerSecond = Number(event.target.value)));
byId("sound").addEventListener("change", (event) => {
  const { at } = player;
  const place = lines.current;
  showSound(event.target.value);
  lines.light(place);
  player.seek(at);
});
byId("preset").addEventListener("change", async (event) => {
  here.preset = event.target.value;
  await loadView();
  await openChapter(here.number);
  remember();
});
byId("chapters-button").addEventListener("click", () => {
  const shown = byId("chapters").classList.toggle("shown");
  byId("chapters-button").setAttribute("aria-expanded", String(shown));
});

keys.bind([" "], "play, stop", () => player.toggle());
keys.bind(["S- "], "stop, and back to the line's start", () => (player.pause(), goTo(lines.current, { play: false })));
keys.bind(["j", "ArrowDown"], "next line", () => step(1));
keys.bind(["k", "ArrowUp"], "line before", () => step(-1));
keys.bind(["ArrowLeft"], "back 5 seconds", () => jump(-5));
keys.bind(["ArrowRight"], "forward 5 seconds", () => jump(5));
keys.bind(["<", "["], "slower", () => turn(-1));
keys.bind([">", "]"], "faster", () => turn(1));
keys.bind(["n"], "next problem: a flag, or a speaker who is not sure", () => problem(1));
keys.bind(["p"], "problem before", () => problem(-1));
keys.bind(["m"], "flag, with a note, while it plays on (escape goes back)", flagHere);
keys.bind(["r"], "take the line again", withLine(retake));
keys.bind(["R"], "change words, style, speed, pause", withLine(direct));
keys.bind(["s"], "change the speaker", withLine((line) => speaker(line, here.view.speakers)));
keys.bind(["t"], "takes of the line: a and b hear them in place, enter chooses, x leaves", withLine(takes));
keys.bind(["u"], "take the last change back", undo);
keys.bind(["?"], "these keys", () => keys.help());

const asked = query();
here.preset = asked.preset;
await loadView();
if (here.view?.chapters.length) {
  const known = here.view.chapters.some((one) => String(one.number) === asked.chapter);
  const first = here.view.chapters.find((one) => one.state !== "silent") ?? here.view.chapters[0];
  await openChapter(known ? Number(asked.chapter) : first.number, { line: asked.line });
}
flags.load();
