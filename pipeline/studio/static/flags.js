// Flags: places to come back to, raised while it plays, and what proofing found.

import { change, read } from "./api.js";
import { announce, ask, attempt, buttons, byId, closer, make } from "./elements.js";

const KINDS = {
  other: "something",
  misread: "misread",
  missing: "words missing",
  added: "words added",
  repeated: "repeated",
  pronunciation: "pronunciation",
  stress: "stress",
  pace: "pace",
  pause: "pause",
  voice: "voice",
  noise: "noise",
  text: "the text itself",
};

export class Flags extends EventTarget {
  all = [];
  approvals = new Map();
  #asked = 0;

  async load() {
    const asked = ++this.#asked;
    const found = await attempt(() => read("/notes"));
    // Of two that were asked for, the later one holds, whichever comes first.
    if (!found || asked !== this.#asked) return;
    this.all = found.flags;
    this.approvals = new Map(found.approvals.map((one) => [one.chapter, one]));
    this.dispatchEvent(new Event("change"));
  }

  of(line) {
    return this.all.filter((flag) => flag.line === line);
  }

  open() {
    return this.all.filter((flag) => flag.open);
  }

  /** Ask for a note while the sound goes on; `at` is where in the line it was heard. */
  async raise(line, at) {
    const kind = make("select", { id: "flag-kind" }, Object.entries(KINDS).map(([value, words]) => make("option", { value }, words)));
    const remark = make("textarea", { id: "flag-remark", rows: 3, maxlength: 4000, autofocus: true });
    const form = make(
      "form",
      { method: "dialog" },
      make("p", { class: "quote" }, make("bdi", {}, line.text)),
      make("label", { for: "flag-remark" }, "Note"),
      remark,
      make("label", { for: "flag-kind" }, "Kind"),
      kind,
      buttons(closer("Cancel"), make("button", { class: "main", value: "flag" }, "Flag")),
    );
    remark.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      byId("dialog").close("flag");
    });
    if ((await ask(`Flag line ${line.id}`, form)) !== "flag") return;
    const body = { line: line.id, kind: kind.value, remark: remark.value, at_s: at };
    if (await attempt(() => change("/flags", body))) announce(`line ${line.id}, ${line.speaker}, flagged`);
    await this.load();
  }

  async settle(flag, open) {
    if (await attempt(() => change(`/flags/${flag.id}`, { open }))) announce(open ? "open again" : "settled");
    await this.load();
  }

  /** The flags of a line, each with a button that settles it. */
  list(line) {
    const found = this.of(line.id);
    if (!found.length) return null;
    return make(
      "section",
      { "aria-label": "Flags" },
      make("h3", {}, "Flags"),
      make(
        "ul",
        { class: "flags" },
        found.map((flag) =>
          make(
            "li",
            { class: flag.open ? "open" : "settled" },
            make("strong", {}, KINDS[flag.kind] ?? flag.kind),
            flag.heard ? [" ", make("bdi", {}, flag.heard)] : "",
            flag.remark ? [" ", make("bdi", {}, flag.remark)] : "",
            make("span", { class: "by" }, ` ${flag.by || flag.source}`),
            make("button", { type: "button", onclick: () => this.settle(flag, !flag.open) }, flag.open ? "Settle" : "Open again"),
          ),
        ),
      ),
    );
  }
}
