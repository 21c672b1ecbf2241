// The text of a chapter, with the line that sounds lit.

import { byId, make } from "./elements.js";

const LOW = 0.6;

export class Lines extends EventTarget {
  constructor(list) {
    super();
    this.list = list;
    this.lines = [];
    this.current = -1;
    list.addEventListener("click", (event) => {
      const row = event.target.closest("[data-place]");
      if (row) this.#chosen(Number(row.dataset.place));
    });
  }

  get line() {
    return this.lines[this.current];
  }

  /** Show a chapter's lines; `colours` are the numbers of speakers' colours. */
  show(lines, colours) {
    this.lines = lines;
    this.colours = colours;
    this.current = -1;
    this.rows = lines.map((line, place) => this.#row(line, place, lines[place - 1]));
    this.list.replaceChildren(...this.rows);
    byId("no-lines").hidden = lines.length > 0;
  }

  #row(line, place, before) {
    const speaks = line.speaker !== before?.speaker;
    const unsure = line.confidence !== null && line.confidence < LOW;
    const sure = line.confidence === null ? "" : `, ${Math.round(line.confidence * 100)} % sure`;
    const row = make(
      "button",
      {
        type: "button",
        class: `line ${line.kind} c${this.colours.get(line.speaker) ?? 0}${speaks ? " first" : ""}`,
        "data-place": place,
        "data-line": line.id,
        tabindex: place === 0 ? 0 : -1,
      },
      make("span", { class: "who" }, make("bdi", {}, line.speaker), unsure ? make("span", { class: "unsure", title: `${sure.slice(2)}` }, "?") : ""),
      make("span", { class: "unseen" }, `${unsure ? sure : ""}: `),
      make("bdi", { class: "said" }, line.changed?.say ?? line.text),
      make("span", { class: "marks" }),
    );
    return make("li", { class: line.paragraph !== before?.paragraph ? "opens" : "" }, row);
  }

  /** Mark lines: `marks` gives short words by line, `open` those that wait for approval. */
  mark(marks, open) {
    this.lines.forEach((line, place) => {
      const row = this.rows[place].firstChild;
      const words = marks.get(line.id) ?? [];
      row.querySelector(".marks").replaceChildren(...words.map((word) => make("span", { class: `mark ${word.kind}` }, word.text)));
      row.classList.toggle("flagged", words.some((word) => word.kind === "open"));
      row.classList.toggle("reopened", open.has(line.id));
    });
  }

  /** Light a line; `follow` scrolls to it. */
  light(place, { follow = true, focus = false } = {}) {
    if (place === this.current || !this.lines[place]) return;
    const before = this.rows[this.current]?.firstChild;
    before?.removeAttribute("aria-current");
    if (before) before.tabIndex = -1;
    const row = this.rows[place].firstChild;
    row.setAttribute("aria-current", "true");
    row.tabIndex = 0;
    this.rows[0].firstChild.tabIndex = place === 0 ? 0 : -1;
    const hadFocus = before && document.activeElement === before;
    this.current = place;
    if (focus || hadFocus) row.focus({ preventScroll: true });
    if (follow) row.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    this.dispatchEvent(new Event("change"));
  }

  /** The place of the line that is heard at a second of the chapter: in a pause, of the one before it. */
  placeAt(seconds) {
    let found = -1;
    for (let place = 0; place < this.lines.length; place += 1) {
      const cue = this.lines[place].cue;
      if (cue && cue[0] <= seconds + 0.02) found = place;
      else if (cue) break;
    }
    return found;
  }

  placeOf(id) {
    return this.lines.findIndex((line) => line.id === id);
  }

  #chosen(place) {
    this.light(place, { follow: false });
    this.dispatchEvent(new CustomEvent("choose", { detail: place }));
  }
}
