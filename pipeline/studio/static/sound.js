// Playing a chapter. Places are seconds of the chapter, whichever file they are heard in: a finished file begins with
// silence, and a long chapter is several files.

export class Player extends EventTarget {
  constructor(audio) {
    super();
    this.audio = audio;
    this.tracks = [];
    this.index = -1;
    this.stopAt = null;
    audio.addEventListener("timeupdate", () => this.#heard());
    audio.addEventListener("seeked", () => this.#heard());
    audio.addEventListener("play", () => this.#run());
    audio.addEventListener("pause", () => this.#tell("state"));
    audio.addEventListener("ended", () => this.#next());
    audio.addEventListener("error", () => this.index >= 0 && this.#tell("broken"));
  }

  get playing() {
    return !this.audio.paused;
  }

  get track() {
    return this.tracks[this.index];
  }

  get seconds() {
    return this.tracks.length ? this.tracks.at(-1).end_s : 0;
  }

  /** Where we are. A place that was asked for holds until the file is there. */
  get at() {
    if (this.wanted !== undefined) return this.wanted;
    if (!this.track) return 0;
    const { start_s, end_s, head_s } = this.track;
    return Math.min(end_s, Math.max(start_s, this.audio.currentTime - head_s + start_s));
  }

  load(tracks, at = 0) {
    const playing = this.playing;
    this.tracks = tracks;
    this.index = -1;
    this.stopAt = null;
    if (!tracks.length) {
      this.audio.removeAttribute("src");
      this.wanted = undefined;
      this.#tell("track");
      return;
    }
    this.seek(at, playing);
  }

  seek(at, play = this.playing) {
    if (!this.tracks.length) return;
    const place = Math.min(Math.max(0, at), Math.max(0, this.seconds - 0.05));
    const found = this.tracks.findIndex((track) => place < track.end_s);
    const index = found < 0 ? this.tracks.length - 1 : found;
    this.stopAt = null;
    if (index !== this.index) {
      const changed = !this.track || this.track.url !== this.tracks[index].url;
      this.index = index;
      if (changed) this.#open();
      this.#tell("track");
    }
    this.wanted = place;
    if (this.audio.readyState >= 1) this.#arrive();
    if (play) this.play();
    this.#tell("time");
  }

  #open() {
    const rate = this.audio.playbackRate;
    this.audio.src = this.track.url;
    this.audio.load();
    this.audio.defaultPlaybackRate = this.audio.playbackRate = rate;
    // Seeks before the length is known are dropped by some browsers.
    this.audio.addEventListener("loadedmetadata", () => this.#arrive(), { once: true });
  }

  #arrive() {
    if (this.wanted === undefined || !this.track) return;
    const { start_s, head_s } = this.track;
    this.audio.currentTime = this.wanted - start_s + head_s;
    this.wanted = undefined;
  }

  /** Resolves when it plays; a play that something else overtook is no error. */
  async play() {
    if (!this.tracks.length) return;
    try {
      await this.audio.play();
    } catch (error) {
      if (error.name !== "AbortError") this.#tell("broken");
    }
  }

  pause() {
    this.audio.pause();
  }

  toggle() {
    this.playing ? this.pause() : this.play();
  }

  /** Play a stretch, and stop at its end. */
  stretch(from, to) {
    this.seek(from, true);
    this.stopAt = to;
  }

  set rate(rate) {
    this.audio.defaultPlaybackRate = this.audio.playbackRate = rate;
    this.#tell("state");
  }

  get rate() {
    return this.audio.playbackRate;
  }

  #run() {
    this.#tell("state");
    const frame = () => {
      if (!this.playing) return;
      this.#heard();
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  #heard() {
    if (this.stopAt !== null && this.playing && this.at >= this.stopAt) {
      this.stopAt = null;
      this.pause();
    }
    // In a file of several chapters nothing ends where ours does.
    const next = this.tracks[this.index + 1];
    if (this.playing && next && this.wanted === undefined && this.at >= this.track.end_s && next.url === this.track.url)
      this.seek(next.start_s, true);
    this.#tell("time");
  }

  #next() {
    const next = this.tracks[this.index + 1];
    if (next) this.seek(next.start_s, true);
    else this.#tell("ended");
  }

  #tell(what) {
    this.dispatchEvent(new Event(what));
  }
}
