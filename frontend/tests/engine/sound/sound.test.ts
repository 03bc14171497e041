import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FrameRate } from "../../../src/engine";
import { Sound } from "../../../src/engine/sound/sound";
import { Timeline } from "../../../src/engine/sound/timeline";
import { firstSample } from "../../../src/engine/time/sample-axis";
import { Transport } from "../../../src/engine/transport";
import { counting, FakeSpeaker, manifestOf, piece, SAMPLE_RATE } from "./fakes";

const RATE = new FrameRate(24);
const FRAME = 2000;

/** A film of ten seconds whose sample `n` is the number `n`, with a clock, a machine and a speaker that the test runs. */
class Film {
  machine = 1000;
  readonly speaker = new FakeSpeaker();
  readonly timeline = new Timeline(() => this.machine);
  readonly transport = new Transport(240, RATE);
  readonly sound = new Sound(
    this.timeline,
    () => this.speaker,
    () => undefined,
    (bytes) => Promise.resolve(counting(240_000 * (new Uint8Array(bytes)[0] ?? 0), 240_000)),
    () => this.machine,
  );

  async load(broken: readonly string[] = []): Promise<void> {
    vi.stubGlobal("document", { baseURI: "http://site/" });
    vi.stubGlobal("fetch", (url: string) =>
      Promise.resolve(
        broken.some((name) => url.includes(name))
          ? new Response(null, { status: 404 })
          : new Response(new Uint8Array([url.includes("second") ? 1 : 0])),
      ),
    );
    this.sound.setManifest(manifestOf([piece(0, 240_000, "first"), piece(240_000, 240_000, "second")]));
    this.sound.wake();
  }

  get frame(): number {
    return this.transport.read(this.timeline.now()).frame;
  }

  turn(): void {
    const reading = this.transport.read(this.timeline.now());
    const { anchor, loop, stalled, rate } = this.transport;
    this.sound.turn({ reading, anchor, loop, rate, isHeld: stalled });
  }

  /** Let time pass, in which the speaker plays what it has. */
  pass(milliseconds: number, isHeard = true): void {
    this.machine += milliseconds;
    if (isHeard && this.sound.state.status === "playing") this.speaker.played += (milliseconds * SAMPLE_RATE) / 1000;
    this.turn();
  }

  /** Start, and wait until what must be decoded is. */
  async play(frame = 0): Promise<void> {
    this.transport.seek(this.timeline.now(), frame);
    this.transport.play(this.timeline.now());
    this.turn();
    await vi.waitFor(() => {
      this.turn();
      if (this.sound.state.status === "waiting") throw new Error("not yet");
    });
  }
}

let film = new Film();
beforeEach(() => {
  film = new Film();
});
afterEach(() => vi.unstubAllGlobals());

describe("at speed 1", () => {
  test("picture and sound begin together: nothing moves before the first sample is heard", async () => {
    await film.load();
    await film.play(48);
    expect(film.sound.state.status).toBe("playing");
    expect(film.speaker.given.slice(0, 2)).toEqual([96_000, 96_001]);
    film.machine += 70;
    expect([film.frame, film.sound.heard()]).toEqual([48, 96_000]);
    film.speaker.played = FRAME;
    expect(film.frame).toBe(49);
  });

  test("the frame is always the one whose sound is heard", async () => {
    await film.load();
    await film.play(10);
    for (let turn = 0; turn < 300; turn += 1) {
      film.pass(7 + (turn % 13));
      const heard = film.sound.heard() ?? -1;
      expect(heard).toBeGreaterThanOrEqual(firstSample(film.frame, RATE, SAMPLE_RATE) - 1);
      expect(heard).toBeLessThan(firstSample(film.frame + 1, RATE, SAMPLE_RATE) + 1);
    }
    expect(film.speaker.takes).toBe(1);
  });

  test("when the device stands the picture stands with it", async () => {
    await film.load();
    await film.play();
    film.pass(500);
    const { frame } = film;
    film.pass(300, false);
    expect([film.frame, film.sound.state.status]).toEqual([frame, "playing"]);
    film.pass(100);
    expect(film.frame).toBe(frame + 2);
  });

  test("when it stands for two seconds the picture goes on alone, and sound joins in at its place", async () => {
    await film.load();
    await film.play();
    film.pass(500);
    film.speaker.state = "asleep";
    film.pass(100, false);
    expect(film.sound.state.status).toBe("blocked");
    const { frame } = film;
    film.pass(1000, false);
    expect(film.frame).toBe(frame + 24);
    film.speaker.state = "running";
    film.turn();
    film.turn();
    expect(film.sound.state.status).toBe("playing");
    const begun = firstSample(frame + 24, RATE, SAMPLE_RATE);
    expect(film.speaker.given[0]).toBeGreaterThanOrEqual(begun);
    expect(film.speaker.given[0]).toBeLessThan(begun + FRAME);
  });

  test("a seek begins a new take at the new frame", async () => {
    await film.load();
    await film.play();
    film.pass(300);
    film.transport.seek(film.timeline.now(), 100);
    film.turn();
    film.turn();
    expect([film.speaker.takes, film.speaker.given[0]]).toEqual([2, 200_000]);
  });

  test("a loop goes round in one take, and sound stays under the picture", async () => {
    await film.load();
    film.transport.setLoop(film.timeline.now(), { first: 24, end: 31 });
    await film.play(24);
    for (let turn = 0; turn < 2000; turn += 1) {
      film.pass(11);
      const heard = film.sound.heard() ?? -1;
      expect(Math.abs(heard - firstSample(film.frame, RATE, SAMPLE_RATE) - FRAME / 2)).toBeLessThanOrEqual(
        FRAME / 2 + 1,
      );
    }
    expect(film.speaker.takes).toBe(1);
    expect(film.speaker.given.slice(13_998, 14_002)).toEqual([61_998, 61_999, 48_000, 48_001]);
  });

  test("a stall of the pictures silences it; it begins again where they go on", async () => {
    await film.load();
    await film.play();
    film.pass(250);
    film.transport.stall(film.timeline.now());
    film.turn();
    expect([film.sound.state.status, film.speaker.stops > 0]).toEqual(["ready", true]);
    film.pass(400);
    expect(film.frame).toBe(6);
    film.transport.resume(film.timeline.now());
    film.turn();
    film.turn();
    expect([film.speaker.takes, film.speaker.given[0]]).toEqual([2, 12_000]);
  });
});

