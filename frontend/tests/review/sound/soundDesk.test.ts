import { afterEach, expect, test, vi } from "vitest";
import { SoundDesk } from "../../../src/review/sound/soundDesk.svelte";

afterEach(() => vi.unstubAllGlobals());

const answer = (unheard: number[]) =>
  Response.json({ sample_rate: 48_000, tracks: [], unheard: unheard.map((reel) => ({ reel, state: "pending" })) });

test("an answer that comes after that of a newer question is dropped", async () => {
  const answers: ((response: Response) => void)[] = [];
  vi.stubGlobal("document", { cookie: "" });
  vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => answers.push(resolve)));
  const desk = new SoundDesk();
  const first = desk.load("one");
  const second = desk.load("one");
  answers[1]?.(answer([]));
  await second;
  answers[0]?.(answer([1]));
  await first;
  expect(desk.unheard).toEqual([]);
});
