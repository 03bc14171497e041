import type { Manifest, ManifestRung } from "../manifest";
import type { SideSupply } from "../side-source";
import type { Wish } from "../wish";
import { CompatibleSide } from "./compatible-side";

/** Sides shown by video elements, one each. */
export class VideoSupply implements SideSupply {
  private readonly sides = new Set<CompatibleSide>();

  /** `changed` is called when a picture came or a failure is known. */
  constructor(private readonly changed: () => void) {}

  open(manifest: Manifest, rung: ManifestRung): CompatibleSide {
    const side = new CompatibleSide(manifest, rung, this.changed, (closed) => this.sides.delete(closed));
    this.sides.add(side);
    return side;
  }

  want(wish: Wish): void {
    for (const side of this.sides) side.want(wish);
  }

  retry(): void {
    for (const side of this.sides) side.retry();
  }

  close(): void {
    for (const side of [...this.sides]) side.close();
  }
}
