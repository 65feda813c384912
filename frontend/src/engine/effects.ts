/**
 * Effects as shaders. What each does is defined in editor/render/effects.py, its twin; this must give the same levels.
 * Colours are straight, R'G'B' in 0..1 as displayed; each effect's outcome is held to that.
 */
import type { Cube } from '../model/cube';
import type { Effect } from '../model/effects';
import type { Raster } from './rasters';

/** Effects that need a pixel's neighbours, and therefore a pass of their own. */
export const isSpatial = ({ kind }: Effect): boolean => kind === 'blur' || kind === 'sharpen';

/** A run of effects that look at one pixel alone, and the one after it that looks further; null at the end. */
export interface Stage {
  point: Effect[];
  spatial: Effect | null;
}

/** Each takes a texture unit, of which a shader has sixteen; a run with more leaves the last ones out. */
const MOST_TABLES = 10;

export function stagesOf(effects: readonly Effect[]): Stage[] {
  const stages: Stage[] = [{ point: [], spatial: null }];
  for (const effect of effects) {
    const last = stages.at(-1) as Stage;
    if (TABLES[effect.kind] && last.point.filter(({ kind }) => TABLES[kind]).length >= MOST_TABLES) continue;
    if (isSpatial(effect)) {
      last.spatial = effect;
      stages.push({ point: [], spatial: null });
    } else last.point.push(effect);
  }
  return stages;
}

/** The figures of a point effect as its shader takes them: two vec4. */
export function packed({ kind, values, colour }: Effect, cube?: Cube): [number[], number[]] {
  const v = (name: string) => values[name] ?? 0;
  if (kind === 'colour') {
    const [light, warm, green] = [v('exposure') / 2.2, v('temperature') * 0.35, v('tint') * 0.25];
    const gains = [2 ** (light + warm), 2 ** (light - green), 2 ** (light - warm)];
    return [
      [...gains, 1 + v('contrast')],
      [1 + v('saturation'), 0, 0, 0],
    ];
  }
  if (kind === 'vignette')
    return [
      [Math.abs(v('amount')), v('size'), v('softness'), v('amount') < 0 ? 1 : 0],
      [0, 0, 0, 0],
    ];
  if (kind === 'wash')
    return [
      [...rgbOf(colour), v('amount')],
      [v('light'), 0, 0, 0],
    ];
  if (cube)
    return [
      [...cube.low, v('amount')],
      [...cube.high.map((level, part) => level - (cube.low[part] ?? 0)), cube.size],
    ];
  return [
    [...rgbOf(colour), v('tolerance')],
    [v('softness'), v('spill'), 0, 0],
  ];
}

function rgbOf(colour = '#000000'): number[] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255].map((level) => level / 255);
}

/** GLSL of one point effect, on `c` (straight colour), `alpha`, `upright`, with its figures in `p` and `q`. */
const POINT: Record<string, string> = {
  colour: `
  c = (c * p.rgb - 0.5) * p.a + 0.5;
  float y = dot(c, LUMA);
  c = clamp(y + (c - y) * q.x, 0.0, 1.0);`,
  vignette: `
  float d = length((upright - 0.5) * 2.0) / sqrt(2.0);
  c = mix(c, vec3(p.w), p.x * clamp((d - p.y) / p.z + 0.5, 0.0, 1.0));`,
  wash: `
  c = mix(c, mix(p.rgb, min(p.rgb * 2.0 * dot(c, LUMA), 1.0), q.x), p.a);`,
  curves: `
  c = (c * 255.0 + 0.5) / 256.0;
  c = vec3(texture(TABLE, vec2(c.r, 0.5)).r, texture(TABLE, vec2(c.g, 0.5)).g, texture(TABLE, vec2(c.b, 0.5)).b);`,
  lut: `
  vec3 step = clamp((c - p.rgb) / q.rgb, 0.0, 1.0) * (q.a - 1.0);
  c = mix(c, clamp(texture(TABLE, (step + 0.5) / q.a).rgb, 0.0, 1.0), p.a);`,
  key: `
  vec2 k = chromaOf(p.rgb), h = chromaOf(c);
  alpha *= clamp((distance(h, k) - p.a) / q.x, 0.0, 1.0);
  vec2 n = k / max(length(k), 1e-4);
  h -= n * max(dot(h, n), 0.0) * q.y;
  float y = dot(c, LUMA);
  c = clamp(vec3(y + 1.5748 * h.y, y - 0.187324 * h.x - 0.468124 * h.y, y + 1.8556 * h.x), 0.0, 1.0);`,
};

/** Of the effects that look something up, what they look it up in. */
export const TABLES: Record<string, string> = { curves: 'sampler2D', lut: 'highp sampler3D' };