describe("silence", () => {
  test.each([2, 4, -1])("at speed %i", async (speed) => {
    await film.load();
    film.transport.seek(film.timeline.now(), 120);
    film.transport.play(film.timeline.now(), speed);
    film.pass(500);
    expect([film.speaker.takes, film.sound.state.status, film.sound.heard()]).toEqual([0, "ready", null]);
    expect(film.frame).toBe(120 + speed * 12);
  });

  test("after a pause, at once", async () => {
    await film.load();
    await film.play();
    film.pass(500);
    const before = film.speaker.stops;
    film.transport.pause(film.timeline.now());
    film.turn();
    expect(film.speaker.stops).toBe(before + 1);
    film.pass(500);
    expect(film.frame).toBe(12);
  });

  test("where no track is chosen the machine is the clock", async () => {
    await film.load();
    film.sound.choose(null);
    film.transport.play(film.timeline.now());
    film.pass(1000);
    expect([film.frame, film.sound.state.status, film.speaker.takes]).toEqual([24, "off", 0]);
  });

  test("where a file cannot be had the picture goes on, and the next file is heard", async () => {
    await film.load(["first"]);
    film.transport.seek(film.timeline.now(), 110);
    film.transport.play(film.timeline.now());
    film.turn();
    film.pass(2100);
    expect(film.sound.state.status).toBe("silent");
    await vi.waitFor(() => {
      film.pass(100);
      if (film.sound.state.status !== "playing") throw new Error("not yet");
    });
    expect(film.speaker.given[0]).toBeGreaterThanOrEqual(240_000);
  });
});

test("muted sound is still the clock; volume stays within 0 and 1", async () => {
  await film.load();
  film.sound.setVolume(1.5);
  film.sound.setMuted(true);
  expect([film.speaker.volume, film.sound.state.isMuted, film.sound.state.volume]).toEqual([0, true, 1]);
  await film.play();
  expect(film.sound.state.status).toBe("playing");
  film.sound.setMuted(false);
  expect(film.speaker.volume).toBe(1);
});

test("a choice outlives new tracks, and so does having none", async () => {
  await film.load();
  const manifest = manifestOf([]);
  const [track] = manifest.tracks;
  if (track === undefined) throw new Error("no track");
  const two = { ...manifest, tracks: [{ ...track, id: "cmn-1" }, track] };
  film.sound.setManifest(two);
  expect(film.sound.state.track).toBe("yue-1");
  film.sound.choose(null);
  film.sound.setManifest(two);
  expect(film.sound.state.track).toBeNull();
});

test("an engine without sound says so", () => {
  const sound = new Sound(new Timeline(() => 0), null, () => undefined);
  sound.setManifest(manifestOf([]));
  expect(sound.state.status).toBe("unavailable");
});

test("closed, it opens no speaker and fetches nothing more", async () => {
  await film.load();
  film.sound.close();
  const fetches = vi.fn();
  vi.stubGlobal("fetch", fetches);
  film.sound.wake();
  film.transport.play(film.timeline.now());
  film.pass(1000);
  expect([film.speaker.state, film.speaker.takes, fetches.mock.calls.length]).toEqual(["lost", 0, 0]);
});
