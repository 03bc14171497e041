import type { FrameRange } from "../time/frame-range";
import type { FrameRate } from "../time/frame-rate";
import { firstSample } from "../time/sample-axis";
import type { Anchor, ClockReading } from "../transport";
import { decodeSound, SoundFiles } from "./sound-files";
import type { SoundManifest, SoundTrack } from "./sound-manifest";
import type { Speaker } from "./speaker";
import { Take } from "./take";
import type { Timeline } from "./timeline";
import { TrackReader } from "./track-reader";

/**
 * `unavailable`: this engine or browser plays no sound. `none`: there are no tracks. `off`: none is chosen. `ready`: silent
 * because the film stands, shuttles or runs backward. `waiting`: picture and sound wait for the sound. `playing`: the
 * sound is the clock. `blocked`: the browser wants a person to press play. `silent`: sound does not come; the picture
 * runs without it until it does.
 */
export type SoundStatus = "unavailable" | "none" | "off" | "ready" | "waiting" | "playing" | "blocked" | "silent";

/** Everything the interface shows about sound; a new object whenever something of it changes. */
export interface SoundState {
  readonly status: SoundStatus;
  readonly tracks: readonly SoundTrack[];
  readonly track: string | null;
  readonly isMuted: boolean;
  /** 0 to 1. */
  readonly volume: number;
}

/** What of the clock decides what is heard. */
export interface Moment {
  readonly reading: ClockReading;
  readonly anchor: Anchor;
  readonly loop: FrameRange | null;
  /** The clock waits for pictures, or for each of them. */
  readonly isHeld: boolean;
  readonly rate: FrameRate;
}

/** Seconds of sound that must be here before it begins, that are kept ahead, and that are given at a time. */
const PREROLL = 0.25;
const AHEAD = 1;
const GIVEN = 0.25;
/** Seconds fetched ahead of the playhead. */
const FETCHED = 10;
/** Milliseconds that picture and sound wait for sound before the picture goes on alone. */
const PATIENCE_MS = 2000;
const BLOCKED_MS = 400;
/** How long the playhead must rest before sound is fetched for it. */
const REST_MS = 250;
/** Seconds that sound and clock may be apart. */
const TOLERANCE = 0.002;

interface Playing {
  readonly take: Take;
  /** The timeline where the take begins. */
  readonly begin: number;
  given: number;
}

/**
 * The sound of an assembly: at speed 1 it is the clock, at any other it is silent.
 *
 * Picture and sound begin together, wait for each other, and go on together; when sound does not come for two seconds
 * the picture goes on without it, and sound joins in where it can.
 */
export class Sound {
  private manifest: SoundManifest | null = null;
  private chosen: string | null = null;
  private reader: TrackReader | null = null;
  private files: SoundFiles | null = null;
  private speaker: Speaker | null = null;
  private phase: "rest" | "waiting" | "playing" | "silent" = "rest";
  private playing: Playing | null = null;
  private known: Pick<Moment, "anchor" | "loop"> | null = null;
  private since = 0;
  private progress = 0;
  private restTimer: ReturnType<typeof setTimeout> | undefined;
  private isMuted = false;
  private volume = 1;
  private snapshot: SoundState;
  private readonly listeners = new Set<(state: SoundState) => void>();

  /**
   * @param openSpeaker makes a speaker for a sample rate; null where this engine plays no sound
   * @param changed called when sound came that the loop may be waiting for
   */
  constructor(
    private readonly timeline: Timeline,
    private readonly openSpeaker: ((sampleRate: number, changed: () => void) => Speaker) | null,
    private readonly changed: () => void,
    private readonly decode = decodeSound,
    private readonly machine: () => number = () => performance.now(),
  ) {
    this.snapshot = this.describe();
  }

  get state(): SoundState {
    return this.snapshot;
  }

  /** Called with the present state now and with every later one; returns how to stop. */
  subscribe(listener: (state: SoundState) => void): () => void {
    this.listeners.add(listener);
    listener(this.snapshot);
    return () => this.listeners.delete(listener);
  }

  /** Use these tracks. The first is chosen, unless one of the same name as before is among them, or sound was off. */
  setManifest(manifest: SoundManifest | null): void {
    const wasOff = this.manifest !== null && this.manifest.tracks.length > 0 && this.chosen === null;
    if (manifest?.sample_rate !== this.manifest?.sample_rate) this.dropSpeaker();
    this.manifest = manifest;
    this.files?.close();
    this.files =
      manifest &&
      new SoundFiles(
        () => this.changed(),
        (bytes) => this.decode(bytes, manifest.sample_rate),
      );
    const tracks = manifest?.tracks ?? [];
    const same = tracks.find((track) => track.id === this.chosen);
    this.choose(wasOff ? null : ((same ?? tracks[0])?.id ?? null));
  }

