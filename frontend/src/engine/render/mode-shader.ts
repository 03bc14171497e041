import { OVER_GRAIN_SOURCE } from "./grain-shader";
import type { Permutation, ShaderMode } from "./permutation";
import { COLOR_SOURCE, sideSource } from "./side-shader";

export const VERTEX_SOURCE = `#version 300 es
void main() {
  vec2 corner = vec2(float((gl_VertexID << 1) & 2), float(gl_VertexID & 2));
  gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}`;

/** The program that draws this permutation. `at` is a place on the canvas, in device pixels from its left and top. */
export function fragmentSource(permutation: Permutation): string {
  const { mode, a, b } = permutation;
  return [
    "#version 300 es",
    "precision highp float;",
    "precision highp sampler2D;",
    "uniform float canvasHeight;",
    "out vec4 color;",
    COLOR_SOURCE,
    sideSource("a", a),
    b === null ? "" : sideSource("b", b),
    MODES[mode],
    `
void main() {
  vec2 at = vec2(gl_FragCoord.x, canvasHeight - gl_FragCoord.y);
  color = vec4(shown(at), 1.0);
}`,
  ].join("\n");
}

/**
 * What each mode shows at a place. A place shows one side or the other, never a mixture, in wipe, loupe and
 * checkerboard. Differences are of display codes: signed is middle grey where both are equal and brighter where the
 * second side is; its gain of 1 shows every difference unclipped. For the grain-aware one see `grain-shader.ts`.
 */
const MODES: Record<ShaderMode, string> = {
  single: `
vec3 shown(vec2 at) { return aShown(at); }
`,
  wipe: `
uniform vec3 edge;
vec3 shown(vec2 at) { return dot(at, edge.xy) < edge.z ? aShown(at) : bShown(at); }
`,
  loupe: `
uniform vec3 loupe;
vec3 shown(vec2 at) { return distance(at, loupe.xy) < loupe.z ? bShown(at) : aShown(at); }
`,
  blend: `
uniform float share;
vec3 shown(vec2 at) { return mix(aShown(at), bShown(at), share); }
`,
  checkerboard: `
uniform float cellSize;
vec3 shown(vec2 at) {
  vec2 square = floor((at - aBox.xy) / cellSize);
  return mod(square.x + square.y, 2.0) < 0.5 ? aShown(at) : bShown(at);
}
`,
  difference_signed: `
uniform float gain;
vec3 shown(vec2 at) {
  return aCovers(aFilm(at)) ? clamp(0.5 + 0.5 * gain * (bShown(at) - aShown(at)), 0.0, 1.0) : SURROUND;
}
`,
  difference_absolute: `
uniform float gain;
vec3 shown(vec2 at) {
  return aCovers(aFilm(at)) ? clamp(gain * abs(bShown(at) - aShown(at)), 0.0, 1.0) : SURROUND;
}
`,
  difference_grain: `
${OVER_GRAIN_SOURCE}
uniform float gain;
vec3 shown(vec2 at) {
  vec2 film = aFilm(at);
  return aCovers(film) ? vec3(overGrain(film, gain)) : SURROUND;
}
`,
};
