import { untrack } from "svelte";
import { Problem } from "../api/problem";
import { getRestoration, getTimeline } from "../api/restorations";
import { listVersions } from "../api/runs";
import type { Action, FeedEvent, Note, Plane, Restoration, Timeline, VersionRow } from "../api/types";
import { session } from "../app/session.svelte";
import { t, tCode } from "../i18n/messages";
import type { Unnumbered } from "../live/feedClient";
import { Asked } from "../ui/asked.svelte";
import { passing } from "../ui/messages.svelte";
import { Comparison } from "./comparison.svelte";
import { CoverageDesk } from "./coverage/coverageDesk.svelte";
import { ExactStills } from "./exactStills.svelte";
import { FullScreen } from "./fullScreen.svelte";
import { HandList } from "./hand/handList.svelte";
import { InventionDesk } from "./invention/inventionDesk.svelte";
import { openView } from "./link/openView";
import { queryView } from "./link/viewLink";
import { LookList } from "./looks/lookList.svelte";
import { NoteDraft } from "./noteDraft.svelte";
import { NoteList } from "./noteList.svelte";
import { Overlays } from "./overlays/overlays.svelte";
import { PlacementList } from "./placementList.svelte";
import { Player } from "./player.svelte";
import { SourceCodes } from "./probe/sourceCodes.svelte";
import { ReferenceDesk } from "./references/referenceDesk.svelte";
import { RunBoard } from "./runBoard.svelte";
import { RungDesk } from "./rungs/rungDesk.svelte";
import { ShotEditor } from "./shots/shotEditor.svelte";
import { beforeAndAfter, versionPicture } from "./sides";
import { SignIn } from "./signIn.svelte";
import { SimpleView } from "./simple/simpleView.svelte";
import { TextureWindow } from "./texture/textureWindow.svelte";
import { withIn, withOut } from "./timeline/loopRange";
import { QualityLanes } from "./timeline/qualityLanes.svelte";
import { neighbourCut } from "./timeline/shotCuts";
import { PictureTools } from "./tools/pictureTools.svelte";

/** Everything the viewer page knows about one restoration. */
export class Review {
  readonly restoration = new Asked<Restoration>();
  readonly timeline = new Asked<Timeline>();
  readonly versions = new Asked<VersionRow[]>();
  readonly comparison: Comparison;
  readonly stills: ExactStills;
  readonly texture: TextureWindow;
  readonly sourceCodes: SourceCodes;
  readonly invention: InventionDesk;
  readonly overlays: Overlays;
  readonly notes: NoteList;
  readonly hands: HandList;
  readonly looks: LookList;
  readonly draft = new NoteDraft();
  readonly placements: PlacementList;
  readonly runs: RunBoard;
  readonly shots = new ShotEditor();
  readonly signIn = new SignIn();
  readonly references: ReferenceDesk;
  readonly rungs: RungDesk;
  readonly quality: QualityLanes;
  readonly coverage: CoverageDesk;
  readonly tools = new PictureTools();
  readonly simple = new SimpleView(session.me.id, localStorage);
  readonly fullScreen = new FullScreen();
  /** Whether a finished re-run puts its version on the right by itself. */
  followsVersions = $state(true);

  constructor(
    readonly id: string,
    readonly player: Player = new Player(),
  ) {
    this.comparison = new Comparison(id);
    this.stills = new ExactStills(id, this.player);
    this.sourceCodes = new SourceCodes(id);
    this.invention = new InventionDesk(id, this.comparison, this.player);
    this.overlays = new Overlays(id, (kind) => kind !== "invention" || this.invention.isOnCanvas);
    this.texture = new TextureWindow(id, this.player, this.comparison);
    this.notes = new NoteList(id);
    this.hands = new HandList(id);
    this.looks = new LookList(id);
    this.placements = new PlacementList(id);
    this.runs = new RunBoard(id);
    this.references = new ReferenceDesk(id, this.comparison, () => this.restoration.value);
    this.rungs = new RungDesk(id, this.comparison);
    this.quality = new QualityLanes(id);
    this.coverage = new CoverageDesk(id, this.player.watchLog, () => this.restoration.value?.assembly.id ?? null);
  }

