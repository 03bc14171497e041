import { askWindow } from "../../api/pictures";
import { asProblem, Problem } from "../../api/problem";
import type { UnitBox, WindowReply } from "../../api/types";
import type { FrameRange, Manifest } from "../../engine";
import { t } from "../../i18n/messages";
import type { Comparison } from "../comparison.svelte";
import type { Player } from "../player.svelte";
import { isReferenceSide } from "../sides";
import { untilReady } from "../untilReady";
import { boxAround, ofFilm, ofSide, unitBox, windowRange } from "./windowRange";

/** What plays in place of the comparison. `worst`: how far a sample may be from the master's, in codes of 255. */
export interface ShownWindow {
  readonly manifests: Manifest[];
  readonly range: FrameRange;
  readonly worst: number;
}

type Ready = Extract<WindowReply, { state: "ready" }>;

/** Looking at texture: a few seconds of what is seen, near lossless, looped in place of the proxies. */
export class TextureWindow {
  shown = $state.raw<ShownWindow | null>(null);
  /** Made of what is to be made, 0..1, while a window is being made; null otherwise. */
  progress = $state<number | null>(null);
  problem = $state.raw<Problem | null>(null);
  private running: AbortController | null = null;
  private leftAt = 0;

  constructor(
    private readonly restoration: string,
    private readonly player: Player,
    private readonly comparison: Comparison,
  ) {}

  get isOpen(): boolean {
    return this.shown !== null || this.progress !== null || this.problem !== null;
  }

  /** Ask for the window of what is seen at 1:1 or larger, over the loop or the next seconds; then play it. */
  async open(): Promise<void> {
    this.leave();
    if (this.player.engine !== "exact") {
      this.problem = new Problem(0, { code: "engine_not_exact", detail: t("texture.not_exact") });
      return;
    }
    this.player.pause();
    const { now } = this.player;
    this.leftAt = now?.frame ?? 0;
    if ((now?.scale ?? 1) < 1) {
      this.player.do("zoom_one");
    }
    const range = windowRange(now?.loop ?? null, this.leftAt, this.player.frameCount, this.second);
    const seen = this.seen;
    if (seen === null) {
      this.problem = new Problem(0, { code: "nothing_seen", detail: t("texture.nothing_seen") });
      return;
    }
    await this.fetch(range, seen);
  }

  /** Back to the proxies and to the frame that was left, or give up waiting. Who went on elsewhere stays there. */
  leave(): void {
    const { shown } = this;
    this.end();
    const frame = this.player.now?.frame ?? 0;
    if (shown && shown.range.first <= frame && frame < shown.range.end) {
      this.player.pause();
      this.player.seek(this.leftAt);
    }
  }

  /** The viewer cannot show the window: say so, and leave it. */
  refuse(problem: Problem): void {
    this.end();
    this.problem = problem;
  }

  /** Play what is shown, or end it where other sides were chosen meanwhile; for `$effect`. */
  follow(): void {
    const { shown } = this;
    if (shown === null) {
      return;
    }
    const isSame = shown.manifests.map((manifest) => manifest.side).join(" ") === this.comparison.chosen.join(" ");
    if (isSame) {
      this.player.holdLoop(shown.range);
    } else {
      this.end();
    }
  }

  private end(): void {
    this.running?.abort();
    this.running = null;
    this.progress = null;
    this.problem = null;
    if (this.shown) {
      this.shown = null;
      this.player.letLoopGo();
    }
  }

  /**
   * The part of the film's picture that is seen of one side or another: modes may show any of them alone. A reference may
   * be framed otherwise, so it says what is seen only where no other does.
   */
  private get seen(): UnitBox | null {
    const seenOf = (side: number): UnitBox[] => {
      const [part, size] = [this.player.visible(side), this.player.rasterOf(side)];
      return part && size ? [ofFilm(unitBox(part, size), this.player.fitOf(side))] : [];
    };
    const sides = [...this.player.sides.entries()];
    const own = sides.filter(([, name]) => !isReferenceSide(name)).flatMap(([side]) => seenOf(side));
    return boxAround(own.length > 0 ? own : sides.flatMap(([side]) => seenOf(side)));
  }

  private get second(): number {
    const rate = this.comparison.manifests[0]?.rate;
    return rate ? rate.num / rate.den : 24;
  }

  /** `part`: of the film's picture; each side is asked for what it has there. */
  private async fetch(range: FrameRange, part: UnitBox): Promise<void> {
    const running = new AbortController();
    this.running = running;
    this.progress = 0;
    const sides = this.comparison.chosen;
    const shares = sides.map(() => 0);
    try {
      const windows = await Promise.all(
        sides.map((side, index) => {
          const rectangle = ofSide(part, this.player.fitOf(index));
          return this.fetchSide({ side, first: range.first, end: range.end, rectangle }, running.signal, (share) => {
            shares[index] = share;
            this.progress = shares.reduce((sum, one) => sum + one, 0) / shares.length;
          });
        }),
      );
      running.signal.throwIfAborted();
      const worst = Math.max(...windows.map((window) => window.worst));
      this.shown = { manifests: windows.map((window) => window.manifest), range, worst };
    } catch (error) {
      if (!running.signal.aborted) {
        this.problem = asProblem(error);
      }
    }
    if (this.running === running) {
      this.progress = null;
      this.running = null;
    }
  }

  private fetchSide(
    question: Parameters<typeof askWindow>[1],
    signal: AbortSignal,
    tell: (share: number) => void,
  ): Promise<Ready> {
    return untilReady(
      () => askWindow(this.restoration, question, signal),
      signal,
      (reply) => tell(reply.frames_done / Math.max(reply.frame_count, 1)),
    );
  }
}
