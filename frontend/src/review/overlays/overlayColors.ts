import type { OverlayKind } from "../../api/pictures";

/** Told apart by lightness too, for eyes that see no red or green. */
export const OVERLAY_COLORS: Readonly<Record<OverlayKind, string>> = {
  changed: "#ffe14d",
  defects: "#ff5a3c",
  text: "#7fd4ff",
  patches: "#d08cff",
  protected: "#35d07f",
  invention: "#ff4fb8",
};
