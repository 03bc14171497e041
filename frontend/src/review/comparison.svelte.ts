import { asProblem, type Problem } from "../api/problem";
import { getManifest, listSides } from "../api/restorations";
import type { Side } from "../api/types";
import { type Manifest, MOST_SIDES } from "../engine";
import { firstPair, listedSide } from "./sides";

/** Which sides are compared, left first, with the manifests that say where their pictures are. */
export class Comparison {
  sides = $state.raw<Side[]>([]);
  chosen = $state.raw<string[]>([]);
  manifests = $state.raw<Manifest[]>([]);
  problem = $state.raw<Problem | null>(null);
  private turn = 0;
  /** The newest question for the list of sides. */
  private listing: Promise<Side[]> | null = null;
  /** The sides to begin with, until there are some. */
  private wanted: readonly string[] = [];
  /** The sides whose manifests could not be had. */
  private failed: string[] | null = null;
  private before: Pick<Comparison, "chosen" | "manifests"> = { chosen: [], manifests: [] };

  constructor(private readonly restoration: string) {}

  /** The sides shown, in order; a side that is not listed (yet) is left out. */
  get shown(): Side[] {
    return this.chosen.flatMap((name) => this.sides.filter((side) => side.side === name));
  }

  /** Fetch the list of sides; the first time also choose those to begin with, as far as they are listed. */
  async load(wanted: readonly string[] = this.wanted): Promise<void> {
    this.wanted = wanted;
    this.listing = listSides(this.restoration);
    try {
      this.sides = await this.newestList(this.listing);
    } catch (error) {
      this.problem = asProblem(error);
      return;
    }
    if (this.chosen.length === 0) {
      const listed = this.listed(wanted);
      await this.choose(listed.length > 0 ? listed.slice(0, MOST_SIDES) : firstPair(this.sides));
    } else {
      await this.keepUp();
    }
  }

  /** Try again what failed: the list of sides, or those that were chosen. */
  async retry(): Promise<void> {
    this.problem = null;
    await (this.failed ? this.choose(this.failed) : this.load());
  }

  /** Show these sides, left first. The newest choice wins; the old pictures stay until the new ones are known. */
  async choose(names: string[]): Promise<void> {
    this.turn += 1;
    const mine = this.turn;
    this.problem = null;
    this.failed = null;
    try {
      const manifests = await Promise.all(names.map((name) => this.manifest(name)));
      if (mine === this.turn) {
        // One that was renewed meanwhile is newer than what this began with.
        const newest = manifests.map((one) => this.manifests.find(({ side }) => side === one.side) ?? one);
        this.show(names, newest);
      }
    } catch (error) {
      if (mine === this.turn) {
        this.problem = asProblem(error);
        this.failed = names;
      }
    }
  }

  /** The viewer cannot show what was chosen last: say so, and choose again what it still shows. */
  goBack(problem: Problem): void {
    this.turn += 1;
    this.chosen = this.before.chosen;
    this.manifests = this.before.manifests;
    this.problem = problem;
  }

  /** Whether another side can be shown beside those that are. */
  get mayAdd(): boolean {
    return this.chosen.length > 0 && this.chosen.length < MOST_SIDES && this.sides.length > 1;
  }

  /** Show one more side: the newest that is not shown yet, or the first. */
  async add(): Promise<void> {
    const fresh = this.sides.findLast((side) => !this.chosen.includes(side.side)) ?? this.sides[0];
    if (fresh) {
      await this.choose([...this.chosen, fresh.side]);
    }
  }

  /** Show one side less. */
  async remove(index: number): Promise<void> {
    await this.choose(this.chosen.filter((_, place) => place !== index));
  }

  /** Put another picture on one side, keeping the others. */
  async put(index: number, name: string): Promise<void> {
    const names = [...this.chosen];
    names[index] = name;
    await this.choose(names.filter((one) => one !== undefined));
  }

  /** Fetch the manifest of a side that is shown anew: there is more of it than before. */
  async renew(name: string): Promise<void> {
    try {
      const fresh = await getManifest(this.restoration, name);
      if (this.chosen.includes(name)) {
        this.show(
          this.chosen,
          this.manifests.map((manifest) => (manifest.side === name ? fresh : manifest)),
        );
      }
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  private show(chosen: string[], manifests: Manifest[]): void {
    this.before = { chosen: this.chosen, manifests: this.manifests };
    this.chosen = chosen;
    this.manifests = manifests;
  }

  /** The answer to this question, or to one that was asked meanwhile. */
  private async newestList(question: Promise<Side[]>): Promise<Side[]> {
    const sides = await question;
    return this.listing === null || this.listing === question ? sides : this.newestList(this.listing);
  }

  /** Show what became of the sides that are shown: a reference laid anew, or taken away. */
  private async keepUp(): Promise<void> {
    const listed = this.listed(this.chosen);
    if (listed.join() !== this.chosen.join()) {
      await this.choose(listed.length > 0 ? listed : firstPair(this.sides));
    }
  }

  private listed(names: readonly string[]): string[] {
    return names.flatMap((name) => listedSide(name, this.sides) ?? []);
  }

  /** A side that is shown already keeps its manifest object, so that the viewer keeps its pictures. */
  private async manifest(name: string): Promise<Manifest> {
    return this.manifests.find((manifest) => manifest.side === name) ?? (await getManifest(this.restoration, name));
  }
}
