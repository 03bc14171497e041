import type { Pair, View } from "../../engine";
import { isAdjusted } from "../adjust/adjusted";
import { adjustmentText, textAdjustment } from "./adjustmentText";
import { modeText, textMode } from "./modeText";
import { numberText, textNumber } from "./numberText";
import type { SharedView } from "./sharedView";

/** A view in the address of its page. Readers leave out what they do not understand, so links outlive this version. */

/** Return the query, without its question mark. */
export function viewQuery(shared: SharedView): string {
  const parts: [string, string][] = [
    ["sides", shared.sides.join(",")],
    ["frame", String(shared.frame)],
    ["mode", modeText(shared.mode)],
  ];
  if (shared.sides.length > 2) {
    parts.push(["pair", shared.pair.join(",")]);
  }
  if (shared.view.zoom !== "fit") {
    const { zoom, centre } = shared.view;
    parts.push(["view", [zoom, centre.x, centre.y].map(numberText).join(":")]);
  }
  if (shared.adjustments.some(isAdjusted)) {
    parts.push(["adjust", shared.adjustments.map(adjustmentText).join(",")]);
  }
  return parts.map(([name, value]) => `${name}=${readable(value)}`).join("&");
}

/** Return what a query says of a view; a part that is not there, or not understood, is left out. */
export function queryView(search: string): Partial<SharedView> {
  const query = new URLSearchParams(search);
  const sides = query.get("sides")?.split(",").filter(Boolean);
  const frame = wholeNumber(query.get("frame"));
  const mode = textMode(query.get("mode") ?? "");
  const pair = textPair(query.get("pair"));
  const view = textView(query.get("view"));
  const adjustments = query.get("adjust")?.split(",").map(textAdjustment);
  return {
    ...(sides && sides.length > 0 ? { sides } : {}),
    ...(frame === null ? {} : { frame }),
    ...(mode === null ? {} : { mode }),
    ...(pair === null ? {} : { pair }),
    ...(view === null ? {} : { view }),
    ...(adjustments ? { adjustments } : {}),
  };
}

function textPair(text: string | null): Pair | null {
  const [first, second] = text?.split(",").map(wholeNumber) ?? [];
  return typeof first === "number" && typeof second === "number" ? [first, second] : null;
}

function textView(text: string | null): View | null {
  const [zoom, x, y] = text?.split(":").map(textNumber) ?? [];
  const isWhole = typeof zoom === "number" && typeof x === "number" && typeof y === "number";
  return isWhole && zoom > 0 ? { zoom, centre: { x, y } } : null;
}

function wholeNumber(text: string | null): number | null {
  const value = textNumber(text ?? undefined);
  return value !== null && Number.isInteger(value) && value >= 0 ? value : null;
}

/** Colons and commas are legal in a query, and a link is read by people too. */
function readable(value: string): string {
  return encodeURIComponent(value).replaceAll("%3A", ":").replaceAll("%2C", ",");
}