  /** Load what the picture needs; all that the film's feed tells of comes with `loadFollowed`. */
  load(): void {
    void this.restoration.ask(() => getRestoration(this.id));
    void this.timeline.ask(() => getTimeline(this.id));
    const shared = queryView(location.search);
    openView(this.player, shared);
    void this.comparison.load(shared.sides);
  }

  /** Load what the film's feed tells of, from when on it is followed: loaded earlier, a change could be missed. */
  loadFollowed(): void {
    void this.restoration.ask(() => getRestoration(this.id));
    void this.timeline.ask(() => getTimeline(this.id));
    void this.loadVersions();
    void this.comparison.load();
    void this.player.sound.load(this.id);
    void this.notes.load();
    void this.hands.load();
    void this.references.load();
    void this.runs.load();
  }

  loadVersions(): Promise<unknown> {
    return this.versions.ask(() => listVersions(this.id));
  }

  may(action: Action): boolean {
    return this.restoration.value?.actions.includes(action) ?? false;
  }

  /** Whether this person sees the simple view: who made the film and does not work in the archive begins with it. */
  get isSimple(): boolean {
    return this.simple.isOn(this.may("sign_off") && !this.may("triage"));
  }

  /** Whether the session ended, as the site or the viewer's own fetching found. */
  get needsSignIn(): boolean {
    return this.signIn.isNeeded || this.player.state?.error?.code === "signed_out";
  }

  /** The version on the right, or on the left where only that is one. */
  get shownVersion(): VersionRow | null {
    const ids = this.comparison.shown.map((side) => side.version_id).filter((id) => id !== null);
    const shown = ids.at(-1);
    return this.versions.value?.find((version) => version.id === shown) ?? null;
  }

  /** The timeline, with shots as they are being edited. */
  get shownTimeline(): Timeline | null {
    return this.shots.drawn(this.timeline.value, this.restoration.value?.assembly.spans ?? []);
  }

  /** The plane of the version that is shown. */
  get shownPlane(): Plane {
    return this.comparison.shown.findLast((side) => side.version_id !== null)?.plane ?? "restored";
  }

  /** Put the chosen sides, or the motion window of them, on the canvas; for `$effect`. */
  showSides(): void {
    this.player.setSides(this.texture.shown?.manifests ?? this.comparison.manifests);
  }

  /** Say what the viewer cannot show, and stay with what it showed before; for `$effect`. */
  takeRefusal(): void {
    const { refused } = this.player;
    if (refused) {
      const detail = tCode("viewer", refused.code, {}, t("viewer.failed", { code: refused.code }));
      const problem = new Problem(0, { code: refused.code, detail });
      untrack(() => (this.texture.shown ? this.texture.refuse(problem) : this.comparison.goBack(problem)));
    }
  }

  /** Let the note that is being written begin here; without one, the loop. */
  rangeIn(): void {
    const { now, frameCount } = this.player;
    if (now && this.draft.isOpen) {
      this.draft.rangeIn(now.frame);
    } else if (now) {
      this.player.setLoop(withIn(now.loop, now.frame, frameCount));
    }
  }

  /** Let the note that is being written end here; without one, the loop. */
  rangeOut(): void {
    const { now } = this.player;
    if (now && this.draft.isOpen) {
      this.draft.rangeOut(now.frame);
    } else if (now) {
      this.player.setLoop(withOut(now.loop, now.frame));
    }
  }

  /** Stand at the beginning of the next shot, or of this one or the one before. */
  goToShot(direction: 1 | -1): void {
    const frame = this.player.now?.frame ?? 0;
    const cut = neighbourCut(this.shownTimeline?.shots ?? [], frame, direction);
    if (cut !== null) {
      this.player.pause();
      this.player.seek(cut);
    }
  }

  /** Go to the nearest note before or after the playhead. */
  goToNote(direction: 1 | -1): void {
    const note = this.notes.neighbour(this.player.now?.frame ?? 0, direction);
    if (note) {
      this.openNote(note);
    }
  }

