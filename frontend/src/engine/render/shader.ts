/** How a side's pixels reach the shader. */
export type Material = "planar" | "image" | "missing";

/** Everything that is decided when the shader is compiled; nothing of it is a run-time branch. */
export interface Permutation {
  readonly mode: "wipe" | "single";
  readonly a: Material;
  /** The right side of a wipe; equal to `a` in single mode. */
  readonly b: Material;
  /** One film pixel is one even block, instead of being smoothed. Per side. */
  readonly aNearest: boolean;
  readonly bNearest: boolean;
}

/** What surrounds the picture, as an 8-bit grey. */
export const SURROUND = 22;

export const VERTEX_SOURCE = `#version 300 es
void main() {
  vec2 corner = vec2(float((gl_VertexID << 1) & 2), float(gl_VertexID & 2));
  gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}`;

/**
 * Chroma of H.264 4:2:0 lies on the even luma columns and between the luma rows; the quarter sample puts it there.
 * The matrix is BT.709 limited range, the tag every proxy carries.
 */
const COMMON = `
uniform vec2 canvasSize;
uniform vec4 box;
uniform float wipe;
out vec4 color;

vec3 toRgb(float luma, vec2 chroma) {
  float y = (luma * 255.0 - 16.0) / 219.0;
  float cb = (chroma.x * 255.0 - 128.0) / 224.0;
  float cr = (chroma.y * 255.0 - 128.0) / 224.0;
  return clamp(vec3(y + 1.5748 * cr, y - 0.1873243 * cb - 0.4681243 * cr, y + 1.8556 * cb), 0.0, 1.0);
}
`;

const SAMPLERS: Record<Material, (side: string, isNearest: boolean) => string> = {
  planar: (side, isNearest) => `
uniform sampler2D ${side}0, ${side}1, ${side}2;
vec3 ${side}Color(vec2 film) {
  vec2 size = vec2(textureSize(${side}0, 0));
  vec2 chromaSize = vec2(textureSize(${side}1, 0));
  ${isNearest ? "vec2 at = floor(film * size) + 0.5;" : "vec2 at = film * size;"}
  vec2 chromaAt = (vec2(at.x * 0.5 + 0.25, at.y * 0.5)) / chromaSize;
  ${isNearest ? `float luma = texelFetch(${side}0, ivec2(at), 0).r;` : `float luma = texture(${side}0, at / size).r;`}
  return toRgb(luma, vec2(texture(${side}1, chromaAt).r, texture(${side}2, chromaAt).r));
}
`,
  image: (side, isNearest) => `
uniform sampler2D ${side}0;
vec3 ${side}Color(vec2 film) {
  ${isNearest ? `return texelFetch(${side}0, ivec2(film * vec2(textureSize(${side}0, 0))), 0).rgb;` : `return texture(${side}0, film).rgb;`}
}
`,
  missing: (side) => `
vec3 ${side}Color(vec2 film) { return vec3(0.0); }
`,
};

const MAIN = `
void main() {
  vec2 at = vec2(gl_FragCoord.x, canvasSize.y - gl_FragCoord.y);
  vec2 film = (at - box.xy) / box.zw;
  if (film.x < 0.0 || film.y < 0.0 || film.x >= 1.0 || film.y >= 1.0) {
    color = vec4(vec3(${SURROUND}.0 / 255.0), 1.0);
    return;
  }
#ifdef MODE_WIPE
  vec3 shown = at.x < wipe * canvasSize.x ? aColor(film) : bColor(film);
#else
  vec3 shown = aColor(film);
#endif
  color = vec4(shown, 1.0);
}
`;

export function permutationKey(permutation: Permutation): string {
  const { mode, a, b, aNearest, bNearest } = permutation;
  return [mode, a, aNearest, mode === "wipe" ? b : "", mode === "wipe" ? bNearest : ""].join(" ");
}

export function fragmentSource(permutation: Permutation): string {
  const isWipe = permutation.mode === "wipe";
  return [
    "#version 300 es",
    "precision highp float;",
    "precision highp sampler2D;",
    isWipe ? "#define MODE_WIPE" : "#define MODE_SINGLE",
    COMMON,
    SAMPLERS[permutation.a]("a", permutation.aNearest),
    isWipe ? SAMPLERS[permutation.b]("b", permutation.bNearest) : "",
    MAIN,
  ].join("\n");
}
