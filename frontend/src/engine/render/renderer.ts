import { ViewerError } from "../errors";
import type { ManifestCrop } from "../manifest";
import type { Picture } from "../picture";
import type { Still } from "../stills/still";
import { type Adjustment, DISPLAY_POWER, NEUTRAL } from "./adjustment";
import { ExactTexture } from "./exact-texture";
import { type Fit, fitBox } from "./fit";
import { type CanvasSize, cropBox, type PictureBox, toCanvas } from "./geometry";
import { type GrainMaps, GrainMeter } from "./grain-meter";
import { grainSamplers } from "./grain-shader";
import type { Mode, Pair } from "./mode";
import { fragmentSource } from "./mode-shader";
import type { FilmPane } from "./pane";
import { type Permutation, permutationKey, type ShaderMode, type SideShading, tapsFor, UNREAD } from "./permutation";
import type { Program } from "./program";
import { Programs } from "./programs";
import { SURROUND, samplerNames } from "./side-shader";
import { SideTexture } from "./side-texture";
import { wipeEdge } from "./wipe-edge";

/** Everything but the pictures that decides what the canvas shows. */
export interface Scene {
  readonly mode: Mode;
  readonly pair: Pair;
  /** Where the sides are seen, as `panesOf` says for this mode. */
  readonly panes: readonly FilmPane[];
  /** By side; a side without one is shown as it is. */
  readonly adjustments: readonly Adjustment[];
  /** Whether enlarged film pixels run into each other instead of being even blocks. */
  readonly isSmooth: boolean;
  /** By side; null where a side's pictures are whole ones. */
  readonly crops: readonly (ManifestCrop | null)[];
  /** By side; null where its whole picture lies all over the film's. */
  readonly fits: readonly (Fit | null)[];
}

/** RGBA, 8 bit, top row first. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** A side as one draw shows it. */
interface DrawnSide {
  readonly texture: SideTexture;
  readonly exact: ExactTexture;
  readonly adjustment: Adjustment;
  readonly box: PictureBox;
}

/** One WebGL2 canvas: uploads a set of equal frames and draws them as a scene. Survives a lost context. */
export class Renderer {
  private readonly gl: WebGL2RenderingContext;
  private programs: Programs;
  private readonly sides = new Map<number, SideTexture>();
  private readonly exact = new Map<number, ExactTexture>();
  private grain: GrainMeter;
  private pictures: readonly Picture[] = [];
  /** Where the pictures on the canvas lie. Scenes may be of sides whose pictures are still to come. */
  private places: Pick<Scene, "crops" | "fits"> = { crops: [], fits: [] };
  private isLost = false;
  private readonly listening = new AbortController();

  /**
   * `lost` is called when the browser took the graphics context away, `restored` when it is back and the picture must
   * be drawn again.
   *
   * @throws ViewerError `graphics_unavailable`
   */
  constructor(
    readonly canvas: HTMLCanvasElement,
    { lost, restored }: { lost(): void; restored(): void },
  ) {
    const gl = canvas.getContext("webgl2", { alpha: false, antialias: false, depth: false });
    if (gl === null) throw new ViewerError("graphics_unavailable", "no WebGL2 context");
    this.gl = gl;
    this.programs = new Programs(gl);
    this.grain = new GrainMeter(gl);
    const { signal } = this.listening;
    canvas.addEventListener(
      "webglcontextlost",
      (event) => {
        event.preventDefault();
        this.isLost = true;
        lost();
      },
      { signal },
    );
    canvas.addEventListener(
      "webglcontextrestored",
      () => {
        this.isLost = false;
        this.programs = new Programs(gl);
        this.sides.clear();
        this.exact.clear();
        this.grain = new GrainMeter(gl);
        this.holdOnly([]);
        restored();
      },
      { signal },
    );
  }

  /** The pictures on the canvas: the cache entries themselves, one per side. */
  get shown(): readonly Picture[] {
    return this.pictures;
  }

  /** The still that is laid over a side; null without one, and where no texture could hold it. */
  stillOf(index: number): Still | null {
    return this.exact.get(index)?.still ?? null;
  }

