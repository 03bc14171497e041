/**
 * The JSON that the site's API speaks, by the names that screens use.
 *
 * Shapes come from the site's OpenAPI document (`schema.d.ts`, made by `make openapi`). Where the document only says
 * text or object, the values are narrowed here. Ids are public UUIDs, times ISO-8601 with Z, ranges half-open.
 */
import type { components } from "./schema";

type Schemas = components["schemas"];

/** `T` with some fields told more exactly. */
type Narrow<T, Exact extends { [K in keyof Exact]: K extends keyof T ? unknown : never }> = Omit<T, keyof Exact> &
  Exact;

export type Names = Schemas["Names"];
export type PersonRef = Schemas["PersonRef"];
export type Me = Schemas["Me"];
export type Rate = Schemas["Rate"];
export type Region = Schemas["Region"];
export type Shape = Schemas["Shape"];
export type CodedError = Schemas["ErrorOut"];
export type VersionRef = Schemas["VersionRef"];

export type Action =
  | "view"
  | "note"
  | "triage"
  | "edit_catalogue"
  | "register_scan"
  | "edit_recipe"
  | "run"
  | "decide"
  | "sign_off"
  | "manage_people"
  | "see_coverage";

export type FilmRow = Schemas["FilmRow"];
export type FilmPage = Schemas["FilmPage"];
export type FilmStatus = FilmRow["status"];
export type Colour = FilmRow["colour"];
export type Thumbnail = Schemas["Thumbnail"];
export type BoardColumn = Schemas["BoardColumn"];
export type ImportReport = Schemas["ImportReport"];
export type Maker = Schemas["MakerOut"];
export type Edition = Schemas["EditionOut"];
export type Film = Narrow<Schemas["FilmOut"], { actions: Action[] }>;
export type FilmMember = Schemas["MemberOut"];
export type Role = FilmMember["role"];

export type ScanRow = Schemas["ScanRow"];
export type ScanFacts = Schemas["ScanOut"];
export type ColourOverrides = Schemas["ColorOverrides"];
export type ShotList = Narrow<Schemas["ShotListOut"], { shots: Shot[] }>;
export type Mark = NonNullable<Schemas["ShotSchema"]["marks"]>[number];
export type Shot = Narrow<Schemas["ShotSchema"], { marks: Mark[] }>;
export type ScanState = ScanRow["state"];
export type IngestProgress = Schemas["IngestProgress"];
export type ElementRow = Schemas["ElementOut"];
export type ElementKind = ElementRow["kind"];
export type RootEntry = Schemas["EntryOut"];
export type RootListing = Schemas["FolderOut"];
export type Material = Schemas["Material"];
export type ScanSound = Schemas["ScanSoundOut"];
export type SoundTracks = Schemas["SoundOut"];
export type UnheardReel = Schemas["UnheardReel"];

export type RestorationRow = Schemas["RestorationRow"];
export type Restoration = Narrow<Schemas["RestorationOut"], { actions: Action[] }>;
export type Side = Schemas["SideOut"];
export type Plane = Side["plane"];
export type Reference = Schemas["ReferenceOut"];
export type References = Schemas["ReferencesOut"];
export type MappedSpan = Schemas["MappedSpan"];
export type FrameMapSearch = Schemas["FrameMapSearch"];
export type Timeline = Schemas["TimelineOut"];
export type Lanes = Schemas["LanesOut"];
export type Lane = Schemas["LaneOut"];
export type Invention = Schemas["InventionOut"];
export type InventedPlace = Schemas["InventedPlace"];
export type Coverage = Schemas["CoverageOut"];
export type WatchedPart = Schemas["WatchedPart"];
export type WatchedKind = WatchedPart["kind"];
export type Placements = Schemas["PlacementsOut"];
export type PlacedPiece = Schemas["PlacedPieceOut"];
export type FrameAddress = Schemas["FrameAddress"];
export type FoundFrame = Schemas["FoundFrame"];
export type StillReply = Schemas["StillReady"] | Schemas["StillPending"];
export type WindowReply = Schemas["WindowReady"] | Schemas["WindowPending"];
export type OverlayReply = Schemas["OverlayReady"] | Schemas["OverlayPending"];
export type RungProgress = Schemas["RungProgress"];
/** The codes that a side's file has at a point; what is on the screen there is the engine's `SideProbe`. */
export type SideSourceCodes = Schemas["SideProbe"];
export type ProbeReply = (Schemas["ProbeOut"] & { state: "ready" }) | (Schemas["ProbeOut"] & { state: "pending" });
export type PixelBox = Schemas["PixelBox"];
/** A part of a picture, in 1/65536 of its width and height. */
export type UnitBox = Schemas["UnitBox"];

