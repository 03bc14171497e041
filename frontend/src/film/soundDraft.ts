import type { SoundChange } from "../api/material";
import type { ScanSound } from "../api/types";

/** What people say of a scan's sound, as a form holds it. */
export interface SoundDraft {
  readonly stream: number;
  language: string;
  label: string;
  /** Milliseconds by which it is heard later. */
  late: number | null;
}

const SAMPLES_A_MILLISECOND = 48;
/** As far as the site lets sound be moved. */
export const MOST_LATE = 60_000;

export function soundDrafts(sounds: readonly ScanSound[]): SoundDraft[] {
  return sounds.map(({ stream, language, label, offset }) => {
    return { stream, language, label, late: Math.round((offset / SAMPLES_A_MILLISECOND) * 100) / 100 };
  });
}

export const isLate = (late: number | null): late is number => late !== null && Math.abs(late) <= MOST_LATE;

/** Return only the streams that differ, and of each only what differs. */
export function soundChanges(
  sounds: readonly ScanSound[],
  drafts: readonly SoundDraft[],
): { stream: number; change: SoundChange }[] {
  return drafts.flatMap((draft) => {
    const sound = sounds.find((one) => one.stream === draft.stream);
    const change = sound ? changeOf(sound, draft) : {};
    return Object.keys(change).length > 0 ? [{ stream: draft.stream, change }] : [];
  });
}

function changeOf(sound: ScanSound, draft: SoundDraft): SoundChange {
  const change: SoundChange = {};
  if (draft.language !== sound.language) {
    change.language = draft.language;
  }
  if (draft.label.trim() !== sound.label) {
    change.label = draft.label.trim();
  }
  // Samples that no whole hundredth of a millisecond says stay as they are unless the number was changed.
  const before = soundDrafts([sound])[0]?.late;
  if (isLate(draft.late) && draft.late !== before) {
    change.offset = Math.round(draft.late * SAMPLES_A_MILLISECOND);
  }
  return change;
}
