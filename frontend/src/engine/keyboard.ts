import type { ModeKind } from "./render/mode";
import type { Viewer } from "./viewer";

export type Command =
  | "toggle"
  | "shuttle_reverse"
  | "pause"
  | "shuttle_forward"
  | "step_back"
  | "step_forward"
  | "second_back"
  | "second_forward"
  | "first"
  | "last"
  | "every_frame"
  | Exclude<ModeKind, "single">
  | "side_a"
  | "side_b"
  | "side_c"
  | "side_d"
  | "flip"
  | "zoom_in"
  | "zoom_out"
  | "zoom_fit"
  | "zoom_one";

/** `key` as in KeyboardEvent.key, letters in lower case. `label` is what a help page prints on the key. */
export interface KeyBinding {
  readonly key: string;
  readonly shift: boolean;
  readonly command: Command;
  /** Whether holding the key down repeats the command: only frame steps do. */
  readonly repeats: boolean;
  readonly label: string;
}

/** What of a keyboard event decides. */
export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly repeat: boolean;
  readonly isComposing: boolean;
}

export const KEYMAP: readonly KeyBinding[] = [
  bind(" ", "toggle", "Space"),
  bind("j", "shuttle_reverse", "J"),
  bind("k", "pause", "K"),
  bind("l", "shuttle_forward", "L"),
  { ...bind("ArrowLeft", "step_back", "←"), repeats: true },
  { ...bind("ArrowRight", "step_forward", "→"), repeats: true },
  { ...shifted("ArrowLeft", "second_back", "Shift ←"), repeats: true },
  { ...shifted("ArrowRight", "second_forward", "Shift →"), repeats: true },
  bind("Home", "first", "Home"),
  bind("End", "last", "End"),
  bind("e", "every_frame", "E"),
  bind("w", "wipe", "W"),
  shifted("s", "side_by_side", "Shift S"),
  shifted("t", "stacked", "Shift T"),
  shifted("q", "quad", "Shift Q"),
  shifted("l", "loupe", "Shift L"),
  shifted("b", "blend", "Shift B"),
  shifted("c", "checkerboard", "Shift C"),
  shifted("d", "difference", "Shift D"),
  bind("1", "side_a", "1"),
  bind("2", "side_b", "2"),
  bind("3", "side_c", "3"),
  bind("4", "side_d", "4"),
  bind("`", "flip", "`"),
  bind("+", "zoom_in", "+"),
  bind("=", "zoom_in", "="),
  bind("-", "zoom_out", "−"),
  bind("0", "zoom_fit", "0"),
  bind("z", "zoom_one", "Z"),
];

/** The command of a key press, or null. The caller leaves out presses inside text fields. */
export function commandFor(press: KeyPress, keymap: readonly KeyBinding[] = KEYMAP): Command | null {
  if (press.ctrlKey || press.altKey || press.metaKey || press.isComposing) return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const bindings = keymap.filter((candidate) => candidate.key === key);
  // Shift is part of how "+" is typed on many layouts, so a key without a meaning of its own there keeps its plain one.
  const exact = bindings.find((candidate) => candidate.shift === press.shiftKey);
  const binding = exact ?? bindings.find((candidate) => !candidate.shift);
  if (binding === undefined || (press.repeat && !binding.repeats)) return null;
  return binding.command;
}

/** Carry out a command. */
export function perform(viewer: Viewer, command: Command): void {
  const second = viewer.framesPerSecond;
  const actions: Record<Command, () => void> = {
    toggle: () => viewer.toggle(),
    shuttle_reverse: () => viewer.shuttle(-1),
    pause: () => viewer.pause(),
    shuttle_forward: () => viewer.shuttle(1),
    step_back: () => viewer.step(-1),
    step_forward: () => viewer.step(1),
    second_back: () => viewer.step(-second),
    second_forward: () => viewer.step(second),
    first: () => viewer.seek(0),
    last: () => viewer.seek(viewer.state.frameCount - 1),
    every_frame: () => viewer.setPacing(viewer.state.pacing === "in_time" ? "every_frame" : "in_time"),
    wipe: () => viewer.recallMode("wipe"),
    side_by_side: () => viewer.recallMode("side_by_side"),
    stacked: () => viewer.recallMode("stacked"),
    quad: () => viewer.recallMode("quad"),
    loupe: () => viewer.recallMode("loupe"),
    blend: () => viewer.recallMode("blend"),
    checkerboard: () => viewer.recallMode("checkerboard"),
    difference: () => viewer.recallMode("difference"),
    side_a: () => viewer.setMode({ kind: "single", side: 0 }),
    side_b: () => viewer.setMode({ kind: "single", side: 1 }),
    side_c: () => viewer.setMode({ kind: "single", side: 2 }),
    side_d: () => viewer.setMode({ kind: "single", side: 3 }),
    flip: () => viewer.flip(),
    zoom_in: () => viewer.zoomStep(1),
    zoom_out: () => viewer.zoomStep(-1),
    zoom_fit: () => viewer.zoomFit(),
    zoom_one: () => viewer.zoomTo(1),
  };
  actions[command]();
}

function bind(key: string, command: Command, label: string): KeyBinding {
  return { key, shift: false, command, repeats: false, label };
}

function shifted(key: string, command: Command, label: string): KeyBinding {
  return { ...bind(key, command, label), shift: true };
}
