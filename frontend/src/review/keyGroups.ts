import type { Command } from "./keys";

/** The keyboard as the help page shows it: what belongs together, in the order in which it is learnt. */
export const KEY_GROUPS = {
  play: ["toggle", "shuttle_reverse", "pause", "shuttle_forward", "every_frame", "texture", "leave_texture", "mute"],
  go: ["step_back", "step_forward", "second_back", "second_forward", "first", "last", "previous_note", "next_note"],
  compare: [
    "wipe",
    "side_by_side",
    "stacked",
    "quad",
    "loupe",
    "blend",
    "checkerboard",
    "difference",
    "side_a",
    "side_b",
    "side_c",
    "side_d",
    "flip",
  ],
  picture: [
    "zoom_in",
    "zoom_out",
    "zoom_fit",
    "zoom_one",
    "enlargement",
    "adjust",
    "neutral",
    "scopes",
    "probe",
    "blanking",
  ],
  notes: ["new_note", "draw", "range_in", "range_out", "edit_shots"],
  page: ["copy_link", "export_frame", "full_screen", "simple_view", "help"],
} as const satisfies Record<string, readonly Command[]>;

export type KeyGroup = keyof typeof KEY_GROUPS;
