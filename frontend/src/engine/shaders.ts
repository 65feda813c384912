import { BLENDED, pointCode } from './effects';

/** Places a source rectangle on the output. `corner`: 0..1 of the rectangle, y down. */
export const VERTEX = `#version 300 es
in vec2 corner;
uniform vec2 size;      // output, project pixels
uniform vec4 rect;      // x, y, w, h in project pixels
uniform float rotation; // radians, clockwise
uniform vec4 part;      // of the rectangle that is drawn: x, y, w, h in 0..1 of it
uniform mat2 turn;      // of a picture stored lying
uniform float down;     // 1; -1 where the top row comes first, as in textures
uniform float aside;    // from where luma is sampled to where its chroma is, in the stored picture
out vec2 uv;            // in the stored picture
out vec2 uvChroma;
out vec2 upright;       // in the picture as displayed, where the matte is
void main() {
  upright = part.xy + corner * part.zw;
  vec2 at = (upright - 0.5) * rect.zw;
  float c = cos(rotation), s = sin(rotation);
  at = vec2(at.x * c - at.y * s, at.x * s + at.y * c) + rect.xy + rect.zw * 0.5;
  gl_Position = vec4(at.x / size.x * 2.0 - 1.0, (1.0 - at.y / size.y * 2.0) * down, 0.0, 1.0);
  uv = turn * (upright - 0.5) + 0.5;
  uvChroma = uv + vec2(aside, 0.0);
}`;

/** What a layer's matte does to its picture; `tint` lays a colour over it and hides nothing. */
export type Look = 'plain' | 'keep' | 'remove' | 'tint';

const MATTED: Record<Look, string> = {
  plain: '',
  keep: 'colour *= texture(matte, upright).r;',
  remove: 'colour *= 1.0 - texture(matte, upright).r;',
  tint: 'colour.rgb = mix(colour.rgb, tint.rgb * colour.a, tint.a * texture(matte, upright).r);',
};

/** RGBA, or a plane of Y and one of Cb and Cr in turn: two textures, since each one sampled costs. */
export type Form = 'rgba' | 'yuv';

const PICTURE: Record<Form, string> = {
  rgba: 'vec4 source = texture(picture, uv);',
  yuv: `vec3 yuv = vec3(texture(picture, uv).r, texture(chroma, uvChroma).rg);
  vec4 source = vec4(clamp(toRgb * (yuv - offset), 0.0, 1.0), 1.0);`,
};

/** What a program is made for. One program a kind: each texture sampled costs milliseconds in software GL. */
export interface Kind {
  form: Form;
  look: Look;
  /** point effects, in order */
  effects: readonly string[];
  blend: string;
}

const BLEND = (how: string): string =>
  how in BLENDED
    ? `vec3 b = texelFetch(backdrop, ivec2(gl_FragCoord.xy), 0).rgb;
  vec3 s = colour.a > 0.0 ? colour.rgb / colour.a : vec3(0.0);
  colour = vec4(mix(b, ${BLENDED[how]}, colour.a), 1.0);`
    : '';

/** Premultiplied in, premultiplied out; with a blend mode what lies below is in it already. */
export function fragment({ form, look, effects, blend }: Kind): string {
  const point = pointCode(effects);
  return `#version 300 es
precision highp float;
in vec2 uv;
in vec2 uvChroma;
in vec2 upright;
uniform sampler2D picture, chroma;
uniform mat3 toRgb;
uniform vec3 offset;
uniform sampler2D matte, backdrop;
uniform float opacity;
uniform vec4 tint;
out vec4 colour;
${point.uniforms}
void main() {
  ${PICTURE[form]}
  ${point.code}
  colour = source * opacity;
  ${MATTED[look]}
  ${BLEND(blend)}
}`;
}
