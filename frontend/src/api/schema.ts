/** The JSON that the site's API speaks. Ids are public UUIDs; times are ISO-8601 with Z; ranges are half-open. */

export interface Names {
  zh_hant: string;
  zh_hans: string;
  en: string;
}

export interface PersonRef {
  id: string;
  name: string;
}

export interface FrameRange {
  first: number;
  end: number;
}

export interface Rate {
  num: number;
  den: number;
}

/** In 1/65536 of the scan frame before any stage. */
export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Me {
  id: string;
  email: string;
  name: string;
  locale: string;
  timezone: string;
  can_import: boolean;
  can_browse_roots: boolean;
}

export type FilmStatus = "catalogued" | "scanned" | "restoring" | "in_review" | "approved" | "withdrawn";
export type Colour = "colour" | "black_and_white" | "mixed";
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
  | "manage_people";

/** A sprite sheet whose first tile stands for the film. */
export interface Thumbnail {
  url: string;
  columns: number;
  tile_width: number;
  tile_height: number;
}

export interface FilmRow {
  id: string;
  names: Names;
  year: number;
  studio: string;
  directors: Names[];
  colour: Colour;
  runtime_minutes: number | null;
  status: FilmStatus;
  updated_at: string;
  counts: { scans: number; versions: number; open_notes: number };
  thumbnail: Thumbnail | null;
}

export interface Maker {
  job: "director" | "writer" | "cinematographer" | "cast";
  names: Names;
}

export interface Edition {
  id: string;
  kind: "hong_kong" | "taiwan" | "export" | "other";
  name: string;
  runtime_minutes: number | null;
}

export interface Film extends FilmRow {
  other_titles: string;
  remarks: string;
  version: number;
  makers: Maker[];
  editions: Edition[];
  actions: Action[];
}

export interface FilmPage {
  items: FilmRow[];
  next_cursor: string | null;
  total: number;
}

export interface BoardColumn {
  status: FilmStatus;
  count: number;
  items: FilmRow[];
}

export interface ImportReport {
  rows: number;
  created: number;
  updated: number;
  errors: { row: number; column: string; message: string }[];
  dry_run: boolean;
}

export type Role = "admin" | "curator" | "archivist" | "director";

export interface FilmMember {
  id: number;
  person: PersonRef;
  email: string;
  role: Role;
  /** The role comes with the collection and is not changed on the film. */
  whole_collection: boolean;
}

export type ElementKind =
  | "camera_negative"
  | "interpositive"
  | "internegative"
  | "print"
  | "sound_negative"
  | "video"
  | "unknown";

export type ScanState = "registered" | "ingesting" | "ready" | "refused";

export interface IngestProgress {
  stage: string;
  frames_done: number;
  frames_total: number | null;
}

export interface ScanRow {
  id: string;
  reel: number;
  reel_name: string;
  state: ScanState;
  error: { code: string; detail: string } | null;
  medium: "file" | "sequence" | null;
  path_label: string;
  rate: Rate | null;
  frame_count: number | null;
  width: number | null;
  height: number | null;
  bit_depth: number | null;
  codec: string;
  progress: IngestProgress | null;
}

export interface ElementRow {
  id: string;
  kind: ElementKind;
  gauge: string;
  condition: string;
  location: string;
  remarks: string;
  scans: ScanRow[];
}

export type Intent = "as_first_released" | "director_revised";

export interface RestorationRow {
  id: string;
  name: string;
  intent: Intent;
  latest_version: { id: string; number: number } | null;
}

export interface Material {
  elements: ElementRow[];
  restorations: RestorationRow[];
}

export interface RootEntry {
  name: string;
  kind: "folder" | "file" | "sequence";
  size: number | null;
  frames?: number | null;
}

export interface RootListing {
  path: string;
  entries: RootEntry[];
}

export interface AssemblySpan {
  position: number;
  scan: string | null;
  reel: number | null;
  scan_first: number;
  count: number;
  assembly_first: number;
}

export interface Restoration {
  id: string;
  film: { id: string; names: Names; year: number };
  name: string;
  intent: Intent;
  version: number;
  assembly: { id: string; revision: number; rate: Rate; frame_count: number; spans: AssemblySpan[] };
  recipe: { number: number };
  latest_version: { id: string; number: number } | null;
  actions: Action[];
}

export interface StageEntry {
  stage: string;
  enabled: boolean;
  parameters: Record<string, number>;
  overrides: unknown[];
}

/** One parameter of a stage: an integer in `unit`; at `neutral` it does nothing. */
export interface ParameterSchema {
  minimum: number;
  maximum: number;
  default: number;
  neutral: number;
  unit: string;
}

export interface StageSchema {
  stage: string;
  plane: "restored" | "enhanced";
  version: number;
  amount: string;
  defect_classes: DefectClass[];
  parameters: Record<string, ParameterSchema>;
}

export interface RecipeSchema {
  "x-stages": StageSchema[];
}

export interface RecipeBody {
  format: number;
  stages: StageEntry[];
}

export interface Recipe {
  number: number;
  body: RecipeBody;
  digest: string;
  summary: string;
  created_at: string;
  created_by: PersonRef;
}

export type Plane = "source" | "restored" | "enhanced";