  /** Choose a track by its id; null: no sound, and the machine's clock. */
  choose(id: string | null): void {
    const track = this.manifest?.tracks.find((one) => one.id === id) ?? null;
    this.chosen = track?.id ?? null;
    this.reader = track && this.files && new TrackReader(track, this.files);
    this.rest();
    this.changed();
    this.publish();
  }

  /** Muted sound is still the clock. */
  setMuted(isMuted: boolean): void {
    this.isMuted = isMuted;
    this.level();
  }

  /** @param volume 0 to 1 */
  setVolume(volume: number): void {
    this.volume = Math.min(Math.max(volume, 0), 1);
    this.level();
  }

  /** A person pressed something that may start sound: browsers let it begin only then. */
  wake(): void {
    if (this.openSpeaker === null || this.manifest === null || this.reader === null) return;
    if (this.speaker === null) {
      this.speaker = this.openSpeaker(this.manifest.sample_rate, () => this.changed());
      this.level();
    }
    this.speaker.wake();
  }

  /** Try again at once what failed. */
  retry(): void {
    this.files?.retry();
  }

  /** The assembly sample that is heard now; null where none is. */
  heard(): number | null {
    if (this.phase !== "playing" || this.playing === null || this.speaker === null) return null;
    return this.playing.take.run(Math.floor(this.speaker.heard())).sample;
  }

  /** One turn of the loop: begin, go on, begin anew or stop, as the clock says. */
  turn(moment: Moment): void {
    const { reading, anchor, loop } = moment;
    const isDue = this.reader !== null && this.openSpeaker !== null && reading.playing && reading.speed === 1;
    if (!isDue || moment.isHeld) {
      this.rest();
      this.prepare(moment);
    } else {
      clearTimeout(this.restTimer);
      const isElsewhere = this.phase !== "silent" && this.isMoved(moment) && !this.isAligned(moment);
      if (this.phase === "rest" || isElsewhere) this.start(moment);
      this.known = { anchor, loop };
      this.goOn(moment);
    }
    this.publish();
  }

  close(): void {
    clearTimeout(this.restTimer);
    this.dropSpeaker();
    this.files?.close();
    this.reader = null;
    this.listeners.clear();
  }

  private get sampleRate(): number {
    return this.manifest?.sample_rate ?? 1;
  }

  private rest(): void {
    if (this.phase === "rest") return;
    this.speaker?.stop();
    this.timeline.release();
    this.phase = "rest";
    this.playing = null;
    this.known = null;
  }

  /** Fetch what will be heard first, once the playhead rests. */
  private prepare(moment: Moment): void {
    clearTimeout(this.restTimer);
    const { reader } = this;
    if (reader === null || this.openSpeaker === null) return;
    const sample = this.sampleAt(moment);
    this.restTimer = setTimeout(() => reader.want(sample, PREROLL * this.sampleRate), REST_MS);
  }

  private isMoved({ anchor, loop }: Moment): boolean {
    const { known } = this;
    return (
      known === null ||
      known.anchor.frame !== anchor.frame ||
      known.anchor.time !== anchor.time ||
      known.loop?.first !== loop?.first ||
      known.loop?.end !== loop?.end
    );
  }

  /** Whether the clock's new anchor lies where the sound is anyway: the loop began again. */
  private isAligned({ anchor, loop, rate }: Moment): boolean {
    const { playing, known } = this;
    const isSameLoop = known?.loop?.first === loop?.first && known?.loop?.end === loop?.end;
    if (playing === null || !isSameLoop) return false;
    const place = Math.round(((anchor.time - playing.begin) / 1000) * this.sampleRate);
    return playing.take.isAt(place, firstSample(anchor.frame, rate, this.sampleRate), TOLERANCE * this.sampleRate);
  }

  private start(moment: Moment): void {
    this.speaker?.stop();
    this.timeline.hold();
    const take = new Take(this.sampleAt(moment), moment.loop, moment.rate, this.sampleRate);
    this.playing = { take, begin: this.timeline.now(), given: 0 };
    this.phase = "waiting";
    this.since = this.machine();
  }

