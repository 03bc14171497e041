import { acceptNote, getNote, makeNote, reopenNote, replyToNote } from "../../api/notes";
import { session } from "../../app/session.svelte";
import { t } from "../../i18n/messages";
import { Deed } from "../../ui/asked.svelte";
import { passing } from "../../ui/messages.svelte";
import { merged, type Range } from "../coverage/frameRanges";
import type { NoteDraft } from "../noteDraft.svelte";
import type { Review } from "../review.svelte";
import { beforeAndAfter, firstPair, ownSide } from "../sides";
import { rememberedLooks, rememberLooks } from "./lookedAt";
import { isSame, type WaitingItem, whatWaits } from "./waiting";
import { watchedShots } from "./watchedShots";

/** What is being answered: nothing yet, where a problem is, or in which words. */
export type Step = "look" | "circle" | "words";

/** One person's round through what waits for them, with three answers: fine, a problem, something to say. */
export class SimpleRound {
  step = $state<Step>("look");
  /** Whether the words are about a problem. */
  isProblem = $state(false);
  readonly deed = new Deed();
  /** Whether it is known what this person has looked at. */
  isRecalled = $state(false);
  /** The first frames of the shots that were answered here. */
  private looked = $state.raw<ReadonlySet<number>>(new Set());
  /** What the site knew that this person had watched, when the side came on the screen: what is watched now still waits. */
  private watched = $state.raw<readonly Range[]>([]);
  private at = $state.raw<WaitingItem | null>(null);

  constructor(private readonly review: Review) {}

  /** All that waits, in order. */
  get waiting(): WaitingItem[] {
    const shots = this.review.timeline.value?.shots ?? [];
    return whatWaits(this.review.notes.all, shots, new Set([...this.looked, ...watchedShots(shots, this.watched)]));
  }

  /** What is looked at now; null where nothing waits any more. */
  get current(): WaitingItem | null {
    const waiting = this.waiting;
    return waiting.find((one) => isSame(one, this.at)) ?? waiting[0] ?? null;
  }

  /** The side that is answered about: the version where there is one. */
  get side(): string {
    return ownSide(this.review.comparison.chosen);
  }

  /** The place of that side among those that are shown. */
  get sideIndex(): number {
    return Math.max(this.review.comparison.chosen.lastIndexOf(this.side), 0);
  }

  /** What is being written: words, and what was circled. */
  get draft(): NoteDraft {
    return this.review.draft;
  }

  /** Find out which shots of this side were looked at: answered in this browser, or watched in whichever; for `$effect`. */
  async recall(): Promise<void> {
    const { side } = this;
    const { coverage } = this.review;
    this.looked = rememberedLooks(session.me.id, side, localStorage);
    this.watched = [];
    await coverage.load(side);
    if (side === this.side) {
      const own = coverage.ownOf(side);
      this.watched = own ? merged([...own.at_speed.ranges, ...own.compared.ranges] as Range[]) : [];
      this.isRecalled = true;
    }
  }

  /** Put what is looked at on the screen, from its first frame: a note as it was and is, a shot beside its scan. */
  show(waiting: WaitingItem): WaitingItem {
    this.at = waiting;
    this.review.player.pause();
    this.review.player.seek(waiting.first);
    void this.compare(waiting);
    return waiting;
  }

  /** Look at what waits at a frame, and stay at the frame; returns what that is. */
  stayAt(frame: number): WaitingItem | null {
    this.at = this.waiting.find(({ first, end }) => first <= frame && frame < end) ?? null;
    return this.current;
  }

  /** Fine: accept the note, or leave the shot behind. */
  async fine(): Promise<void> {
    const { current } = this;
    if (current?.kind === "note") {
      await this.deed.try(async () => this.review.notes.put(await acceptNote(current.note)));
    } else if (current) {
      this.leave(current.first);
    }
  }

  /** A problem: stop, and circle it; what a note already points at needs no circle. */
  problem(): void {
    this.begin(true);
    if (this.current?.kind === "note") {
      this.toWords();
    } else {
      this.circle();
    }
  }

  say(): void {
    this.begin(false);
    this.toWords();
  }

  /** Let the finger circle a place, anew where one was circled. */
  circle(): void {
    this.draft.drawing.begin([]);
    this.draft.isDrawing = true;
    this.step = "circle";
  }

  /** Go on to the words, with what was circled. */
  toWords(): void {
    this.draft.stopDrawing();
    this.step = "words";
  }

  /** Put a ready phrase into the words, or take it out. */
  togglePhrase(phrase: string, separator: string): void {
    const phrases = this.draft.text.split(separator).filter((one) => one.trim() !== "");
    const others = phrases.filter((one) => one !== phrase);
    this.draft.text = (others.length < phrases.length ? others : [...phrases, phrase]).join(separator);
  }

  cancel(): void {
    this.step = "look";
    this.draft.close();
    this.draft.drawing.choose("ellipse");
    this.deed.problem = null;
  }

  async send(): Promise<void> {
    const { current } = this;
    const done = await this.deed.try(() => (current?.kind === "note" ? this.answer(current) : this.note()));
    if (!done) {
      return;
    }
    passing.say(t("note.sent"));
    this.cancel();
    if (current?.kind === "shot") {
      this.leave(current.first);
    }
  }

  /** Look through all shots again from the first. */
  again(): void {
    this.at = null;
    this.watched = [];
    this.keep(new Set());
  }

  private async compare(waiting: WaitingItem): Promise<void> {
    const { comparison } = this.review;
    const pair =
      (waiting.kind === "note" && beforeAndAfter(waiting.note, comparison.sides)) || firstPair(comparison.sides);
    if (pair.join() !== comparison.chosen.join()) {
      await comparison.choose(pair);
    }
  }

  private begin(isProblem: boolean): void {
    this.review.player.pause();
    this.isProblem = isProblem;
    this.draft.begin(this.review.player.now?.frame ?? 0, "circle");
  }

  private async answer({ note }: Extract<WaitingItem, { kind: "note" }>): Promise<void> {
    const { notes } = this.review;
    if (this.isProblem) {
      notes.put(await reopenNote(note, this.draft.text.trim()));
    } else {
      await replyToNote(note.id, this.draft.text.trim());
      notes.put(await getNote(note.id));
    }
  }

  private async note(): Promise<void> {
    const { first, end, drawing, text } = this.draft;
    const shapes = drawing.finished;
    const note = await makeNote(this.review.id, { side: this.side, first, end, shapes, text: text.trim() });
    this.review.notes.put(note);
  }

  private leave(first: number): void {
    this.keep(new Set([...this.looked, first]));
  }

  private keep(looked: ReadonlySet<number>): void {
    this.looked = looked;
    rememberLooks(session.me.id, this.side, looked, localStorage);
  }
}
