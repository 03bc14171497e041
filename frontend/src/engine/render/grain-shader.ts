import type { Material, ShaderMode } from "./permutation";

/**
 * The grain-aware difference: how far two sides lie apart, in units of what grain alone would make of them.
 *
 * Grain is measured per side from luma, in cells of 16 x 16 film pixels of the picture shown, by the mean absolute
 * answer of the kernel [1 -2 1; -2 4 -2; 1 -2 1] (J. Immerkaer, "Fast noise variance estimation", Computer Vision and
 * Image Understanding 64, 1996), which edges and ramps hardly excite: sigma = mean |answer| * sqrt(pi / 2) / 6. Its
 * points lie two pixels apart, because neighbouring pixels of scanned or coded film share their grain. The median of
 * 3 x 3 cells then keeps dust and texture from counting as grain. Maps are laid over the film smoothly.
 *
 * The difference of luma is averaged over nine points two pixels apart (of the coarser raster), which takes grain down
 * to a third and leaves structure, and is divided by sqrt(sigmaA^2 + sigmaB^2) / 3. Up to three such units are black;
 * from there it rises to white over 12 / gain units.
 *
 * Both sides count unadjusted. What a proxy's coding took away of the grain is not measured either.
 */
export const GRAIN_CELL = 16;

/** The largest sigma that a map holds, of the code range. */
const MOST_GRAIN = 0.25;

export function wantsGrain(mode: ShaderMode): boolean {
  return mode === "difference_grain";
}

/** Luma of one film pixel, by the way a side's pixels reach the shader. */
function lumaSource(name: string, sampler: string, material: Material): string {
  if (material === "missing") return `float ${name}(ivec2 pixel) { return 0.0; }`;
  const fetch = `texelFetch(${sampler}, clamp(pixel, ivec2(0), textureSize(${sampler}, 0) - 1), 0)`;
  const value = material === "planar" ? `clamp(codeLevel(${fetch}.r), 0.0, 1.0)` : `lumaOf(${fetch}.rgb)`;
  return `float ${name}(ivec2 pixel) { return ${value}; }`;
}

/** Sigma is kept in two bytes, as any browser can draw into them. */
const UNPACK_SOURCE = `
float unpackSigma(vec4 texel) {
  return (texel.r * 255.0 * 256.0 + texel.g * 255.0) / 65535.0 * ${MOST_GRAIN};
}
`;

const PACK_SOURCE = `
vec4 packSigma(float sigma) {
  float code = floor(min(sigma / ${MOST_GRAIN}, 1.0) * 65535.0 + 0.5);
  return vec4(floor(code / 256.0) / 255.0, mod(code, 256.0) / 255.0, 0.0, 1.0);
}
`;

const HEAD = `#version 300 es
precision highp float;
precision highp sampler2D;
out vec4 result;
${UNPACK_SOURCE}
${PACK_SOURCE}
`;

/** One fragment is one cell: measures sigma there. */
export function measureSource(material: Exclude<Material, "missing">, colorSource: string): string {
  return `${HEAD}
${colorSource}
uniform sampler2D picture;
${lumaSource("luma", "picture", material)}
void main() {
  ivec2 most = max(textureSize(picture, 0) - 3, ivec2(2));
  ivec2 corner = ivec2(gl_FragCoord.xy) * ${GRAIN_CELL};
  float sum = 0.0;
  for (int row = 0; row < ${GRAIN_CELL}; row += 2) for (int column = 0; column < ${GRAIN_CELL}; column += 2) {
    ivec2 at = clamp(corner + ivec2(column, row), ivec2(2), most);
    float corners = luma(at + ivec2(-2, -2)) + luma(at + ivec2(2, -2)) + luma(at + ivec2(-2, 2)) + luma(at + 2);
    float sides = luma(at + ivec2(-2, 0)) + luma(at + ivec2(2, 0)) + luma(at + ivec2(0, -2)) + luma(at + ivec2(0, 2));
    sum += abs(corners - 2.0 * sides + 4.0 * luma(at));
  }
  const float COUNT = ${(GRAIN_CELL / 2) ** 2}.0;
  result = packSigma(sum / COUNT * ${Math.sqrt(Math.PI / 2) / 6});
}`;
}

/** One fragment is one cell: the median of it and its eight neighbours. */
export function medianSource(): string {
  return `${HEAD}
uniform sampler2D cells;
void main() {
  float values[9];
  ivec2 most = textureSize(cells, 0) - 1;
  for (int index = 0; index < 9; index += 1) {
    ivec2 at = ivec2(gl_FragCoord.xy) + ivec2(index % 3 - 1, index / 3 - 1);
    values[index] = unpackSigma(texelFetch(cells, clamp(at, ivec2(0), most), 0));
  }
  for (int last = 8; last > 3; last -= 1) for (int index = 0; index < last; index += 1) {
    float lower = min(values[index], values[index + 1]);
    values[index + 1] = max(values[index], values[index + 1]);
    values[index] = lower;
  }
  result = packSigma(values[4]);
}`;
}

/** The name of the sampler of a side's map of sigma. */
export function grainSampler(side: string): string {
  return `${side}Grain`;
}

/** `overGrain(film, gain)`: the grey of the grain-aware difference at a place of the film. */
export function grainSource(a: Material, b: Material): string {
  return `
${UNPACK_SOURCE}
uniform vec2 grainStep;
${sideGrain("a", a)}
${sideGrain("b", b)}
float overGrain(vec2 film, float gain) {
  float sum = 0.0;
  for (int row = -1; row <= 1; row += 1) for (int column = -1; column <= 1; column += 1) {
    vec2 at = clamp(film + vec2(column, row) * grainStep, 0.0, 1.0);
    sum += bLumaAt(at) - aLumaAt(at);
  }
  const float HALF_CODE = 0.5 / 255.0;
  float grain = length(vec3(aSigma(film), bSigma(film), HALF_CODE)) / 3.0;
  return clamp((abs(sum / 9.0) / grain - 3.0) * gain / 12.0, 0.0, 1.0);
}
`;
}

function sideGrain(side: string, material: Material): string {
  const luma = lumaSource(`${side}Luma`, `${side}0`, material);
  if (material === "missing") {
    return `${luma}
float ${side}LumaAt(vec2 film) { return 0.0; }
float ${side}Sigma(vec2 film) { return 0.0; }`;
  }
  const map = grainSampler(side);
  return `uniform sampler2D ${map};
${luma}
float ${side}LumaAt(vec2 film) { return ${side}Luma(ivec2(film * vec2(textureSize(${side}0, 0)))); }
float ${side}SigmaOf(ivec2 cell) {
  return unpackSigma(texelFetch(${map}, clamp(cell, ivec2(0), textureSize(${map}, 0) - 1), 0));
}
float ${side}Sigma(vec2 film) {
  vec2 at = film * vec2(textureSize(${side}0, 0)) / ${GRAIN_CELL}.0 - 0.5;
  ivec2 cell = ivec2(floor(at));
  vec2 share = fract(at);
  float upper = mix(${side}SigmaOf(cell), ${side}SigmaOf(cell + ivec2(1, 0)), share.x);
  float lower = mix(${side}SigmaOf(cell + ivec2(0, 1)), ${side}SigmaOf(cell + 1), share.x);
  return mix(upper, lower, share.y);
}`;
}
