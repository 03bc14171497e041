import { chromaSize, type ImagePicture, type Picture, type PlanarPicture } from "../picture";
import type { CanvasSize } from "./geometry";
import type { Material } from "./permutation";

const NO_RASTER = { width: 1, height: 1 } as const;

/** The textures of one side, filled from one picture at a time and refilled only when the picture changes. */
export class SideTexture {
  private planes: WebGLTexture[] = [];
  private layout = "";
  private held: Picture | null = null;

  constructor(private readonly gl: WebGL2RenderingContext) {}

  get material(): Material {
    return this.held?.kind ?? "missing";
  }

  get picture(): Picture | null {
    return this.held;
  }

  /** The picture's own raster; one pixel when there is no picture. */
  get raster(): CanvasSize {
    return this.held === null || this.held.kind === "missing" ? NO_RASTER : this.held;
  }

  /** How many texture units `bind` takes. */
  get units(): number {
    return this.material === "missing" ? 0 : this.planes.length;
  }

  upload(picture: Picture): void {
    if (picture === this.held) return;
    if (picture.kind === "planar") this.uploadPlanes(picture);
    else if (picture.kind === "image") this.uploadImage(picture);
    this.held = picture;
  }

  /** Bind from texture unit `unit` on. */
  bind(unit: number): void {
    const { gl } = this;
    this.planes.slice(0, this.units).forEach((texture, index) => {
      gl.activeTexture(gl.TEXTURE0 + unit + index);
      gl.bindTexture(gl.TEXTURE_2D, texture);
    });
  }

  release(): void {
    for (const texture of this.planes) this.gl.deleteTexture(texture);
    this.planes = [];
    this.layout = "";
    this.held = null;
  }

  private uploadPlanes(picture: PlanarPicture): void {
    const { gl } = this;
    const [width, height] = [picture.width, picture.height];
    const [chromaWidth, chromaHeight] = [chromaSize(width), chromaSize(height)];
    const sizes = [
      [width, height],
      [chromaWidth, chromaHeight],
      [chromaWidth, chromaHeight],
    ] as const;
    this.allocate(`planar ${width}x${height}`, sizes, gl.R8);
    let offset = 0;
    sizes.forEach(([planeWidth, planeHeight], index) => {
      gl.bindTexture(gl.TEXTURE_2D, this.planes[index] ?? null);
      const bytes = picture.data.subarray(offset, offset + planeWidth * planeHeight);
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, planeWidth, planeHeight, gl.RED, gl.UNSIGNED_BYTE, bytes);
      offset += planeWidth * planeHeight;
    });
  }

  private uploadImage(picture: ImagePicture): void {
    const { gl } = this;
    this.allocate(`image ${picture.width}x${picture.height}`, [[picture.width, picture.height]], gl.RGBA8);
    gl.bindTexture(gl.TEXTURE_2D, this.planes[0] ?? null);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, gl.RGBA, gl.UNSIGNED_BYTE, picture.image.bitmap);
  }

  private allocate(layout: string, sizes: readonly (readonly [number, number])[], format: GLenum): void {
    const { gl } = this;
    gl.activeTexture(gl.TEXTURE0);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    if (layout === this.layout) return;
    this.release();
    this.layout = layout;
    this.planes = sizes.map(([width, height]) => {
      const texture = gl.createTexture();
      gl.bindTexture(gl.TEXTURE_2D, texture);
      gl.texStorage2D(gl.TEXTURE_2D, 1, format, width, height);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
      return texture;
    });
  }
}