export interface Side {
  side: string;
  label_code: string;
  number?: number | null;
  plane: Plane;
  version_id: string | null;
  is_complete: boolean;
  width: number;
  height: number;
}

export interface Timeline {
  shots: { first: number; count: number; marks: string[]; reel: number }[];
  thumbnails: {
    first: number;
    step: number;
    count: number;
    /** The first tile's place in the sheet. */
    skip: number;
    columns: number;
    tile_width: number;
    tile_height: number;
    url: string;
  }[];
  reels: { first: number; count: number; reel: number; name: string }[];
}

export interface FrameAddress {
  assembly_frame: number;
  reel: number | null;
  reel_name: string | null;
  scan_id: string | null;
  scan_frame: number | null;
  file_name: string | null;
  file_number: number | null;
  timecode: string | null;
  footage: string | null;
}

export interface FoundFrame extends FrameAddress {
  matched_by:
    | "footage"
    | "timecode"
    | "running_time"
    | "file_number"
    | "file_name"
    | "reel_frame"
    | "assembly_frame"
    | "reel";
}

export type StillReply = { state: "ready"; url: string; width: number; height: number } | { state: "pending" };

export type RunState = "planning" | "proposed" | "rendering" | "done" | "failed" | "cancelled" | "refused";

export interface CodedChange {
  code: string;
  [value: string]: unknown;
}

export interface RunProgress {
  segments_total: number;
  segments_done: number;
  frames_total: number;
  frames_done: number;
  frames_per_second: number | null;
  seconds_left: number | null;
  stage: string;
}

export interface Run {
  id: string;
  restoration_id: string;
  state: RunState;
  recipe_number: number;
  base_version: { id: string; number: number } | null;
  version: { id: string; number: number } | null;
  changes: CodedChange[];
  estimate: { frames: number; segments: number; bytes: number; free_bytes: number } | null;
  error: { code: string; detail: string } | null;
  progress: RunProgress;
  notes: string[];
  requested_by: PersonRef;
  created_at: string;
}

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
  error: { code: string; detail: string } | null;
  leak: Leak;
}

export interface VersionSegment {
  position: number;
  assembly_first: number;
  count: number;
  is_rendered: boolean;
  restored: { digest: string } | null;
  enhanced: { digest: string } | null;
  leak: Leak;
  protected: { pixels?: number; changed?: number };
}

export type Aspect = "completeness" | "damage" | "texture" | "colour" | "titles" | "sound";
export type Verdict = "approve" | "return" | "sign_off";

export interface Viewing {
  device: string;
  screen: { width: number; height: number; pixel_ratio: number };
  rung: string | null;
  exact_stills: number;
  frames_watched: number;
  frame_count: number;
}

export interface Decision {
  id: string;
  aspect: Aspect;
  verdict: Verdict;
  plane: Plane;
  version_hash: string;
  engine: string;
  viewing: Partial<Viewing>;
  statement: string;
  decided_by: PersonRef;
  created_at: string;
}

/** A version in a list; `segments` come with the version itself. */
export interface VersionRow {
  id: string;
  number: number;
  hash: string;
  is_complete: boolean;
  is_contained: boolean;
  upscaled_from: string;
  base_number: number | null;
  recipe_number: number;
  created_at: string;
  decisions: Decision[];
  /** What stands approved; returned verdicts are taken off. */
  approved_aspects: Aspect[];
  is_approved: boolean;
}

export interface Version extends VersionRow {
  segments: VersionSegment[];
}

export type NoteState =
  | "new"
  | "triaged"
  | "planned"
  | "rendering"
  | "to_verify"
  | "accepted"
  | "reopened"
  | "answered";
export type Cause = "damage" | "printed_in" | "as_made" | "caused_by_us";
export type AnswerKind = "as_made" | "declined" | "hand_repair" | "grading" | "sound" | "rescan";
export type NotePower = "edit" | "triage" | "accept" | "reopen" | "close" | "withdraw" | "reply" | "delegate";

export type DefectClass = "dust" | "scratch" | "tear";

export type Treatment =
  | { kind: "missed_defect"; defect_class: DefectClass }
  | { kind: "false_repair"; stage: string }
  | { kind: "protect"; stages: string[]; level: "hard" | "soft"; feather: number }
  | { kind: "strength"; stage: string; value: number }
  | { kind: "remark" }
  | { kind: "keep" };

export interface Reply {
  id: string;
  author: PersonRef;
  text: string;
  created_at: string;
}

export interface Note {
  id: string;
  row_version: number;
  state: NoteState;
  author: PersonRef;
  delegate: PersonRef | null;
  created_at: string;
  updated_at: string;
  /** What was looked at when the note was made. */
  side: string;
  first: number | null;
  end: number | null;
  scan_id: string;
  scan_first: number;
  scan_end: number;
  region: Region | null;
  text: string;
  cause: Cause | "";
  treatment: Treatment | null;
  answer: AnswerKind | "";
  answer_reason: string;
  closed_by: PersonRef | null;
  closed_reason: string;
  suggested_kind: string;
  plain_words: string;
  replies: Reply[];
  run_id: string | null;
  before_version: { id: string; number: number } | null;
  after_version: { id: string; number: number } | null;
  may: NotePower[];
}

export interface FeedEvent {
  seq: number;
  kind: string;
  payload: Record<string, unknown>;
  actor: PersonRef | null;
  at: string;
}
