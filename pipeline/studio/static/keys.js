// The keys, written once: what they do, and the page that tells of them.

import { ask, buttons, closer, make } from "./elements.js";

const SHOWN = { " ": "space", ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Enter: "enter" };

export class Keys {
  constructor() {
    this.rows = [];
    this.bound = new Map();
    addEventListener("keydown", (event) => this.#pressed(event));
  }

  /** `keys` as the browser calls them, `S-` before one that needs shift. */
  bind(keys, words, act) {
    this.rows.push([keys, words]);
    for (const key of keys) this.bound.set(key, act);
  }

  #pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const at = event.target;
    if (document.querySelector("dialog[open]")) return;
    if (at.closest("input:not([type=range]), textarea, select, [contenteditable]")) return;
    if (at.matches("input[type=range]") && event.key.startsWith("Arrow")) return;
    // What a button is for, it does itself; a line is a button for choosing it.
    if (at.matches("button:not(.line), a") && (event.key === " " || event.key === "Enter")) return;
    const key = event.shiftKey && event.key.length > 1 ? `S-${event.key}` : event.key === " " && event.shiftKey ? "S- " : event.key;
    const act = this.bound.get(key);
    if (!act) return;
    event.preventDefault();
    act();
  }

  async help() {
    const named = (key) => {
      const [shift, plain] = key.startsWith("S-") ? ["shift ", key.slice(2)] : ["", key];
      return make("kbd", {}, shift + (SHOWN[plain] ?? (plain !== plain.toLowerCase() ? `shift ${plain.toLowerCase()}` : plain)));
    };
    const rows = this.rows.map(([keys, words]) =>
      make("tr", {}, make("th", { scope: "row" }, keys.flatMap((key, place) => [place ? " " : "", named(key)])), make("td", {}, words)),
    );
    await ask("Keys", make("div", {}, make("table", { class: "keys" }, make("tbody", {}, rows)), make("p", { class: "hint" }, "No key acts while you write. Everything here is a button too."), buttons(closer("Close", "", { class: "main", autofocus: true }))), { wide: true });
  }
}
