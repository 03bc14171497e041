import { afterEach, expect, test, vi } from "vitest";
import { NEUTRAL, type Still } from "../../src/engine";
import { manifestOf } from "../engine/manifests";
import { playerWith } from "./doubles/openPlayer";
import { StandInViewer } from "./doubles/standInViewer";

const SCAN = manifestOf([100]);
const VERSION = { ...manifestOf([100]), side: "version:1:restored" };
const CROP = { x: 480, y: 270, width: 960, height: 540, picture_width: 1920, picture_height: 1080 };
/** A motion window on the scan: a part of its picture. */
const WINDOW = { ...SCAN, width: 960, height: 540, crop: CROP };

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test.each(["the sides first", "the canvas first"])("a link leads to its frame, %s", (order) => {
  const { player, viewer, show } = playerWith();
  player.whenShown(() => player.seek(42));
  if (order === "the sides first") {
    player.setSides([SCAN]);
    show();
  } else {
    show();
    player.setSides([SCAN]);
  }
  expect(viewer.state.frame).toBe(42);
});

test("a canvas in another place goes on at the frame where the first one was", () => {
  const [first, second] = [new StandInViewer(), new StandInViewer()];
  const { player, show } = playerWith([first, second]);
  player.setSides([SCAN]);
  const leave = show();
  player.seek(30);
  first.publish();
  leave();
  show();
  expect([first.isClosed, second.state.frame]).toEqual([true, 30]);
});

test("what is true now is known before it is published", () => {
  const { player, viewer, show } = playerWith();
  show();
  player.setSides([SCAN]);
  player.do("step_forward");
  expect([player.now?.frame, player.frame]).toEqual([1, 0]);
  viewer.publish();
  expect(player.frame).toBe(1);
});

test("two fingers that move within one animation frame both zoom", () => {
  const { player, viewer, show } = playerWith();
  show();
  player.setSides([SCAN]);
  viewer.zoomTo(1);
  player.zoomBy(1.1, 0, 0);
  player.zoomBy(1.1, 0, 0);
  expect(viewer.state.scale).toBeCloseTo(1.21, 9);
});

test("sides that the viewer refuses are told, and those before them stay", () => {
  const { player, viewer, show } = playerWith();
  show();
  player.setSides([SCAN]);
  viewer.refuses = VERSION.side;
  player.setSides([SCAN, VERSION]);
  expect([player.refused?.code, player.sides]).toEqual(["sides_differ", ["source"]]);
  player.setSides([SCAN]);
  expect(player.refused).toBeNull();
});

test("panes stay the same object until one of them moves", () => {
  const { player, viewer, show } = playerWith();
  show();
  player.setSides([SCAN, VERSION]);
  const { panes, box } = player;
  player.seek(9);
  viewer.publish();
  expect(player.panes).toBe(panes);
  expect(player.box).toBe(box);
  player.setWipe(0.25);
  viewer.publish();
  expect(player.panes).not.toBe(panes);
});

test("a motion window shows a part, and sizes are those of the whole picture", () => {
  const { player, show } = playerWith();
  show();
  player.setSides([WINDOW]);
  expect(player.rasterOf(0)).toEqual({ width: 1920, height: 1080 });
  expect(player.scanPixel).toEqual({ x: 65536 / 1920, y: 65536 / 1080 });
});

test("a loop that a window holds is not the person's, and cannot be changed under it", () => {
  const { player, viewer, show } = playerWith();
  show();
  player.setSides([SCAN]);
  player.setLoop({ first: 10, end: 20 });
  player.holdLoop({ first: 50, end: 60 });
  viewer.publish();
  player.setLoop(null);
  expect([player.loop, viewer.state.loop, viewer.state.frame]).toEqual([null, { first: 50, end: 60 }, 50]);
  player.letLoopGo();
  viewer.publish();
  expect(player.loop).toEqual({ first: 10, end: 20 });
});