  /** Begin a note on the frame at the playhead, where this person may write one. */
  newNote(): void {
    if (this.may("note")) {
      this.player.pause();
      this.draft.begin(this.player.now?.frame ?? 0);
    }
  }

  /** Draw on the open note, or on a new one; or leave the drawing tools. */
  toggleDrawing(): void {
    if (this.draft.isDrawing) {
      this.draft.stopDrawing();
    } else if (this.draft.isOpen) {
      this.player.pause();
      this.draft.isDrawing = true;
    } else {
      this.newNote();
    }
  }

  /** Change between the simple view and the full one; what the other does not show ends. */
  showSimple(isOn: boolean): void {
    this.texture.leave();
    this.draft.stopDrawing();
    this.shots.isOpen = false;
    this.simple.choose(isOn);
  }

  /** Go to a note's first frame and open it. */
  openNote(note: Note): void {
    this.notes.openId = note.id;
    if (note.first !== null) {
      this.player.pause();
      this.player.seek(note.first);
    }
  }

  /** Compare what a note was made on with what came of it, at its frame. */
  async compareBeforeAfter(note: Note): Promise<void> {
    const pair = beforeAndAfter(note, this.comparison.sides);
    if (pair) {
      await this.comparison.choose(pair);
      this.openNote(note);
      if (note.region) {
        this.player.wipeThrough(note.region);
      }
    }
  }

  /** Put a version on the right, on the plane of the version that was shown, or restored. */
  async showVersion(id: string): Promise<void> {
    await this.comparison.load();
    const { chosen, shown, sides } = this.comparison;
    const plane = shown.findLast((side) => side.version_id !== null)?.plane ?? "restored";
    await this.comparison.choose([chosen[0] ?? "source", versionPicture(id, plane, sides)]);
  }

  async onEvent(event: FeedEvent): Promise<void> {
    const { restoration } = event.payload;
    if (restoration !== undefined && restoration !== this.id) {
      return;
    }
    if (event.kind.startsWith("note.")) {
      await this.notes.onEvent(event);
    } else if (event.kind.startsWith("sound.")) {
      await this.player.sound.load(this.id);
    } else if (event.kind.startsWith("hand_repair.")) {
      await this.hands.load();
    } else if (event.kind.startsWith("look.")) {
      await this.looks.load();
    } else if (event.kind.startsWith("reference.")) {
      await Promise.all([this.references.load(), this.comparison.load()]);
    } else if (event.kind === "version.created") {
      await this.onVersion(event);
    } else if (event.kind.startsWith("run.")) {
      this.runs.onEvent(event);
    } else if (event.kind === "decision.made") {
      await this.loadVersions();
    } else if (event.kind === "recipe.saved" || event.kind === "restoration.changed") {
      await this.restoration.ask(() => getRestoration(this.id));
    } else if (event.kind === "shots.changed") {
      await Promise.all([
        this.timeline.ask(() => getTimeline(this.id)),
        this.shots.onChanged(String(event.payload["scan"])),
      ]);
    } else if (event.kind === "assembly.saved") {
      passing.say(t("assembly.changed"), { label: t("assembly.show"), run: () => location.reload() });
    }
  }

  onProgress(message: Unnumbered): void {
    if (message.kind === "reference.searched") {
      void this.references.load();
    } else if (message.kind === "rung.ready") {
      void this.rungs.onReady();
    } else {
      this.runs.onProgress(message);
    }
  }

  private async onVersion(event: FeedEvent): Promise<void> {
    this.runs.onEvent(event);
    await Promise.all([this.loadVersions(), this.comparison.load(), this.notes.load(), this.hands.load()]);
    const id = event.payload["version"];
    if (typeof id !== "string") {
      return;
    }
    const number = this.versions.value?.find((version) => version.id === id)?.number ?? 0;
    if (this.followsVersions) {
      await this.showVersion(id);
      passing.say(t("version.shown", { n: number }));
    } else {
      passing.say(t("version.arrived", { n: number }), {
        label: t("version.show"),
        run: () => void this.showVersion(id),
      });
    }
  }
}