  /**
   * Put these pictures (one per side, equal frames) on the canvas, and over them what is there of their stills. They are
   * held until others are shown.
   *
   * @throws ViewerError `graphics_unavailable` where the driver does not take the scene's program, `graphics_lost` until
   * a lost context is back
   */
  show(pictures: readonly Picture[], scene: Scene, stills: readonly (Still | null)[] = []): void {
    this.requireContext();
    this.holdOnly(pictures);
    this.places = scene;
    this.forgetFrom(pictures.length);
    pictures.forEach((picture, index) => {
      this.texture(index).upload(picture);
      this.exactTexture(index).upload(stills[index] ?? null);
    });
    this.redraw(scene);
  }

  /** Draw what is shown again, as another scene. @throws ViewerError as `show` does */
  redraw(scene: Scene): void {
    this.requireContext();
    const { gl } = this;
    const surround = this.pictures.length > 0 ? SURROUND / 255 : 0;
    gl.clearColor(surround, surround, surround, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (this.pictures.length === 0) return;
    const mode = shaderMode(scene.mode);
    if (mode === "single") for (const pane of scene.panes) this.drawPane(pane, scene);
    else this.drawPair(mode, scene);
  }

  /** Read back what was drawn in this task: the drawing buffer is not preserved. */
  capture(): Pixels {
    const { width, height } = this.canvas;
    const upward = new Uint8Array(width * height * 4);
    this.gl.readPixels(0, 0, width, height, this.gl.RGBA, this.gl.UNSIGNED_BYTE, upward);
    const rgba = new Uint8Array(upward.length);
    const stride = width * 4;
    for (let row = 0; row < height; row += 1) {
      rgba.set(upward.subarray(row * stride, (row + 1) * stride), (height - 1 - row) * stride);
    }
    return { width, height, rgba };
  }

  close(): void {
    this.listening.abort();
    this.forgetFrom(0);
    this.programs.release();
    this.grain.release();
    this.holdOnly([]);
  }

  private requireContext(): void {
    if (this.isLost) throw new ViewerError("graphics_lost", "the browser took the graphics context away");
  }

  private holdOnly(pictures: readonly Picture[]): void {
    for (const picture of pictures) if (picture.kind === "image") picture.image.hold();
    for (const picture of this.pictures) if (picture.kind === "image") picture.image.release();
    this.pictures = pictures;
  }

  /** Free the textures of this side and those after it. */
  private forgetFrom(first: number): void {
    for (const [index, texture] of [...this.sides]) {
      if (index < first) continue;
      this.grain.forget(texture);
      texture.release();
      this.sides.delete(index);
    }
    for (const [index, texture] of [...this.exact]) {
      if (index < first) continue;
      texture.release();
      this.exact.delete(index);
    }
  }

  private drawPane(pane: FilmPane, scene: Scene): void {
    const { gl } = this;
    const { x, y, width, height } = pane.area;
    const a = this.drawnSide(pane.side, pane.box, scene);
    const program = this.begin({ mode: "single", a: shading(a, scene, "single"), b: null }, [a]);
    gl.enable(gl.SCISSOR_TEST);
    gl.scissor(x, this.canvas.height - y - height, width, height);
    program.draw();
    gl.disable(gl.SCISSOR_TEST);
  }

  private drawPair(mode: ShaderMode, scene: Scene): void {
    const [front, over] = scene.panes;
    if (front === undefined) return;
    const a = this.drawnSide(scene.pair[0], front.box, scene);
    const b = this.drawnSide(scene.pair[1], over?.box ?? front.box, scene);
    const maps = mode === "difference_grain" ? this.grain.measure(a, b) : null;
    // Beside a picture that is not there, there is no grain to measure.
    const drawn = mode === "difference_grain" && maps === null ? "difference_absolute" : mode;
    const program = this.begin({ mode: drawn, a: shading(a, scene, drawn), b: shading(b, scene, drawn) }, [a, b]);
    if (maps !== null) this.bindMaps(program, maps, a.texture.units + b.texture.units);
    setMode(program, scene.mode, front.box, this.canvas);
    program.draw();
  }

  /** Bind the program and textures of a permutation, its sides in order. */
  private begin(permutation: Permutation, drawn: readonly DrawnSide[]): Program {
    this.gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    const program = this.program(permutation);
    program.use();
    program.set("canvasHeight", this.canvas.height);
    let unit = 0;
    drawn.forEach(({ texture, exact, adjustment, box }, index) => {
      const side = index === 0 ? "a" : "b";
      texture.bind(unit);
      samplerNames(side, texture.material).forEach((name, plane) => {
        program.setSampler(name, unit + plane);
      });
      unit += texture.units;
      if ((index === 0 ? permutation.a : permutation.b)?.exact) {
        exact.give(program, side, unit);
        unit += 1;
      }
      program.set(`${side}Box`, box.x, box.y, box.width, box.height);
      program.set(`${side}Exposure`, 2 ** (adjustment.exposure / DISPLAY_POWER));
      program.set(`${side}Gamma`, adjustment.gamma);
      program.set(`${side}Saturation`, adjustment.saturation);
    });
    return program;
  }

  private bindMaps(program: Program, [a, b]: readonly [GrainMaps, GrainMaps], firstUnit: number): void {
    const names = [...grainSamplers("a"), ...grainSamplers("b")];
    [a.smoothed, a.sigma, b.smoothed, b.sigma].forEach((map, index) => {
      this.gl.activeTexture(this.gl.TEXTURE0 + firstUnit + index);
      this.gl.bindTexture(this.gl.TEXTURE_2D, map);
      program.setSampler(names[index] ?? "", firstUnit + index);
    });
  }

  /** A side that the pictures on the canvas do not have yet is stood in for by their last. */
  private drawnSide(index: number, box: PictureBox, scene: Scene): DrawnSide {
    const shown = Math.min(index, this.pictures.length - 1);
    const crop = this.places.crops[shown] ?? null;
    const whole = fitBox(box, this.places.fits[shown] ?? null);
    return {
      texture: this.texture(shown),
      exact: this.exactTexture(shown),
      adjustment: scene.adjustments[index] ?? NEUTRAL,
      box: crop === null ? whole : cropBox(whole, crop),
    };
  }

  private exactTexture(index: number): ExactTexture {
    const known = this.exact.get(index);
    if (known !== undefined) return known;
    const exact = new ExactTexture(this.gl);
    this.exact.set(index, exact);
    return exact;
  }

  private texture(index: number): SideTexture {
    const known = this.sides.get(index);
    if (known !== undefined) return known;
    const side = new SideTexture(this.gl);
    this.sides.set(index, side);
    return side;
  }

  private program(permutation: Permutation): Program {
    return this.programs.get(permutationKey(permutation), () => fragmentSource(permutation));
  }
}

function shaderMode(mode: Mode): ShaderMode {
  if (mode.kind === "difference") return `difference_${mode.measure}`;
  return mode.kind === "side_by_side" || mode.kind === "stacked" || mode.kind === "quad" ? "single" : mode.kind;
}

function setMode(program: Program, mode: Mode, box: PictureBox, canvas: CanvasSize): void {
  if (mode.kind === "wipe") {
    const { normal, offset } = wipeEdge(mode, canvas);
    program.set("edge", normal.x, normal.y, offset);
  } else if (mode.kind === "loupe") {
    const { x, y } = toCanvas(mode.at, box);
    program.set("loupe", x, y, mode.radius);
  } else if (mode.kind === "blend") program.set("share", mode.share);
  else if (mode.kind === "checkerboard") program.set("cellSize", box.height / mode.cells);
  else if (mode.kind === "difference") program.set("gain", mode.gain);
}

/**
 * How a mode shows a side. The grain-aware difference reads its maps only: what lies over the side is in them. Levels
 * are not painted in a difference.
 */
function shading({ texture, exact, adjustment, box }: DrawnSide, scene: Scene, mode: ShaderMode): SideShading {
  if (mode === "difference_grain") return UNREAD;
  const { exposure, gamma, saturation, channel, falseColor } = adjustment;
  const { width, height } = texture.raster;
  return {
    material: texture.material,
    taps: tapsFor(Math.max(width / box.width, height / box.height), scene.isSmooth),
    exact: exact.kind,
    exactTaps: exactTaps(exact.still, box, scene.isSmooth),
    exposure: exposure !== 0,
    gamma: gamma !== 1,
    saturation: saturation !== 1,
    channel,
    falseColor: falseColor && mode !== "difference_signed" && mode !== "difference_absolute",
  };
}

function exactTaps(still: Still | null, box: PictureBox, isSmooth: boolean): number {
  return still === null ? 0 : tapsFor(Math.max(still.width / box.width, still.height / box.height), isSmooth);
}