test.each(["nobody waits for it", "there is no canvas any more"])("a still gives its memory back where %s", (why) => {
  const { player, viewer, show } = playerWith();
  const leave = show();
  player.setSides([SCAN]);
  const close = vi.fn();
  const still = { frame: 0, tiles: [{ pixels: { close } }] } as unknown as Still;
  const waiting = new AbortController();
  if (why === "nobody waits for it") {
    waiting.abort();
  } else {
    leave();
  }
  player.setStill(0, still, waiting.signal);
  expect([close.mock.calls.length, viewer.stills]).toEqual([1, []]);
});

test("frames that stood exact are kept by side", () => {
  const { player, viewer, show } = playerWith();
  show();
  player.setSides([SCAN]);
  for (const [frame, picture] of [
    [3, "proxy"],
    [4, "still"],
  ] as const) {
    viewer.draw({ frame, sides: [{ side: "source", frame, picture, isGlimpse: false }] });
  }
  expect([...(player.exactFrames.get("source") ?? [])]).toEqual([4]);
});

test("another mode that shows another side says so, though the panes stay", () => {
  const { player, viewer, show } = playerWith();
  show();
  player.setSides([SCAN, VERSION]);
  player.setMode({ kind: "single", side: 0 });
  viewer.publish();
  const whole = { x: 0, y: 0, width: 1920, height: 1080 };
  const { panes } = player;
  expect(player.stillParts).toEqual([whole, null]);
  player.setMode({ kind: "difference", measure: "absolute", gain: 4 });
  viewer.publish();
  expect(player.panes).toBe(panes);
  expect(player.stillParts).toEqual([whole, whole]);
});

test("a wipe that moves asks for nothing anew; a canvas in another place does", () => {
  const { player, viewer, show } = playerWith();
  const leave = show();
  player.setSides([SCAN, VERSION]);
  const { stillParts } = player;
  player.setWipe(0.3);
  viewer.publish();
  expect(player.stillParts).toBe(stillParts);
  leave();
  show();
  expect(player.stillParts).toEqual(stillParts);
  expect(player.stillParts).not.toBe(stillParts);
});

test("a canvas in another place is looked at as the first one was", () => {
  const [first, second] = [new StandInViewer(), new StandInViewer()];
  const { player, show } = playerWith([first, second]);
  player.setSides([SCAN, VERSION]);
  const leave = show();
  const adjustment = { ...NEUTRAL, exposure: 1 };
  player.setMode({ kind: "blend", share: 0.25 });
  player.adjust(1, adjustment);
  player.setView({ zoom: 2, centre: { x: 0.25, y: 0.5 } });
  player.setRung("1080p");
  player.setLoop({ first: 10, end: 20 });
  first.setPacing("every_frame");
  first.setEnlargement("filtered");
  leave();
  show();
  expect(second.state).toEqual(first.state);
});

test("a view that shows one side alone leaves to the next how sides were compared before, and takes its zoom", () => {
  const [full, simple, again] = [new StandInViewer(), new StandInViewer(), new StandInViewer()];
  const { player, show } = playerWith([full, simple, again]);
  player.setSides([SCAN, VERSION]);
  const leaveFull = show();
  player.setMode({ kind: "wipe", position: 0.25, angle: 90 });
  player.adjust(0, { ...NEUTRAL, gamma: 2 });
  player.setLoop({ first: 10, end: 20 });
  leaveFull();
  const leaveSimple = show();
  player.showAlone(1);
  player.setView({ zoom: 3, centre: { x: 0.5, y: 0.5 } });
  player.seek(40);
  expect(simple.state).toMatchObject({
    mode: { kind: "single", side: 1 },
    adjustments: [NEUTRAL, NEUTRAL],
    loop: null,
  });
  leaveSimple();
  show();
  const { mode, adjustments, loop, view, frame } = again.state;
  expect({ mode, adjustments, loop }).toEqual({
    mode: { kind: "wipe", position: 0.25, angle: 90 },
    adjustments: [{ ...NEUTRAL, gamma: 2 }, NEUTRAL],
    loop: { first: 10, end: 20 },
  });
  expect([view.zoom, frame]).toEqual([3, 40]);
});