/** A shot by the frame of the scan at which it begins, or frames `[first, end)` of a scan. */
export type RecipeScope =
  | { kind: "shot"; scan: string; first: number }
  | { kind: "frames"; scan: string; first: number; end: number };

/** What differs from the stage's entry within a scope; null leaves it. */
export interface ScopedParameters {
  scope: RecipeScope;
  parameters: Record<string, number>;
  enabled: boolean | null;
  look: string | null;
}

export type HandRepair = Schemas["HandRepairOut"];
export type HandRepairState = HandRepair["state"];
export type HandPatch = Schemas["HandPatchOut"];
export type HandPatchState = HandPatch["state"];
export type PictureKind = HandRepair["kind"];

export type Look = Schemas["LookOut"];
type GradeOut = Schemas["GradeOut"];
export type Grade = (GradeOut & { state: "ready" }) | (GradeOut & { state: "pending" });
export type GradeFormat = Schemas["GradeIn"]["format"];

/** One stage of a recipe: integers in the unit that the stage declares. `look`: the SHA-256 of its look file; `model`: the generative model. */
export interface StageEntry {
  stage: string;
  enabled: boolean;
  parameters: Record<string, number>;
  overrides: ScopedParameters[];
  look: string | null;
  model?: string | null;
}

export interface RecipeBody {
  format: number;
  stages: StageEntry[];
}

export type Recipe = Narrow<Schemas["RecipeOut"], { body: RecipeBody }>;

/** One parameter of a stage: an integer in `unit`; at `neutral` it does nothing. `lacking`: values nobody can have here. */
export interface ParameterSchema {
  minimum: number;
  maximum: number;
  default: number;
  neutral: number;
  unit: string;
  lacking?: number[];
}

export interface StageSchema {
  stage: string;
  plane: "restored" | "enhanced" | "graded";
  version: number;
  amount: string;
  defect_classes: DefectClass[];
  parameters: Record<string, ParameterSchema>;
  models?: string[];
}

/** The JSON schema of recipes, as far as the editor reads it. */
export interface RecipeSchema {
  "x-stages": StageSchema[];
}

/** A code with values, which the interface puts into words. */
export interface CodedChange {
  code: string;
  [value: string]: unknown;
}

export type RunState = "planning" | "proposed" | "rendering" | "done" | "failed" | "cancelled" | "refused";
export type RunProgress = Schemas["ProgressOut"];
export type Run = Narrow<Schemas["RunOut"], { state: RunState; changes: CodedChange[] }>;

/** What would have changed outside the notes' reach; empty where nothing was looked at. */
export interface Leak {
  frames?: number;
  max_code?: number;
}

export interface RunSegment {
  position: number;
  assembly_first: number;
  count: number;
  is_touched: boolean;
  reasons: CodedChange[];
  state: string;
  attempt: number;
  frames_done: number;
  error: CodedError | null;
  leak: Leak;
}

export type VersionSegment = Narrow<
  Schemas["VersionSegmentOut"],
  { leak: Leak; protected: { pixels?: number; changed?: number } }
>;
export type Aspect = Schemas["Aspect"];
export type Verdict = Schemas["Verdict"];
export type Viewing = Schemas["Viewing"];
export type Decision = Schemas["DecisionOut"];
export type VersionRow = Narrow<Schemas["VersionRow"], { approved_aspects: Aspect[] }>;
export type Version = Narrow<Schemas["VersionOut"], { approved_aspects: Aspect[]; segments: VersionSegment[] }>;

export type NoteState =
  | "new"
  | "triaged"
  | "planned"
  | "rendering"
  | "to_verify"
  | "accepted"
  | "reopened"
  | "answered";
export type Cause = Schemas["Cause"];
export type AnswerKind = Schemas["Answer"];
export type NotePower = "edit" | "triage" | "accept" | "reopen" | "close" | "withdraw" | "reply" | "delegate";
export type DefectClass = Schemas["MissedDefect"]["defect_class"];
export type Treatment = Schemas["TriageIn"]["treatment"];
export type Rejected = Extract<Treatment, { kind: "reject" }>["what"];
export type Note = Narrow<
  Schemas["NoteOut"],
  {
    state: NoteState;
    cause: Cause | "";
    answer: AnswerKind | "";
    treatment: Treatment | null;
    region: Region | null;
    may: NotePower[];
  }
>;

export type FeedEvent = Schemas["FeedEvent"];
