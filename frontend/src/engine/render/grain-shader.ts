import { exactSource } from "./exact-shader";
import type { ExactKind, Material } from "./permutation";
import { COLOR_SOURCE } from "./side-shader";

/**
 * The grain-aware difference: how far two sides lie apart, in units of what grain alone would make of them.
 *
 * Both sides are smoothed onto one grid, half as fine as the coarser of their rasters: each place of it is the mean of
 * luma over six pixels of that raster each way, so structure stays and most grain goes. What is left of the grain is
 * measured on the smoothed picture itself, so that nothing need be known of how large the grain is or what a coder made
 * of it: in cells of 16 x 16 places, by the mean absolute answer of the kernel [1 -2 1; -2 4 -2; 1 -2 1], which edges
 * and ramps hardly excite (J. Immerkaer, "Fast noise variance estimation", Computer Vision and Image Understanding 64,
 * 1996): sigma = mean |answer| * sqrt(pi / 2) / 6. Its points lie four places apart, out of reach of the same grain.
 * The lower quartile of 5 x 5 cells then keeps dust and texture from counting as grain.
 *
 * The difference of the smoothed sides is divided by sqrt(sigmaA^2 + sigmaB^2). Up to four such units are black; from
 * there it rises to white over 12 / gain units. Where texture fills the neighbourhood it counts as grain, and
 * differences show less. Both sides count unadjusted, as stills where those lie over them.
 */
export const GRAIN_CELL = 16;

/**
 * How many places of the grid away a pixel may lie that has a say in what is shown at one: between cells, over their
 * neighbours, and what their own measuring and smoothing take in.
 */
export const GRAIN_REACH = 3 * GRAIN_CELL + 6;

/** The largest sigma that a map holds, of the code range. */
const MOST_SIGMA = 0.25;

/** Values 0..1 are kept in two bytes, as any browser can draw into them. */
const PACKING = `
vec4 packed16(float value) {
  float code = floor(clamp(value, 0.0, 1.0) * 65535.0 + 0.5);
  return vec4(floor(code / 256.0) / 255.0, mod(code, 256.0) / 255.0, 0.0, 1.0);
}

float unpacked16(sampler2D map, ivec2 at) {
  vec4 texel = texelFetch(map, clamp(at, ivec2(0), textureSize(map, 0) - 1), 0);
  return (texel.r * 255.0 * 256.0 + texel.g * 255.0) / 65535.0;
}
`;

const HEAD = `#version 300 es
precision highp float;
precision highp sampler2D;
out vec4 result;
uniform sampler2D picture;
${PACKING}
`;

/**
 * Luma of a side, smoothed onto the grid: one fragment is one place of it. Where a still lies over the side its codes
 * count, elsewhere those of `picture`.
 */
export function smoothingSource(material: Exclude<Material, "missing">, exact: ExactKind | null): string {
  return `${HEAD}
${COLOR_SOURCE}
uniform vec2 grid;

vec3 aBase(vec2 film) {
  vec4 texel = texture(picture, film);
  return ${material === "planar" ? "vec3(codeLevel(texel.r))" : "texel.rgb"};
}
${exact === null ? "vec3 aColor(vec2 film) { return aBase(film); }" : exactSource("a", exact, 1)}
vec3 colorAt(vec2 film) {
  ${exact === null ? "return aColor(film);" : "return aColor(clamp(film, 0.5 / aRaster, 1.0 - 0.5 / aRaster));"}
}

void main() {
  vec3 sum = vec3(0.0);
  for (int row = -1; row <= 1; row += 1) for (int column = -1; column <= 1; column += 1) {
    sum += colorAt((gl_FragCoord.xy + vec2(column, row)) / grid);
  }
  result = packed16(lumaOf(sum / 9.0));
}`;
}

/** What is left of the grain in a smoothed picture: one fragment is one cell. */
export function measuringSource(): string {
  return `${HEAD}
void main() {
  ivec2 most = max(textureSize(picture, 0) - 5, ivec2(4));
  ivec2 corner = ivec2(gl_FragCoord.xy) * ${GRAIN_CELL};
  float sum = 0.0;
  for (int row = 0; row < ${GRAIN_CELL}; row += 2) for (int column = 0; column < ${GRAIN_CELL}; column += 2) {
    ivec2 at = clamp(corner + ivec2(column, row), ivec2(4), most);
    float answer = 0.0;
    for (int down = -1; down <= 1; down += 1) for (int across = -1; across <= 1; across += 1) {
      float weight = float((down == 0 ? -2 : 1) * (across == 0 ? -2 : 1));
      answer += weight * unpacked16(picture, at + 4 * ivec2(across, down));
    }
    sum += abs(answer);
  }
  result = packed16(sum / ${(GRAIN_CELL / 2) ** 2}.0 * ${Math.sqrt(Math.PI / 2) / 6} / ${MOST_SIGMA});
}`;
}

/** The lower quartile of a cell's neighbourhood: one fragment is one cell. */
export function quartileSource(): string {
  return `${HEAD}
void main() {
  float values[25];
  for (int index = 0; index < 25; index += 1) {
    values[index] = unpacked16(picture, ivec2(gl_FragCoord.xy) + ivec2(index % 5 - 2, index / 5 - 2));
  }
  for (int first = 0; first < 7; first += 1) for (int index = 24; index > first; index -= 1) {
    float lower = min(values[index - 1], values[index]);
    values[index] = max(values[index - 1], values[index]);
    values[index - 1] = lower;
  }
  result = packed16(values[6]);
}`;
}

/** The names of a side's maps in a shader that uses `OVER_GRAIN_SOURCE`. */
export function grainSamplers(side: "a" | "b"): readonly [smoothed: string, sigma: string] {
  return [`${side}Smoothed`, `${side}Sigma`];
}

/** `overGrain(film, gain)`: the grey of the grain-aware difference at a place of the film. */
export const OVER_GRAIN_SOURCE = `
uniform sampler2D aSmoothed, aSigma, bSmoothed, bSigma;
${PACKING}
float between(sampler2D map, vec2 at) {
  ivec2 corner = ivec2(floor(at - 0.5));
  vec2 share = fract(at - 0.5);
  float upper = mix(unpacked16(map, corner), unpacked16(map, corner + ivec2(1, 0)), share.x);
  float lower = mix(unpacked16(map, corner + ivec2(0, 1)), unpacked16(map, corner + 1), share.x);
  return mix(upper, lower, share.y);
}

float overGrain(vec2 film, float gain) {
  vec2 at = film * vec2(textureSize(aSmoothed, 0));
  vec2 sigmas = ${MOST_SIGMA} * vec2(between(aSigma, at / ${GRAIN_CELL}.0), between(bSigma, at / ${GRAIN_CELL}.0));
  const float FIFTH_OF_A_CODE = 0.2 / 255.0;
  float units = abs(between(bSmoothed, at) - between(aSmoothed, at)) / length(vec3(sigmas, FIFTH_OF_A_CODE));
  return clamp((units - 4.0) * gain / 12.0, 0.0, 1.0);
}
`;
