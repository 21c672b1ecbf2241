// A render as it goes on, wherever it was begun.

import { change, watch } from "./api.js";
import { announce, attempt, byId, clock, make, show } from "./elements.js";

const STAGES = { prepare: "reading the book", record: "speaking", stitch: "stitching", master: "mastering", package: "writing files", plan: "planning" };
const ENDED = { finished: "finished", failed: "failed", interrupted: "stopped", killed: "was cut off" };

export class Run extends EventTarget {
  constructor() {
    super();
    byId("render-button").addEventListener("click", () => attempt(() => change("/do", { kind: "render" })));
    byId("stop-button").addEventListener("click", () => attempt(() => change("/stop")).then((done) => done && announce("it stops")));
    this.state = null;
    watch((state) => this.#changed(state), () => (byId("run-words").textContent = "The studio does not answer; the page tries again."));
  }

  get busy() {
    return Boolean(this.state && (this.state.owner || this.state.own.state === "running"));
  }

  #changed(state) {
    const before = this.state;
    const wasBusy = this.busy;
    this.state = state;
    this.#draw();
    if (!before) return;
    const [was, is] = [before.own, state.own];
    if (is.state === "failed" && (was.state !== "failed" || was.number !== is.number)) {
      show(is.message || "It could not be done.", is.remedy || " ");
    }
    if (before.run.state === "working" && state.run.state !== "working") announce(`the render ${ENDED[state.run.state]}`);
    if (before.record !== state.record || before.run.chapters.length !== state.run.chapters.length || (wasBusy && !this.busy))
      this.dispatchEvent(new Event("made"));
  }

  #draw() {
    const { run, owner, own } = this.state;
    const working = this.busy;
    byId("run-words").textContent = working ? this.#working(run) : this.#rest(run, own);
    byId("run").className = `run ${working ? "working" : run.state}`;
    byId("stop-button").hidden = !working;
    byId("render-button").hidden = working;
    byId("render-button").textContent = ["failed", "interrupted", "killed"].includes(run.state) ? "Go on with the render" : "Render";
    const progress = byId("run-progress");
    progress.hidden = !(working && run.total);
    progress.max = run.total || 1;
    progress.value = run.done;
    const told = byId("run-told");
    told.hidden = !run.told.length;
    told.firstElementChild.textContent = `${run.told.length} notice${run.told.length === 1 ? "" : "s"}`;
    told.lastElementChild.replaceChildren(...run.told.map((words) => make("li", {}, make("bdi", {}, words))));
    byId("run-words").title = owner ?? "";
  }

  #working(run) {
    if (run.state !== "working") return this.state.owner ? `Another bookcast works here: ${this.state.owner}` : "It begins …";
    const amount = (value) => (run.unit === "s" ? clock(value) : String(Math.round(value)));
    const done = run.total ? `, ${amount(run.done)} of ${amount(run.total)}` : "";
    const left = run.left_s === null ? "" : `, ${clock(run.left_s)} left`;
    const verdicts = [run.flagged ? `${run.flagged} to listen to` : "", run.rejected ? `${run.rejected} spoken again` : ""].filter(Boolean).join(", ");
    return `${run.command || "render"}: ${STAGES[run.stage] ?? run.stage}${done}${left}${verdicts ? ` · ${verdicts}` : ""}`;
  }

  #rest(run, own) {
    if (run.state === "none") return own.state === "failed" ? own.message : "No render is kept here.";
    const why = run.why ? `: ${run.why}` : "";
    return `The last ${run.command || "render"} ${ENDED[run.state] ?? run.state}${why}`;
  }
}
