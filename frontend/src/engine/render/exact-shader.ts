import type { ExactKind } from "./permutation";

/**
 * `aColor(film)` with a still laid over the proxy: its codes where it covers the film, the proxy's elsewhere.
 *
 * `aExactFrom` is the pixel where it begins, `aRaster` the size of the whole picture, both in its own pixels.
 */
export function exactSource(side: string, kind: ExactKind, taps: number): string {
  return `
uniform ${kind === "deep" ? "highp usampler2DArray" : "sampler2D"} ${side}Exact;
uniform vec2 ${side}ExactFrom;
uniform vec2 ${side}Raster;
uniform float ${side}White;

${(kind === "deep" ? deep : plain)(side)}

vec3 ${side}Color(vec2 film) {
  vec2 size = vec2(textureSize(${side}Exact, 0).xy);
  vec2 at = film * ${side}Raster - ${side}ExactFrom;
  if (at.x < 0.0 || at.y < 0.0 || at.x >= size.x || at.y >= size.y) return ${side}Base(film);
  ${taps === 0 ? `return ${side}Texel(ivec2(at));` : mean(side, taps)}
}
`;
}

/** How many film pixels lie under the device pixel decides where the taps go. */
function mean(side: string, taps: number): string {
  if (taps === 1) return `return ${side}Smooth(at);`;
  return `vec2 step = ${side}Raster / ${side}Box.zw;
  vec3 sum = vec3(0.0);
  for (int row = 0; row < ${taps}; row += 1) for (int column = 0; column < ${taps}; column += 1) {
    sum += ${side}Smooth(at + ((vec2(column, row) + 0.5) / ${taps}.0 - 0.5) * step);
  }
  return sum / ${taps * taps}.0;`;
}

function plain(side: string): string {
  return `
vec3 ${side}Texel(ivec2 pixel) {
  return texelFetch(${side}Exact, pixel, 0).rgb;
}

vec3 ${side}Smooth(vec2 at) {
  return texture(${side}Exact, at / vec2(textureSize(${side}Exact, 0))).rgb;
}`;
}

/** Integer textures are not filtered by the hardware. */
function deep(side: string): string {
  return `
vec3 ${side}Texel(ivec2 pixel) {
  ivec2 p = clamp(pixel, ivec2(0), textureSize(${side}Exact, 0).xy - 1);
  uint green = texelFetch(${side}Exact, ivec3(p, 0), 0).r;
  uint blue = texelFetch(${side}Exact, ivec3(p, 1), 0).r;
  uint red = texelFetch(${side}Exact, ivec3(p, 2), 0).r;
  return vec3(red, green, blue) / ${side}White;
}

vec3 ${side}Smooth(vec2 at) {
  vec2 corner = floor(at - 0.5);
  vec2 share = at - 0.5 - corner;
  ivec2 p = ivec2(corner);
  vec3 upper = mix(${side}Texel(p), ${side}Texel(p + ivec2(1, 0)), share.x);
  vec3 lower = mix(${side}Texel(p + ivec2(0, 1)), ${side}Texel(p + ivec2(1, 1)), share.x);
  return mix(upper, lower, share.y);
}`;
}
