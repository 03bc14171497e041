import { CHROMA, LUMA_OF } from "../color";
import { FALSE_COLOR_BANDS } from "./adjustment";
import { exactSource } from "./exact-shader";
import type { Material, SideShading } from "./permutation";

/** What surrounds the picture, as an 8-bit grey. */
export const SURROUND = 22;

/**
 * The matrix is BT.709 limited range, the tag every proxy carries. Levels are 0..1 of the display's code range.
 */
export const COLOR_SOURCE = `
const vec3 SURROUND = vec3(${SURROUND}.0 / 255.0);

float codeLevel(float luma) {
  return (luma * 255.0 - 16.0) / 219.0;
}

float lumaOf(vec3 rgb) {
  return dot(rgb, vec3(${LUMA_OF.red}, ${LUMA_OF.green}, ${LUMA_OF.blue}));
}

vec3 toRgb(float luma, vec2 chroma) {
  float y = codeLevel(luma);
  float cb = (chroma.x * 255.0 - 128.0) / 224.0;
  float cr = (chroma.y * 255.0 - 128.0) / 224.0;
  float green = y + (${CHROMA.greenOfCb}) * cb + (${CHROMA.greenOfCr}) * cr;
  return clamp(vec3(y + ${CHROMA.redOfCr} * cr, green, y + ${CHROMA.blueOfCb} * cb), 0.0, 1.0);
}
`;

/** The samplers that a side needs, in the order of its textures. */
export function samplerNames(side: string, material: Material): string[] {
  if (material === "missing") return [];
  return material === "image" ? [`${side}0`] : [`${side}0`, `${side}1`, `${side}2`];
}

/**
 * The functions of one side (`a` or `b`): `aFilm(at)` from a place on the canvas to the film picture, `aColor(film)`,
 * and `aShown(at)`, the adjusted colour or the surround.
 */
export function sideSource(side: string, shading: SideShading): string {
  const samplers = samplerNames(side, shading.material);
  return [
    `uniform vec4 ${side}Box;`,
    samplers.length > 0 ? `uniform sampler2D ${samplers.join(", ")};` : "",
    BASE[shading.material](side, shading.taps),
    shading.exact === null ? baseSource(side) : exactSource(side, shading.exact, shading.exactTaps),
    adjustmentSource(side, shading),
    `
vec2 ${side}Film(vec2 at) {
  return (at - ${side}Box.xy) / ${side}Box.zw;
}

bool ${side}Covers(vec2 film) {
  return film.x >= 0.0 && film.y >= 0.0 && film.x < 1.0 && film.y < 1.0;
}

vec3 ${side}Shown(vec2 at) {
  vec2 film = ${side}Film(at);
  return ${side}Covers(film) ? ${side}Adjusted(${side}Color(film)) : SURROUND;
}
`,
  ].join("\n");
}

/**
 * Chroma of H.264 4:2:0 lies on the even luma columns and between the luma rows; the quarter sample puts it there.
 * Means are taken of codes, before the matrix and its clipping.
 */
const BASE: Record<Material, (side: string, taps: number) => string> = {
  planar: (side, taps) => `
vec2 ${side}ChromaAt(vec2 film) {
  vec2 at = film * vec2(textureSize(${side}0, 0));
  return vec2(at.x * 0.5 + 0.25, at.y * 0.5) / vec2(textureSize(${side}1, 0));
}

vec3 ${side}Base(vec2 film) {
  ${taps === 0 ? nearestPlanes(side) : meanPlanes(side, taps)}
  return toRgb(luma, chroma);
}
`,
  image: (side, taps) => `
vec3 ${side}Base(vec2 film) {
  ${
    taps === 0
      ? `return texelFetch(${side}0, ivec2(film * vec2(textureSize(${side}0, 0))), 0).rgb;`
      : `vec3 sum = vec3(0.0);
  ${overTaps(side, taps, `sum += texture(${side}0, at).rgb;`)}
  return sum / ${taps * taps}.0;`
  }
}
`,
  missing: (side) => `
vec3 ${side}Base(vec2 film) { return vec3(0.0); }
`,
};

function baseSource(side: string): string {
  return `
vec3 ${side}Color(vec2 film) { return ${side}Base(film); }
`;
}

function nearestPlanes(side: string): string {
  return `vec2 size = vec2(textureSize(${side}0, 0));
  vec2 pixel = floor(film * size);
  float luma = texelFetch(${side}0, ivec2(pixel), 0).r;
  vec2 chromaAt = ${side}ChromaAt((pixel + 0.5) / size);
  vec2 chroma = vec2(texture(${side}1, chromaAt).r, texture(${side}2, chromaAt).r);`;
}

function meanPlanes(side: string, taps: number): string {
  const chromaTaps = Math.max(Math.ceil(taps / 2), 1);
  return `float lumaSum = 0.0;
  ${overTaps(side, taps, `lumaSum += texture(${side}0, at).r;`)}
  float luma = lumaSum / ${taps * taps}.0;
  vec2 chromaSum = vec2(0.0);
  ${overTaps(
    side,
    chromaTaps,
    `vec2 chromaAt = ${side}ChromaAt(at);
    chromaSum += vec2(texture(${side}1, chromaAt).r, texture(${side}2, chromaAt).r);`,
  )}
  vec2 chroma = chromaSum / ${chromaTaps * chromaTaps}.0;`;
}

/** Run a statement for each of `taps` x `taps` places `at`, evenly over what lies under the device pixel. */
function overTaps(side: string, taps: number, statement: string): string {
  if (taps === 1) return `{ vec2 at = film; ${statement} }`;
  return `for (int row = 0; row < ${taps}; row += 1) for (int column = 0; column < ${taps}; column += 1) {
    vec2 at = film + ((vec2(column, row) + 0.5) / ${taps}.0 - 0.5) / ${side}Box.zw;
    ${statement}
  }`;
}

const CHANNEL_SOURCE = { all: "", red: "rgb = rgb.rrr;", green: "rgb = rgb.ggg;", blue: "rgb = rgb.bbb;" } as const;

function adjustmentSource(side: string, shading: SideShading): string {
  const { exposure, gamma, saturation, channel, falseColor } = shading;
  const uniforms = [
    exposure ? `uniform float ${side}Exposure;` : "",
    gamma ? `uniform float ${side}Gamma;` : "",
    saturation ? `uniform float ${side}Saturation;` : "",
  ];
  const steps = [
    exposure ? `rgb *= ${side}Exposure;` : "",
    gamma ? `rgb = pow(rgb, vec3(1.0 / ${side}Gamma));` : "",
    saturation ? `rgb = mix(vec3(lumaOf(rgb)), rgb, ${side}Saturation);` : "",
    channel === "luma" ? "rgb = vec3(lumaOf(rgb));" : CHANNEL_SOURCE[channel],
    exposure || gamma || saturation ? "rgb = clamp(rgb, 0.0, 1.0);" : "",
    falseColor ? falseColorSource() : "",
  ];
  return `
${uniforms.join("\n")}
vec3 ${side}Adjusted(vec3 rgb) {
  ${steps.filter((step) => step !== "").join("\n  ")}
  return rgb;
}
`;
}

function falseColorSource(): string {
  const bands = FALSE_COLOR_BANDS.map(({ below, color }) => {
    const shown = color === null ? "vec3(level)" : `vec3(${color.map((code) => `${code}.0`).join(", ")}) / 255.0`;
    return Number.isFinite(below) ? `if (level < ${below}) return ${shown};` : `return ${shown};`;
  });
  return `float level = lumaOf(rgb);\n  ${bands.join("\n  ")}`;
}
