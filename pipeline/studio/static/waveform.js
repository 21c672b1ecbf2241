// The waveform of the file that plays, drawn from peaks that the studio keeps; bands behind it are the lines.

import { readBytes } from "./api.js";
import Regions from "./vendor/regions.esm.js";
import WaveSurfer from "./vendor/wavesurfer.esm.js";

const MOST_BANDS = 1200;
const nonce = document.querySelector("meta[name=style-nonce]").content;
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export class Waveform {
  constructor(container, player, colourOf) {
    this.container = container;
    this.player = player;
    this.colourOf = colourOf;
    this.zoom = 0;
    this.drawn = null;
    player.addEventListener("track", () => this.#draw());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#draw());
  }

  /** The peaks of a chapter's sound, and its lines. */
  async load(sound, lines) {
    this.abort?.abort();
    this.abort = new AbortController();
    this.sound = null;
    this.#draw();
    if (!sound) return;
    const peaks = await readBytes(sound.peaks, { signal: this.abort.signal });
    this.sound = sound;
    this.lines = lines;
    this.peaks = peaks;
    this.#draw();
  }

  set pixelsPerSecond(value) {
    this.zoom = value;
    this.drawn?.zoom(value);
  }

  #draw() {
    this.drawn?.destroy();
    this.drawn = null;
    const track = this.player.track;
    if (!this.sound || !track) return;
    this.regions = Regions.create();
    this.drawn = WaveSurfer.create({
      container: this.container,
      media: this.player.audio,
      peaks: [this.#peaksOf(track)],
      duration: track.seconds,
      height: 64,
      barWidth: 2,
      barGap: 1,
      normalize: true,
      dragToSeek: true,
      minPxPerSec: this.zoom,
      waveColor: colour("--wave"),
      progressColor: colour("--wave-heard"),
      cursorColor: colour("--accent"),
      cursorWidth: 2,
      cspNonce: nonce,
      plugins: [this.regions],
    });
    this.drawn.on("interaction", (at) => this.player.seek(at - track.head_s + track.start_s));
    const bands = this.#bandsOf(track);
    this.drawn.once("redrawcomplete", () => bands.forEach((band) => this.regions.addRegion(band)));
  }

  /** The peaks of the file: the chapter's, with the silence around them. */
  #peaksOf({ start_s, end_s, head_s, seconds }) {
    const perSecond = this.peaks.length / Math.max(this.sound.seconds, 0.001);
    const made = new Float32Array(Math.max(1, Math.round(seconds * perSecond)));
    const from = this.peaks.subarray(Math.round(start_s * perSecond), Math.round(end_s * perSecond));
    const offset = Math.round(head_s * perSecond);
    for (let place = 0; place < from.length && place + offset < made.length; place += 1)
      made[place + offset] = from[place] / 255;
    return made;
  }

  #bandsOf({ start_s, end_s, head_s }) {
    const heard = this.lines.filter(({ cue }) => cue && cue[1] > start_s && cue[0] < end_s);
    if (heard.length > MOST_BANDS) return [];
    return heard.map(({ cue, speaker }) => ({
      start: cue[0] - start_s + head_s,
      end: cue[1] - start_s + head_s,
      color: `hsl(${this.colourOf(speaker)} / 0.22)`,
      drag: false,
      resize: false,
    }));
  }
}