  /** The assembly sample of the timeline's now. */
  private sampleAt({ reading, anchor, rate }: Moment): number {
    if (!reading.playing) return firstSample(reading.frame, rate, this.sampleRate);
    const elapsed = Math.max(this.timeline.now() - anchor.time, 0);
    return firstSample(anchor.frame, rate, this.sampleRate) + Math.round((elapsed / 1000) * this.sampleRate);
  }

  private goOn(moment: Moment): void {
    const { reader, speaker, playing } = this;
    if (reader === null) return;
    if (this.phase === "silent" || playing === null) this.rejoin(moment, reader);
    else if (this.phase === "waiting") this.tryToBegin(reader, playing);
    else if (speaker !== null) this.feed(reader, speaker, playing);
  }

  private tryToBegin(reader: TrackReader, playing: Playing): void {
    const waited = this.machine() - this.since;
    const isBlocked = this.speaker === null || this.speaker.state === "lost" || this.speaker.state === "asleep";
    this.wantFrom(reader, playing.take, 0);
    if (this.speaker?.state === "running" && this.isReadyFrom(reader, playing.take, 0)) {
      const { speaker } = this;
      speaker.begin();
      this.timeline.follow(() => (speaker.heard() / this.sampleRate) * 1000);
      this.phase = "playing";
      this.progress = 0;
      this.since = this.machine();
      this.feed(reader, speaker, playing);
    } else if (waited > (isBlocked ? BLOCKED_MS : PATIENCE_MS)) {
      this.giveUp();
    }
  }

  private feed(reader: TrackReader, speaker: Speaker, playing: Playing): void {
    const heard = speaker.heard();
    const most = heard + AHEAD * this.sampleRate;
    this.wantFrom(reader, playing.take, playing.given);
    while (playing.given < most) {
      const { sample, count } = playing.take.run(playing.given);
      const given = Math.min(count, Math.round(GIVEN * this.sampleRate));
      if (!reader.isReady(sample, given)) break;
      speaker.push(reader.read(sample, given));
      playing.given += given;
    }
    if (heard > this.progress) {
      this.progress = heard;
      this.since = this.machine();
      return;
    }
    const isFailed = playing.given <= heard && reader.failureIn(playing.take.run(playing.given).sample, 1) !== null;
    if (isFailed || speaker.state !== "running" || this.machine() - this.since > PATIENCE_MS) this.giveUp();
  }

  /** Let the picture go on alone. */
  private giveUp(): void {
    this.speaker?.stop();
    this.timeline.release();
    this.phase = "silent";
    this.playing = null;
  }

  private rejoin(moment: Moment, reader: TrackReader): void {
    const sample = this.sampleAt(moment);
    reader.want(sample, FETCHED * this.sampleRate);
    const isHere = reader.isReady(sample, PREROLL * this.sampleRate);
    if (isHere && this.speaker?.state === "running") this.start(moment);
  }

  private wantFrom(reader: TrackReader, take: Take, place: number): void {
    const wanted = FETCHED * this.sampleRate;
    const { sample, count } = take.run(place);
    reader.want(sample, Math.min(wanted, count));
    if (count < wanted) reader.want(take.run(place + count).sample, wanted - count);
  }

  private isReadyFrom(reader: TrackReader, take: Take, place: number): boolean {
    const { sample, count } = take.run(place);
    return reader.isReady(sample, Math.min(PREROLL * this.sampleRate, count));
  }

  private dropSpeaker(): void {
    this.rest();
    this.speaker?.close();
    this.speaker = null;
  }

  private level(): void {
    this.speaker?.setVolume(this.isMuted ? 0 : this.volume);
    this.publish();
  }

  private publish(): void {
    const next = this.describe();
    const { snapshot } = this;
    const isSame = (Object.keys(next) as (keyof SoundState)[]).every((key) => next[key] === snapshot[key]);
    if (isSame) return;
    this.snapshot = next;
    for (const listener of this.listeners) listener(next);
  }

  private describe(): SoundState {
    const { isMuted, volume } = this;
    const tracks = this.manifest?.tracks ?? NO_TRACKS;
    return { status: this.status(tracks), tracks, track: this.chosen, isMuted, volume };
  }

  private status(tracks: readonly SoundTrack[]): SoundStatus {
    if (this.openSpeaker === null) return "unavailable";
    if (tracks.length === 0) return "none";
    if (this.chosen === null) return "off";
    if (this.phase === "rest") return "ready";
    if (this.phase === "silent")
      return this.speaker?.state === "asleep" || this.speaker === null ? "blocked" : "silent";
    return this.phase;
  }
}

const NO_TRACKS: readonly SoundTrack[] = [];
