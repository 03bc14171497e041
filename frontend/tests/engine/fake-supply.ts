import { ViewerError } from "../../src/engine";
import type { Manifest, ManifestRung } from "../../src/engine/manifest";
import type { Picture } from "../../src/engine/picture";
import { SideAxis } from "../../src/engine/side-axis";
import type { SideSource, SideSupply } from "../../src/engine/side-source";
import type { Wish } from "../../src/engine/wish";

/** A side that shows what it is given, by frame. */
export class FakeSource implements SideSource {
  readonly pictures = new Map<number, Picture>();
  failure: ViewerError | null = null;
  /** What a video element says that it presents; null where there is none. */
  reached: number | null = null;
  isClosed = false;
  private readonly axis: SideAxis;

  constructor(
    readonly manifest: Manifest,
    readonly rung: ManifestRung,
  ) {
    this.axis = new SideAxis(manifest, rung.name);
  }

  segmentAt(frame: number) {
    return this.axis.segmentAt(frame);
  }

  picture(frame: number): Picture | null {
    return this.pictures.get(frame) ?? null;
  }

  failureAt(): ViewerError | null {
    return this.failure;
  }

  presented(): number | null {
    return this.reached;
  }

  close(): void {
    this.isClosed = true;
  }
}

/** Sides without decoder or network. */
export class FakeSupply implements SideSupply {
  readonly opened: FakeSource[] = [];
  readonly glimpses: FakeSource[] = [];
  /** Rungs, by name, that this browser cannot play. */
  readonly unplayable = new Set<string>();
  readonly wishes: Wish[] = [];
  retries = 0;
  isClosed = false;

  open(manifest: Manifest, rung: ManifestRung): FakeSource {
    if (this.unplayable.has(rung.name)) throw new ViewerError("codec_unsupported", rung.codec);
    const source = new FakeSource(manifest, rung);
    this.opened.push(source);
    return source;
  }

  glimpse(manifest: Manifest, rung: ManifestRung): FakeSource {
    const source = new FakeSource(manifest, rung);
    this.glimpses.push(source);
    return source;
  }

  want(wish: Wish): void {
    this.wishes.push(wish);
  }

  retry(): void {
    this.retries += 1;
  }

  close(): void {
    this.isClosed = true;
  }
}

/** A grey picture of a frame; of another size where another rung shows it. */
export function planar(frame: number, width = 2): Picture {
  const chroma = Math.ceil(width / 2);
  return { kind: "planar", frame, width, height: 2, data: new Uint8Array(2 * width + 2 * chroma).fill(128) };
}
