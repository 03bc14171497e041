import type { ElementKind } from "../api/types";
import { type MessageKey, t, tCode } from "../i18n/messages";
import {
  type DyeLost,
  dyeLost,
  type Kind,
  type MeasuredShot,
  misregistration,
  patternCounts,
  type ScanFigures,
  type ShotFigures,
} from "./measured";

/** What was measured, in the field's words. */

/** How the scan's figures are to be read. */
export interface ReadAs {
  coding: string;
  element: ElementKind;
}

type Words<Figures> = { [K in Kind]: (figures: Figures[K & keyof Figures], readAs: ReadAs) => string };

const PPM_IN_PERCENT = 10_000;
const MOST_PLACES = 3;
const rounded = (value: number, places = 2): string => String(Number(value.toFixed(places)));
const joined = (parts: readonly string[]): string => parts.filter((part) => part !== "").join(t("list.semicolon"));
const counted = (n: number, words: () => string): string => (n > 0 ? words() : t("measured.nothing"));

/** Return a pattern's name; an even cadence is no mark. */
export const patternWords = (pattern: string): string =>
  pattern === "even" ? t("measured.even") : tCode("shots.mark", pattern, {}, pattern);

function faceWords({ frames_with_faces: frames }: ShotFigures["faces"]): string {
  return frames === null ? t("measured.no_detector") : counted(frames, () => t("measured.with_faces", { n: frames }));
}

const SHOT_WORDS: Words<ShotFigures> = {
  cadence: ({ pattern, period, held, flashes }) =>
    joined([
      period === null ? patternWords(pattern) : t("measured.period", { pattern: patternWords(pattern), n: period }),
      held > 0 ? t("measured.held", { n: held }) : "",
      flashes.length > 0 ? t("measured.flashes", { n: flashes.length }) : "",
    ]),
  flicker: ({ typical, uneven }) =>
    counted(Math.max(typical, uneven), () =>
      t("measured.flicker_of", { typical: rounded(typical), uneven: rounded(uneven) }),
    ),
  weave: ({ typical, jumps }) =>
    joined([
      counted(typical, () => t("unit.px", { n: rounded(typical) })),
      jumps.length > 0 ? t("measured.jumps", { n: jumps.length }) : "",
    ]),
  channels: (figures) => {
    const apart = misregistration(figures);
    return counted(apart, () => t("unit.px", { n: rounded(apart) }));
  },
  defects: ({ dark_ppm, bright_ppm }) =>
    dark_ppm === null || bright_ppm === null
      ? t("measured.not_looked")
      : dirtWords("measured.dirt_of", dark_ppm / PPM_IN_PERCENT, bright_ppm / PPM_IN_PERCENT),
  scratch: ({ scratches }) => counted(scratches, () => String(scratches)),
  grain: ({ sigma, size }) => joined([`${rounded(sigma, 1)}/255`, t("unit.px", { n: rounded(size, 1) })]),
  fade: (figures, { coding, element }) => fadeWords(dyeLost(figures, coding, element)),
  splice: ({ taped_frames }) => counted(taped_frames, () => t("measured.taped", { n: taped_frames })),
  text: ({ frames_with_text }) => counted(frames_with_text, () => t("measured.lettered", { n: frames_with_text })),
  faces: faceWords,
};

const SCAN_WORDS: Words<ScanFigures> = {
  cadence: ({ held_frames }) => (held_frames > 0 ? t("measured.held", { n: held_frames }) : ""),
  flicker: (figures) =>
    joined([
      SHOT_WORDS.flicker(figures, READ_AS_IT_IS),
      figures.largest > 0
        ? t("measured.largest", { amount: `${rounded(figures.largest)}\u00a0%`, frame: figures.largest_frame })
        : "",
    ]),
  weave: ({ typical, largest, largest_frame }) =>
    counted(largest, () =>
      joined([
        t("measured.weave_of", { typical: rounded(typical) }),
        t("measured.largest", { amount: t("unit.px", { n: rounded(largest) }), frame: largest_frame }),
      ]),
    ),
  channels: ({ largest }) => counted(largest, () => t("measured.channels_of", { n: rounded(largest) })),
  defects: ({ dark, bright, looked_at, worst_frame }) =>
    looked_at === 0
      ? t("measured.not_looked")
      : joined([
          dirtWords("measured.dirt_whole", dark, bright),
          dark + bright > 0 && worst_frame !== null ? t("measured.worst", { frame: worst_frame }) : "",
        ]),
  scratch: ({ scratched_frames }) => counted(scratched_frames, () => t("measured.scratched", { n: scratched_frames })),
  grain: ({ typical, largest, largest_frame }) =>
    joined([
      t("measured.grain_of", { sigma: rounded(typical, 1) }),
      t("measured.largest", { amount: rounded(largest, 1), frame: largest_frame }),
    ]),
  fade: ({ film }, { coding, element }) => {
    const lost = dyeLost(film, coding, element);
    const read = t("measured.fade_element", { element: t(`element.kind.${element}`) });
    return joined([fadeWords(lost), lost.certainty === "untold" ? "" : read]);
  },
  splice: ({ taped_frames }) => counted(taped_frames, () => t("measured.taped", { n: taped_frames })),
  text: ({ frames_with_text }) => counted(frames_with_text, () => t("measured.lettered", { n: frames_with_text })),
  faces: faceWords,
};
const READ_AS_IT_IS: ReadAs = { coding: "display", element: "unknown" };

/** Return what was measured of one kind on a shot; empty where it was not. */
export function shotWords<K extends Kind>(kind: K, shot: MeasuredShot, readAs: ReadAs): string {
  const figures = shot.figures[kind];
  return figures === undefined ? "" : SHOT_WORDS[kind](figures as never, readAs);
}

/** Return what was measured of one kind on the whole scan. */
export function scanWords<K extends Kind>(
  kind: K,
  figures: ScanFigures[K],
  shots: readonly MeasuredShot[],
  readAs: ReadAs,
): string {
  const words = SCAN_WORDS[kind](figures as never, readAs);
  if (kind !== "cadence") {
    return words;
  }
  const patterns = patternCounts(shots).map(([pattern, n]) =>
    t("measured.pattern_shots", { pattern: patternWords(pattern), n }),
  );
  return joined([...patterns, words]);
}

const dirtWords = (message: MessageKey, dark: number, bright: number): string =>
  counted(dark + bright, () => t(message, { dark: rounded(dark, MOST_PLACES), bright: rounded(bright, MOST_PLACES) }));

function fadeWords({ cyan, magenta, yellow, certainty }: DyeLost): string {
  if (certainty === "untold") {
    return t("measured.untold");
  }
  const words = counted(cyan + magenta + yellow, () =>
    t("measured.fade_of", { cyan: rounded(cyan, 0), magenta: rounded(magenta, 0), yellow: rounded(yellow, 0) }),
  );
  return joined([words, certainty === "unsure" ? t("measured.unsure") : ""]);
}
