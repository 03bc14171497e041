import { asProblem, type Problem } from "../api/problem";
import { getManifest, listSides } from "../api/restorations";
import type { Side } from "../api/types";
import type { Manifest } from "../engine";
import { firstPair } from "./sides";

/** Which sides are compared, left first, with the manifests that say where their pictures are. */
export class Comparison {
  sides = $state.raw<Side[]>([]);
  chosen = $state.raw<string[]>([]);
  manifests = $state.raw<Manifest[]>([]);
  problem = $state.raw<Problem | null>(null);
  private turn = 0;

  constructor(private readonly restoration: string) {}

  /** The sides shown, in order; a side that is not listed (yet) is left out. */
  get shown(): Side[] {
    return this.chosen.flatMap((name) => this.sides.filter((side) => side.side === name));
  }

  /** Fetch the list of sides; the first time also choose the pair to begin with. */
  async load(): Promise<void> {
    try {
      this.sides = await listSides(this.restoration);
    } catch (error) {
      this.problem = asProblem(error);
      return;
    }
    if (this.chosen.length === 0) {
      await this.choose(firstPair(this.sides));
    }
  }

  /** Show these sides, left first. The newest choice wins; the old pictures stay until the new ones are known. */
  async choose(names: string[]): Promise<void> {
    this.turn += 1;
    const mine = this.turn;
    this.problem = null;
    try {
      const manifests = await Promise.all(names.map((name) => this.manifest(name)));
      if (mine === this.turn) {
        this.chosen = names;
        this.manifests = manifests;
      }
    } catch (error) {
      if (mine === this.turn) {
        this.problem = asProblem(error);
      }
    }
  }

  /** Put another picture on one side, keeping the other. */
  async put(index: 0 | 1, name: string): Promise<void> {
    const names = [...this.chosen];
    names[index] = name;
    await this.choose(names.filter((one) => one !== undefined));
  }

  /** A side that is shown already keeps its manifest object, so that the viewer keeps its pictures. */
  private async manifest(name: string): Promise<Manifest> {
    return this.manifests.find((manifest) => manifest.side === name) ?? (await getManifest(this.restoration, name));
  }
}
