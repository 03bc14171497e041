import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type DrawnReport, type Manifest, type Still, Viewer, type ViewerState } from "../../src/engine";
import { AnimationFrames } from "./animation-frames";
import { manifestOf } from "./manifests";
import { FakeGl } from "./render/fake-gl";

/** The decoder's worker: what it was sent, and what the test lets it answer. */
class DecoderWorker {
  static started: DecoderWorker[] = [];
  readonly sent: unknown[] = [];
  onmessage: ((event: { data: unknown }) => void) | null = null;

  constructor() {
    DecoderWorker.started.push(this);
  }

  postMessage(message: unknown): void {
    this.sent.push(message);
  }

  terminate(): void {}

  decoded(lane: number, frame: number): void {
    const data = new Uint8Array(6).fill(128);
    this.onmessage?.({ data: { kind: "picture", lane, frame, width: 2, height: 2, data } });
  }
}

let frames = new AnimationFrames();
let page = new EventTarget();

beforeEach(() => {
  frames = new AnimationFrames();
  page = new EventTarget();
  DecoderWorker.started = [];
  vi.stubGlobal("Worker", DecoderWorker);
  vi.stubGlobal("window", page);
  vi.stubGlobal("document", Object.assign(new EventTarget(), { baseURI: "http://site/" }));
});
afterEach(() => vi.unstubAllGlobals());

/** A viewer of two sides of 48 frames on a canvas of the picture's size. */
function opened(change: Partial<Manifest> = {}) {
  const gl = new FakeGl();
  const viewer = new Viewer(gl.canvas(1920, 1080), { engine: "exact" });
  const [worker] = DecoderWorker.started;
  if (worker === undefined) throw new Error("no worker");
  const states: ViewerState[] = [];
  const reports: DrawnReport[] = [];
  viewer.subscribe((state) => states.push(state));
  viewer.onDrawn((report) => reports.push(report));
  viewer.setSides(["source", "version:1"].map((side) => ({ ...manifestOf([48]), side, ...change })));
  frames.pass();
  /** Both sides have these frames, and what follows from it is done. */
  const decode = (...decoded: number[]) => {
    for (const frame of decoded) for (const lane of [1, 2]) worker.decoded(lane, frame);
    frames.pass();
  };
  return { gl, viewer, worker, states, reports, decode };
}

function stillOf(frame: number, closed: number[] = []): Still {
  const place = { x: 0, y: 0, width: 1920, height: 1080 };
  const tiles = [{ ...place, pixels: { width: 1920, height: 1080, close: () => closed.push(frame) } }];
  return { frame, width: 1920, height: 1080, bitDepth: 8, bits: 8, tiles };
}

describe("a frame", () => {
  test("is on the canvas when both sides hold it, and behind until then", () => {
    const { viewer, worker, states, reports, decode } = opened();
    expect(states.at(-1)).toMatchObject({ status: "loading", shown: null });
    decode(0);
    expect(states.at(-1)).toMatchObject({ status: "ready", frame: 0, shown: 0 });
    viewer.seek(7);
    frames.pass();
    worker.decoded(1, 7);
    frames.pass();
    expect(states.at(-1)).toMatchObject({ status: "behind", frame: 7, shown: 0 });
    worker.decoded(2, 7);
    frames.pass();
    expect(states.at(-1)).toMatchObject({ status: "ready", shown: 7 });
    expect(reports.map(({ frame }) => frame)).toEqual([0, 7]);
  });

  test("is published once for any number of commands, though known at once", () => {
    const { viewer, states, decode } = opened();
    decode(0);
    const before = states.length;
    viewer.setMode({ kind: "blend", share: 0.25 });
    viewer.setMode({ kind: "blend", share: 0.75 });
    expect(viewer.state.mode).toEqual({ kind: "blend", share: 0.75 });
    frames.pass();
    expect(states.length).toBe(before + 1);
  });
});

describe("the view", () => {
  test("is multiplied by every factor, though they come faster than states", () => {
    const { viewer, decode } = opened();
    decode(0);
    viewer.zoomTo(1);
    viewer.zoomBy(1.1, { x: 10, y: 10 });
    viewer.zoomBy(1.1, { x: 10, y: 10 });
    expect(viewer.state.scale).toBeCloseTo(1.21, 9);
  });

  test("measures in the whole picture where a window shows a part of it", () => {
    const crop = { x: 960, y: 540, width: 480, height: 270, picture_width: 1920, picture_height: 1080 };
    const { viewer } = opened({ width: 480, height: 270, crop });
    expect([viewer.rasterOf(1), viewer.rasterOf(2)]).toEqual([{ width: 1920, height: 1080 }, null]);
    expect(viewer.visible(0)).toEqual({ x: 0, y: 0, width: 1920, height: 1080 });
  });
});

