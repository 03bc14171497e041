import { commandFor, KEYMAP, type KeyPress, type Command as ViewerCommand } from "../engine";

/** The page's keyboard: the viewer's own keys, and those for notes and help. */

export type PageCommand =
  | "previous_note"
  | "next_note"
  | "range_in"
  | "range_out"
  | "clear_loop"
  | "previous_shot"
  | "next_shot"
  | "new_note"
  | "draw"
  | "edit_shots"
  | "texture"
  | "leave_texture"
  | "mute"
  | "adjust"
  | "neutral"
  | "scopes"
  | "probe"
  | "overlays"
  | "references"
  | "overlay_changed"
  | "overlay_defects"
  | "overlay_text"
  | "overlay_patches"
  | "overlay_protected"
  | "overlay_invention"
  | "overlay_notes"
  | "blanking"
  | "enlargement"
  | "copy_link"
  | "export_frame"
  | "full_screen"
  | "simple_view"
  | "help";
export type Command = ViewerCommand | PageCommand;

interface PageKey {
  key: string;
  command: PageCommand;
  label: string;
  /** Pressed with Shift; a key without such a binding keeps its plain one. */
  shift?: true;
}

export const PAGE_KEYS: readonly PageKey[] = [
  { key: ",", command: "previous_note", label: "," },
  { key: ".", command: "next_note", label: "." },
  { key: "n", command: "new_note", label: "N" },
  { key: "d", command: "draw", label: "D" },
  { key: "c", command: "new_note", label: "C" },
  { key: "i", command: "range_in", label: "I" },
  { key: "o", command: "range_out", label: "O" },
  { key: "x", command: "clear_loop", label: "X" },
  { key: "pageup", command: "previous_shot", label: "Page ↑" },
  { key: "pagedown", command: "next_shot", label: "Page ↓" },
  { key: "s", command: "edit_shots", label: "S" },
  { key: "m", command: "mute", label: "M" },
  { key: "t", command: "texture", label: "T" },
  { key: "escape", command: "leave_texture", label: "Esc" },
  { key: "a", command: "adjust", label: "A" },
  { key: "a", command: "neutral", label: "Shift A", shift: true },
  { key: "y", command: "scopes", label: "Y" },
  { key: "p", command: "probe", label: "P" },
  { key: "v", command: "overlays", label: "V" },
  { key: "q", command: "references", label: "Q" },
  { key: "5", command: "overlay_changed", label: "5" },
  { key: "6", command: "overlay_defects", label: "6" },
  { key: "7", command: "overlay_text", label: "7" },
  { key: "8", command: "overlay_patches", label: "8" },
  { key: "9", command: "overlay_protected", label: "9" },
  { key: "i", command: "overlay_invention", label: "Shift I", shift: true },
  { key: "g", command: "overlay_notes", label: "G" },
  { key: "b", command: "blanking", label: "B" },
  { key: "r", command: "enlargement", label: "R" },
  { key: "u", command: "copy_link", label: "U" },
  { key: "u", command: "export_frame", label: "Shift U", shift: true },
  { key: "f", command: "full_screen", label: "F" },
  { key: "h", command: "simple_view", label: "H" },
  { key: "?", command: "help", label: "?" },
];

/** Every key with its label, the viewer's first. */
export const ALL_KEYS: readonly { command: Command; label: string }[] = [...KEYMAP, ...PAGE_KEYS];

/** Return what is printed on the key of a command; "" where it has none. */
export const keyLabel = (command: Command): string => ALL_KEYS.find((key) => key.command === command)?.label ?? "";

/** What the simple view can show: other keys would do what nobody there sees, or could undo. */
const SIMPLE_COMMANDS: ReadonlySet<Command> = new Set<Command>([
  "toggle",
  "shuttle_reverse",
  "pause",
  "shuttle_forward",
  "step_back",
  "step_forward",
  "second_back",
  "second_forward",
  "first",
  "last",
  "flip",
  "zoom_in",
  "zoom_out",
  "zoom_fit",
  "zoom_one",
  "mute",
  "full_screen",
  "simple_view",
  "help",
]);

/** Say whether a command means something in the simple view. */
export const isForSimpleView = (command: Command): boolean => SIMPLE_COMMANDS.has(command);

/** Return what a key press asks for, or null. */
export function commandOf(press: KeyPress): Command | null {
  return commandFor(press) ?? pageCommandFor(press);
}

/** Say whether a command is the viewer's own. */
export function isForViewer(command: Command): command is ViewerCommand {
  return !PAGE_KEYS.some((key) => key.command === command);
}

function pageCommandFor(press: KeyPress): PageCommand | null {
  if (press.ctrlKey || press.altKey || press.metaKey || press.isComposing || press.repeat) {
    return null;
  }
  const bound = PAGE_KEYS.filter((key) => key.key === press.key.toLowerCase());
  const exact = bound.find((key) => (key.shift ?? false) === press.shiftKey);
  return (exact ?? bound.find((key) => !key.shift))?.command ?? null;
}
