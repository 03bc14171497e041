import type { Viewing } from "../../api/types";

/** What a decision records about how the picture was seen. */

const DEVICE_CHARACTERS = 200;

/** Every fact of the set-up is known here. */
export type ViewingSetup = Required<Viewing> & { screen: NonNullable<Viewing["screen"]> };

interface Seen {
  exact: ReadonlySet<number> | undefined;
  rung: string | null;
}

interface Screen {
  width: number;
  height: number;
}

/** Return the viewing set-up: the device, its screen in device-independent pixels, and the exact stills on it. */
export function viewingOf(seen: Seen, device: string, screen: Screen, pixelRatio: number): ViewingSetup {
  return {
    device: device.slice(0, DEVICE_CHARACTERS),
    screen: { width: screen.width, height: screen.height, pixel_ratio: Math.round(pixelRatio * 100) / 100 },
    rung: seen.rung,
    exact_stills: seen.exact?.size ?? 0,
  };
}