describe("a still", () => {
  test("takes the place of the proxy at once, until the frame changes", () => {
    const { viewer, reports, decode } = opened();
    decode(0, 1);
    viewer.setStill(0, stillOf(0));
    expect(reports.at(-1)?.sides.map(({ picture }) => picture)).toEqual(["still", "proxy"]);
    viewer.step(1);
    frames.pass();
    expect(reports.at(-1)).toMatchObject({ frame: 1, sides: [{ picture: "proxy" }, { picture: "proxy" }] });
  });

  test.each([
    ["another frame", (viewer: Viewer) => viewer.seek(1)],
    ["a viewer that plays", (viewer: Viewer) => viewer.play()],
    ["a closed viewer", (viewer: Viewer) => viewer.close()],
  ])("that comes for %s is closed at once", (_what, leave) => {
    const { viewer, decode } = opened();
    decode(0);
    leave(viewer);
    const closed: number[] = [];
    viewer.setStill(0, stillOf(0, closed));
    expect(closed).toEqual([0]);
  });

  test("is closed with the viewer, and when other sides are shown", () => {
    const closed: number[] = [];
    const { viewer, decode } = opened();
    decode(0);
    viewer.setStill(0, stillOf(0, closed));
    viewer.setSides([manifestOf([48])]);
    expect(closed).toEqual([0]);
    viewer.setStill(0, stillOf(0, closed));
    viewer.close();
    expect(closed).toEqual([0, 0]);
  });
});

test("a shader that the driver refuses is a failure that is published, and the loop goes on", () => {
  const { gl, viewer, states, reports, decode } = opened();
  gl.takesShaders = false;
  decode(0, 1);
  expect(states.at(-1)).toMatchObject({ status: "failed", shown: null, error: { code: "graphics_unavailable" } });
  expect(states.at(-1)?.sides.map(({ picture }) => picture)).toEqual(["none", "none"]);
  expect([reports, viewer.capture().frame]).toEqual([[], null]);
  gl.takesShaders = true;
  viewer.setMode({ kind: "single", side: 1 });
  frames.pass();
  expect(states.at(-1)).toMatchObject({ status: "ready", shown: 0, error: null });
});

test("while the graphics context is lost nothing counts as shown; the frame is drawn when it is back", () => {
  const { viewer, states, reports, decode } = opened();
  decode(0, 1);
  const lose = new Event("webglcontextlost", { cancelable: true });
  viewer.canvas.dispatchEvent(lose);
  frames.pass();
  expect(lose.defaultPrevented).toBe(true);
  expect(states.at(-1)).toMatchObject({ status: "failed", shown: null, error: { code: "graphics_lost" } });
  viewer.step(1);
  frames.pass();
  expect(reports.map(({ frame }) => frame)).toEqual([0]);
  viewer.canvas.dispatchEvent(new Event("webglcontextrestored"));
  frames.pass();
  expect(states.at(-1)).toMatchObject({ status: "ready", shown: 1, error: null });
  expect(reports.map(({ frame }) => frame)).toEqual([0, 1]);
});

test("sides that do not fit are refused, and those before stay", () => {
  const { viewer, decode } = opened();
  decode(0);
  const refused = expect.objectContaining({ code: "sides_differ" });
  expect(() => viewer.setSides([manifestOf([48]), manifestOf([50])])).toThrow(refused);
  expect(viewer.state).toMatchObject({ shown: 0, sides: [{ side: "source" }, { side: "version:1" }] });
});

test("who comes back has what failed tried again; a closed viewer does not listen", () => {
  const { viewer, worker } = opened();
  page.dispatchEvent(new Event("online"));
  expect(worker.sent.at(-1)).toEqual({ kind: "retry" });
  viewer.close();
  const before = worker.sent.length;
  page.dispatchEvent(new Event("online"));
  expect(worker.sent).toHaveLength(before);
});

test("a held loop is told as such, and the loop that was set comes back", () => {
  const { viewer } = opened();
  viewer.setLoop({ first: 3, end: 9 });
  viewer.holdLoop({ first: 20, end: 30 });
  expect(viewer.state).toMatchObject({ loop: { first: 20, end: 30 }, isLoopHeld: true });
  viewer.setLoop(null);
  viewer.holdLoop(null);
  expect(viewer.state).toMatchObject({ loop: null, isLoopHeld: false });
});