export const DECLARED = `
const vec3 LUMA = vec3(0.2126, 0.7152, 0.0722);
vec2 chromaOf(vec3 c) {
  float y = dot(c, LUMA);
  return vec2((c.b - y) / 1.8556, (c.r - y) / 1.5748);
}`;

/** What point effects of these kinds do to premultiplied \`source\`, one after another. */
export function pointCode(kinds: readonly string[]): { uniforms: string; code: string } {
  if (!kinds.length) return { uniforms: '', code: '' };
  const table = (kind: string, n: number) => (TABLES[kind] ? ` uniform ${TABLES[kind]} t${n};` : '');
  const uniforms = kinds.map((kind, n) => `uniform vec4 p${n}, q${n};${table(kind, n)}`).join('\n');
  const code = (kind: string, n: number) => (POINT[kind] ?? '').replaceAll('TABLE', `t${n}`);
  const each = kinds.map((kind, n) => `{ vec4 p = p${n}, q = q${n}; ${code(kind, n)} }`).join('\n  ');
  return {
    uniforms: `${DECLARED}\n${uniforms}`,
    code: `
  float alpha = source.a;
  vec3 c = alpha > 0.0 ? source.rgb / alpha : vec3(0.0);
  ${each}
  source = vec4(c * alpha, alpha);`,
  };
}

/** How a straight colour \`s\` lies over \`b\`: the blend modes of W3C's Compositing and Blending, and add. */
export const BLENDED: Record<string, string> = {
  multiply: 'b * s',
  screen: 'b + s - b * s',
  overlay: 'mix(2.0 * b * s, 1.0 - 2.0 * (1.0 - b) * (1.0 - s), step(0.5, b))',
  add: 'min(b + s, 1.0)',
  darken: 'min(b, s)',
  lighten: 'max(b, s)',
  'hard-light': 'mix(2.0 * b * s, 1.0 - 2.0 * (1.0 - b) * (1.0 - s), step(0.5, s))',
  'soft-light': `mix(b - (1.0 - 2.0 * s) * b * (1.0 - b),
    b + (2.0 * s - 1.0) * (mix(((16.0 * b - 12.0) * b + 4.0) * b, sqrt(b), step(0.25, b)) - b), step(0.5, s))`,
  difference: 'abs(b - s)',
  'colour-dodge': 'mix(min(vec3(1.0), b / max(1.0 - s, 1e-5)), vec3(0.0), step(b, vec3(0.0)))',
  'colour-burn': 'mix(1.0 - min(vec3(1.0), (1.0 - b) / max(s, 1e-5)), vec3(1.0), step(1.0, b))',
};

/** Gaussian along one axis of a premultiplied raster. */
export const BLUR = `#version 300 es
precision highp float;
in vec2 uv;
uniform sampler2D picture;
uniform vec2 along;  // one pixel of the raster
uniform float sigma; // pixels of the raster
out vec4 colour;
void main() {
  int reach = int(ceil(3.0 * sigma));
  float sum = 0.0;
  colour = vec4(0.0);
  for (int i = -reach; i <= reach; i++) {
    float weight = exp(-float(i * i) / (2.0 * sigma * sigma));
    sum += weight;
    colour += weight * texture(picture, uv + float(i) * along);
  }
  colour /= sum;
}`;

/** Unsharp mask with a 1-2-1 blur whose outer taps lie \`away\` pixels from the middle. */
export const SHARPEN = `#version 300 es
precision highp float;
in vec2 uv;
uniform sampler2D picture;
uniform vec2 away;   // in 0..1 of the raster
uniform float amount;
out vec4 colour;
void main() {
  vec4 sum = vec4(0.0);
  for (int y = -1; y <= 1; y++)
    for (int x = -1; x <= 1; x++)
      sum += float((2 - abs(x)) * (2 - abs(y))) / 16.0 * texture(picture, uv + vec2(x, y) * away);
  colour = texture(picture, uv);
  colour.rgb = clamp(colour.rgb + amount * (colour.rgb - sum.rgb), 0.0, colour.a);
}`;

/** A blur is made on a raster where it spans so many pixels at most: larger ones need no fine picture. */
const FINEST = 2;

/** The raster that a layer drawn \`width\` x \`height\` pixels large is filtered on; never finer than twice the canvas. */
export function rasterFor(effect: Effect, width: number, height: number, canvas: Raster): Raster {
  const fine = Math.min(1, (2 * canvas.width) / width, (2 * canvas.height) / height);
  const sigma = ((effect.values.radius ?? 0) / 1000) * height * fine;
  const share = effect.kind === 'blur' ? Math.min(1, FINEST / sigma) : 1;
  const size = (side: number) => Math.max(1, Math.round(side * fine * share));
  return { width: size(width), height: size(height) };
}
