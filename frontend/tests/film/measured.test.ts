import { beforeAll, expect, test } from "vitest";
import type { ScanFacts, Shot } from "../../src/api/types";
import {
  codingOf,
  dyeLost,
  isStale,
  type Kind,
  type MeasuredShot,
  measuredShots,
  patternCounts,
  type ShotFigures,
} from "../../src/film/measured";
import { scanWords, shotWords } from "../../src/film/measuredWords";
import { setLocale } from "../../src/i18n/messages";

beforeAll(() => setLocale("en"));

const SHOTS: Shot[] = [
  { first: 0, count: 20, marks: ["freeze"] },
  { first: 20, count: 10, marks: [] },
];
const analysis = (kind: string, shots: unknown[], revision = 1): ScanFacts["analyses"][number] => ({
  kind,
  revision,
  summary: { shots },
});
const READ_AS = { coding: "display", element: "print" } as const;
const shot = (figures: Partial<ShotFigures>): MeasuredShot => ({ number: 1, first: 0, last: 9, marks: [], figures });

test("each shot has its figures; a measurement of other shots has none", () => {
  const scratches = [{ scratches: 2 }, { scratches: 0 }];
  const found = measuredShots([analysis("scratch", scratches), analysis("text", [{ frames_with_text: 3 }])], SHOTS);
  expect(found).toEqual([
    { number: 1, first: 0, last: 19, marks: ["freeze"], figures: { scratch: { scratches: 2 } } },
    { number: 2, first: 20, last: 29, marks: [], figures: { scratch: { scratches: 0 } } },
  ]);
});

test("what was measured of an older list of shots is told", () => {
  expect([isStale([analysis("text", [], 2)], 2), isStale([analysis("text", [], 1)], 2)]).toEqual([false, true]);
});

test("patterns are counted, the commonest first", () => {
  const cadence = (pattern: string) => shot({ cadence: { pattern, period: null, held: 0, flashes: [] } });
  expect(patternCounts([cadence("pulldown"), cadence("even"), cadence("even"), shot({})])).toEqual([
    ["even", 2],
    ["pulldown", 1],
  ]);
});

const FADE = {
  display: { trust: 0.8, lost: { print: [300, 40, 120], unknown: [1, 2, 3] } },
  log: { trust: 0.2, lost: { negative: [10, 20, 30], unknown: [4, 5, 6] } },
};

test.each([
  ["display", "print", { cyan: 30, magenta: 4, yellow: 12, certainty: "sure" }],
  ["display", "video", { cyan: 0.1, magenta: 0.2, yellow: 0.3, certainty: "sure" }],
  ["printing_density", "camera_negative", { cyan: 1, magenta: 2, yellow: 3, certainty: "unsure" }],
] as const)("dye lost is read by coding and element: %s, %s", (coding, element, lost) => {
  expect(dyeLost(FADE, coding, element)).toEqual(lost);
});

test("what people say of the coding comes before what the medium says", () => {
  const found = { coding: "display" };
  expect(codingOf({ color: { found, overrides: { coding: "scene_log" } } })).toBe("scene_log");
  expect(codingOf({ color: { found, overrides: {} } })).toBe("display");
  expect(codingOf({ color: {} })).toBe("display");
});

test.each<[Kind, Partial<ShotFigures>, string]>([
  ["cadence", { cadence: { pattern: "even", period: null, held: 0, flashes: [] } }, "Even"],
  [
    "cadence",
    { cadence: { pattern: "step_printed", period: 3, held: 12, flashes: [4] } },
    "Step-printed, every 3 frames; 12 repeated; 1 flash",
  ],
  ["flicker", { flicker: { typical: 1.25, uneven: 0.4 } }, "1.25\u00a0% typical, 0.4\u00a0% uneven"],
  ["flicker", { flicker: { typical: 0, uneven: 0 } }, "none"],
  ["weave", { weave: { typical: 0.456, jumps: [7, 9] } }, "0.46 px; 2 jumps"],
  ["channels", { channels: { red: [0.3, 0.4], blue: [0, 0] } }, "0.5 px"],
  ["defects", { defects: { dark_ppm: 120, bright_ppm: 5 } }, "dark 0.012\u00a0%, bright 0.001\u00a0%"],
  ["defects", { defects: { dark_ppm: null, bright_ppm: null } }, "too short to tell"],
  ["scratch", { scratch: { scratches: 2 } }, "2"],
  ["grain", { grain: { sigma: 3.24, size: 1.1 } }, "3.2/255; 1.1 px"],
  ["fade", { fade: FADE }, "cyan 30\u00a0%, magenta 4\u00a0%, yellow 12\u00a0%"],
  ["splice", { splice: { taped_frames: 1 } }, "1 frame beside cuts"],
  ["text", { text: { frames_with_text: 0 } }, "none"],
  ["text", {}, ""],
])("a shot's %s in words", (kind, figures, words) => {
  expect(shotWords(kind, shot(figures), READ_AS)).toBe(words);
});

test("the whole reel in words", () => {
  const even = shot({ cadence: { pattern: "even", period: null, held: 0, flashes: [] } });
  const figures = { typical: 0.8, largest: 3.2, largest_frame: 40 };
  expect(scanWords("cadence", { held_frames: 4 }, [even], READ_AS)).toBe("Even in 1 shot; 4 repeated");
  expect(scanWords("weave", figures, [], READ_AS)).toBe("0.8\u00a0px typical; most 3.2 px in frame 40");
  expect(scanWords("defects", { dark: 0.02, bright: 0, looked_at: 9, worst_frame: 88 }, [], READ_AS)).toBe(
    "dark 0.02\u00a0%, bright 0\u00a0% of the picture's area; worst in frame 88",
  );
  expect(scanWords("fade", { film: FADE }, [], READ_AS)).toBe(
    "cyan 30\u00a0%, magenta 4\u00a0%, yellow 12\u00a0%; read as: Print",
  );
});
