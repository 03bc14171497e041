import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setLocale } from "../../../src/i18n/messages";
import { exportFrame } from "../../../src/review/frameExport/exportFrame";
import type { Review } from "../../../src/review/review.svelte";
import { manifestOf } from "../../engine/manifests";
import { AnsweringSite } from "../doubles/answeringSite";
import { playerWith } from "../doubles/openPlayer";

const SCAN = manifestOf([100]);
const ADDRESS = { assembly_frame: 9, reel: null, file_number: null, timecode: "01:00:00:09", footage: null };
let site: AnsweringSite;
let written: string[];
let saved: string[];
let revoked: string[];

beforeEach(async () => {
  await setLocale("en");
  vi.useFakeTimers();
  site = new AnsweringSite();
  [written, saved, revoked] = [[], [], []];
  const pen = {
    measureText: (text: string) => ({ width: text.length }),
    fillRect: () => undefined,
    putImageData: () => undefined,
    fillText: (text: string) => void written.push(text),
  };
  vi.stubGlobal(
    "OffscreenCanvas",
    class {
      getContext = () => pen;
      convertToBlob = async () => new Blob(["png"]);
    },
  );
  vi.stubGlobal("ImageData", class {});
  vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:frame");
  vi.spyOn(URL, "revokeObjectURL").mockImplementation((address) => void revoked.push(address));
  const link = { href: "", download: "", click: () => void saved.push(`${link.download} from ${link.href}`) };
  vi.stubGlobal("document", { cookie: "", createElement: () => link });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function reviewing() {
  const { player, viewer, show } = playerWith();
  show();
  const restoration = {
    film: { names: { zh_hant: "胭脂扣", zh_hans: "胭脂扣", en: "Rouge" }, year: 1988 },
    name: "4K",
  };
  const review = {
    id: "r",
    player,
    comparison: { shown: [{ side: "source", plane: "source" }] },
    restoration: { value: restoration },
    timeline: { value: null },
  };
  return { review: review as unknown as Review, player, viewer };
}

test("a frame says what it was when it was taken, whatever comes while its address is asked for", async () => {
  const { review, player, viewer } = reviewing();
  player.setSides([SCAN]);
  player.seek(9);
  const exporting = exportFrame(review);
  const state = viewer.state;
  const [side] = state.sides;
  const still = { ...side, picture: "still", exact: { bits: 10, bitDepth: 10 } };
  vi.spyOn(viewer, "state", "get").mockReturnValue({ ...state, sides: [still] } as never);
  viewer.publish();
  await vi.advanceTimersByTimeAsync(0);
  site.newest("/frames/9").answer(ADDRESS);
  expect(await exporting).toBe(true);
  expect(saved).toEqual(["frame-9.png from blob:frame"]);
  expect(written.join("\n")).toContain("A: Scan (Proxy 540p)");
});

test("the file's address lives until the browser has written it", async () => {
  const { review, player } = reviewing();
  player.setSides([SCAN]);
  const exporting = exportFrame(review);
  await vi.advanceTimersByTimeAsync(0);
  site.newest("/frames/0").answer(ADDRESS);
  await exporting;
  await vi.advanceTimersByTimeAsync(1000);
  expect(revoked).toEqual([]);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(revoked).toEqual(["blob:frame"]);
});

test("without a picture there is nothing to save", async () => {
  const { review, viewer } = reviewing();
  viewer.capture = () => ({ width: 1, height: 1, rgba: new Uint8Array(4), frame: null }) as never;
  expect(await exportFrame(review)).toBe(false);
  expect([saved, site.questions]).toEqual([[], []]);
});
