/** Places a source rectangle on the output. `corner`: 0..1 of the rectangle, y down. */
export const VERTEX = `#version 300 es
in vec2 corner;
uniform vec2 size;      // output, project pixels
uniform vec4 rect;      // x, y, w, h in project pixels
uniform float rotation; // radians, clockwise
uniform mat2 turn;      // of a picture stored lying
out vec2 uv;            // in the stored picture
out vec2 upright;       // in the picture as displayed, where the matte is
void main() {
  vec2 at = (corner - 0.5) * rect.zw;
  float c = cos(rotation), s = sin(rotation);
  at = vec2(at.x * c - at.y * s, at.x * s + at.y * c) + rect.xy + rect.zw * 0.5;
  gl_Position = vec4(at.x / size.x * 2.0 - 1.0, 1.0 - at.y / size.y * 2.0, 0.0, 1.0);
  upright = corner;
  uv = turn * (corner - 0.5) + 0.5;
}`;

/** What a layer's matte does to its picture; `tint` lays a colour over it and hides nothing. */
export type Look = 'plain' | 'keep' | 'remove' | 'tint';

const MATTED: Record<Look, string> = {
  plain: '',
  keep: 'colour *= texture(matte, upright).r;',
  remove: 'colour *= 1.0 - texture(matte, upright).r;',
  tint: 'colour.rgb = mix(colour.rgb, tint.rgb * colour.a, tint.a * texture(matte, upright).r);',
};

/** Premultiplied in, premultiplied out. One program a look: each texture sampled costs milliseconds in software GL. */
export const fragment = (look: Look): string => `#version 300 es
precision highp float;
in vec2 uv;
in vec2 upright;
uniform sampler2D picture;
uniform sampler2D matte;
uniform float opacity;
uniform vec4 tint;
out vec4 colour;
void main() {
  colour = texture(picture, uv) * opacity;
  ${MATTED[look]}
}`;
