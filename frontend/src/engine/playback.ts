import type { EngineKind } from "./capability";
import { DropWatch } from "./drop-watch";
import { DECODED_AHEAD, ONE_BY_ONE, Presenter } from "./presenter";
import type { Sides } from "./sides";
import { Sound } from "./sound/sound";
import { WorkletSpeaker } from "./sound/speaker";
import { Timeline } from "./sound/timeline";
import { FrameRate } from "./time/frame-rate";
import { type ClockReading, Transport } from "./transport";

/** What the loop tells the rest of the viewer, each in the animation frame it belongs to. */
export interface PlaybackEvents {
  draw(frame: number, isPlaying: boolean): void;
  /** Nothing new is due on the canvas; draw again what is there, if something asked for it. */
  idle(reading: ClockReading): void;
  /** After every turn of the loop. */
  turned(reading: ClockReading): void;
  /** How the machine keeps up; returns whether sides were changed for it. */
  pace(now: number, isPlaying: boolean, isLate: boolean): boolean;
}

/** Milliseconds between two ticks of a playing viewer that mean it was not being drawn at all. */
const ASLEEP_MS = 1000;

/** The loop: reads the clock, asks the sides for pictures, and says which frame to draw and what is heard. */
export class Playback {
  readonly sound: Sound;
  private readonly timeline = new Timeline();
  private clock = new Transport(1, new FrameRate(24));
  private presenter: Presenter;
  private readonly dropWatch = new DropWatch();
  private wasStalled = false;
  private lastTick = 0;
  private isTicking = false;
  private scheduled = 0;
  private isClosed = false;
  private lastFrame = 0;
  private heading: 1 | -1 = 1;

  constructor(
    private readonly engine: EngineKind,
    private readonly sides: Sides,
    private readonly events: PlaybackEvents,
  ) {
    this.presenter = this.newPresenter();
    const mayPlay = engine === "exact" && WorkletSpeaker.isPossible;
    this.sound = new Sound(
      this.timeline,
      mayPlay ? (sampleRate, changed) => new WorkletSpeaker(sampleRate, changed) : null,
      () => this.schedule(),
    );
  }

  get transport(): Transport {
    return this.clock;
  }

  /** The frame on the canvas; null before the first. */
  get shown(): number | null {
    return this.presenter.shownFrame;
  }

  get dropped(): number {
    return this.presenter.dropped;
  }

  read(): ClockReading {
    return this.clock.read(this.timeline.now());
  }

  /** Run on this axis; playhead, loop and playing stay where it is no other one. */
  setAxis(frameCount: number, rate: FrameRate): void {
    const { frameCount: oldCount, rate: oldRate } = this.clock;
    const isSame = oldCount === frameCount && oldRate.num * rate.den === rate.num * oldRate.den;
    const now = this.timeline.now();
    const { frame } = this.clock.read(now);
    if (!isSame) {
      const { pacing } = this.clock;
      this.clock = new Transport(frameCount, rate);
      this.clock.setPacing(now, pacing);
    }
    this.clock.seek(now, frame);
    this.presenter = this.newPresenter();
    this.schedule();
  }

  /** Other sides: a running clock waits for their pictures and counts none as late. */
  restart(): void {
    const now = this.timeline.now();
    const { playing, frame } = this.clock.read(now);
    if (playing) this.clock.seek(now, this.presenter.shownFrame ?? frame);
    this.schedule();
  }

  /** Give the clock a command, tell the sides at once where it went, and run the loop. */
  command(act: (clock: Transport, now: number) => void): void {
    act(this.clock, this.timeline.now());
    this.wish(this.read());
    this.schedule();
  }

  /** The canvas lost its picture: draw the due frame again. */
  forgetShown(): void {
    this.presenter.forgetShown();
    this.schedule();
  }

  /** Run the loop in the next animation frame. */
  schedule(): void {
    if (this.scheduled === 0 && !this.isClosed) this.scheduled = requestAnimationFrame(() => this.tick());
  }

  close(): void {
    this.isClosed = true;
    cancelAnimationFrame(this.scheduled);
    this.sound.close();
  }

  private newPresenter(): Presenter {
    return new Presenter(this.clock, this.engine === "exact" ? DECODED_AHEAD : ONE_BY_ONE);
  }

  private tick(): void {
    this.scheduled = 0;
    const now = this.timeline.now();
    this.wakeUp(now);
    this.followVideos(now);
    const due = this.presenter.decide(
      now,
      (frame) => this.sides.pictures(frame) !== null,
      (frame) => this.sides.glimpse(frame) !== null,
    );
    const reading = this.clock.read(now);
    this.wish(reading);
    this.listen(reading);
    this.keepPace(now, reading);
    if (due !== null) this.events.draw(due, reading.playing);
    else this.events.idle(reading);
    this.events.turned(reading);
    if (reading.playing) this.schedule();
  }

  private wish(reading: ClockReading): void {
    const { first, last } = this.clock.bounds();
    if (reading.playing) this.heading = reading.speed > 0 ? 1 : -1;
    else if (reading.frame !== this.lastFrame) this.heading = reading.frame > this.lastFrame ? 1 : -1;
    this.lastFrame = reading.frame;
    const isInside = reading.playing && reading.frame >= first && reading.frame <= last;
    this.sides.want({
      frame: reading.frame,
      direction: reading.playing ? this.heading : 0,
      heading: this.heading,
      first: isInside ? first : 0,
      end: isInside ? last + 1 : this.clock.frameCount,
      loops: isInside && this.clock.loop !== null,
      speed: reading.playing && this.clock.pacing === "in_time" ? reading.speed : 0,
      glimpse: !reading.playing && this.presenter.shownFrame !== reading.frame,
      epoch: reading.epoch,
    });
  }

  private listen(reading: ClockReading): void {
    const { anchor, loop, stalled, rate, pacing } = this.clock;
    this.sound.turn({ reading, anchor, loop, rate, isHeld: stalled || pacing === "every_frame" });
  }

  /** Browsers stop drawing in hidden tabs: nobody saw those frames, so go on from the last one seen. */
  private wakeUp(now: number): void {
    const { playing } = this.clock.read(now);
    const { shownFrame } = this.presenter;
    const machineNow = performance.now();
    const wasAsleep = machineNow - this.lastTick > ASLEEP_MS;
    this.lastTick = machineNow;
    if (playing && wasAsleep && this.isTicking && shownFrame !== null) this.clock.seek(now, shownFrame);
    this.isTicking = playing;
  }

  /** Where video elements play, the frame that all of them have reached is the time. */
  private followVideos(now: number): void {
    const frame = this.sides.presented();
    const { playing, speed } = this.clock.read(now);
    if (!playing || speed < 0 || frame === null || frame <= (this.presenter.shownFrame ?? -1)) return;
    if (this.sides.pictures(frame) !== null) this.clock.follow(now, frame);
  }

  private keepPace(now: number, reading: ClockReading): void {
    const isLate = this.engine === "exact" ? this.hasStalled() : this.leavesOut(now, reading);
    if (this.events.pace(now, reading.playing, isLate)) this.restart();
  }

  private hasStalled(): boolean {
    const isStalled = this.clock.stalled && this.presenter.ranLate;
    const isLate = isStalled && !this.wasStalled;
    this.wasStalled = isStalled;
    return isLate;
  }

  private leavesOut(now: number, { playing, speed }: ClockReading): boolean {
    return this.dropWatch.isLate(now, playing && speed === 1, this.dropped, this.clock.rate.nominal);
  }
}
