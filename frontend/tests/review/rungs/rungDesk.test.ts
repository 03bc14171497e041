import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Comparison } from "../../../src/review/comparison.svelte";
import { RungDesk } from "../../../src/review/rungs/rungDesk.svelte";
import { AnsweringSite } from "../doubles/answeringSite";

const SIDES = [
  { side: "source", plane: "source", width: 4096, height: 3112 },
  { side: "version:1:restored", plane: "restored", version_id: "1", number: 1, width: 1920, height: 1080 },
];

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A site whose 4K scan gets its largest rung with the second question for it. */
async function desk(answers: unknown[]) {
  const rungs = { source: ["540p", "1080p"], "version:1:restored": ["540p"] } as Record<string, string[]>;
  new AnsweringSite((path) => {
    if (path.endsWith("/sides")) {
      return SIDES;
    }
    if (path.endsWith("/rungs")) {
      const made = answers.shift() as { state: string };
      if (made.state === "ready") {
        rungs["source"]?.push("2160p");
      }
      return made;
    }
    const side = new URLSearchParams(path.split("?")[1]).get("side") ?? "";
    return { side, rungs: rungs[side]?.map((name) => ({ name })) };
  });
  const comparison = new Comparison("r");
  await comparison.load(SIDES.map(({ side }) => side));
  return { comparison, desk: new RungDesk("r", comparison) };
}

test("the largest rung can be made of sides that are larger than the others hold", async () => {
  const { desk: rungs } = await desk([]);
  expect(rungs.names).toEqual(["540p", "1080p"]);
  expect(rungs.lacking.map(({ side }) => side)).toEqual(["source"]);
});

test("how far it is is asked again until it is there, and then it can be chosen", async () => {
  const { desk: rungs, comparison } = await desk([
    { state: "pending", frames_done: 0, frame_count: 96 },
    { state: "pending", frames_done: 48, frame_count: 96 },
    { state: "ready", frames_done: 96, frame_count: 96 },
  ]);
  const [source, version] = comparison.manifests;
  await rungs.make("source");
  await vi.advanceTimersByTimeAsync(5000);
  expect(rungs.of("source")?.made?.frames_done).toBe(48);
  await vi.advanceTimersByTimeAsync(5000);
  expect(rungs.names).toEqual(["540p", "1080p", "2160p"]);
  expect(rungs.lacking).toEqual([]);
  expect(comparison.manifests[0]).not.toBe(source);
  expect(comparison.manifests[1]).toBe(version);
});

test("a page that is left while the site is asked asks no more", async () => {
  const answers = [{ state: "pending", frames_done: 0, frame_count: 96 }, { state: "ready" }];
  const { desk: rungs } = await desk(answers);
  const asking = rungs.make("source");
  rungs.close();
  await asking;
  await vi.advanceTimersByTimeAsync(5000);
  expect(answers).toEqual([{ state: "ready" }]);
});
