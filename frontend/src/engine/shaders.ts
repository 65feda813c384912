/** Places a source rectangle on the output. `corner`: 0..1 of the rectangle, y down. */
export const VERTEX = `#version 300 es
in vec2 corner;
uniform vec2 size;      // output, pixels
uniform vec4 rect;      // x, y, w, h in output pixels
uniform float rotation; // radians, clockwise
out vec2 uv;
void main() {
  vec2 at = (corner - 0.5) * rect.zw;
  float c = cos(rotation), s = sin(rotation);
  at = vec2(at.x * c - at.y * s, at.x * s + at.y * c) + rect.xy + rect.zw * 0.5;
  gl_Position = vec4(at.x / size.x * 2.0 - 1.0, 1.0 - at.y / size.y * 2.0, 0.0, 1.0);
  uv = corner;
}`;

/** Premultiplied 'over'. matteMode: 0 none, 1 keep, 2 remove. tint: colour laid over the matte, its alpha the strength. */
export const FRAGMENT = `#version 300 es
precision highp float;
in vec2 uv;
uniform sampler2D picture;
uniform sampler2D matte;
uniform int matteMode;
uniform float opacity;
uniform vec4 tint;
out vec4 colour;
void main() {
  vec4 source = texture(picture, uv);
  float inside = texture(matte, uv).r;
  float alpha = source.a * opacity;
  if (matteMode == 1) alpha *= inside;
  if (matteMode == 2) alpha *= 1.0 - inside;
  vec3 shown = mix(source.rgb, tint.rgb, tint.a * inside);
  colour = vec4(shown * alpha, alpha);
}`;

/** One pass of a gaussian along `along` (one texel); sigma in texels. Three sigma each way. */
export const BLUR = `#version 300 es
precision highp float;
in vec2 uv;
uniform sampler2D matte;
uniform vec2 along;
uniform float sigma;
out vec4 colour;
void main() {
  int reach = int(ceil(sigma * 3.0));
  float sum = 0.0, total = 0.0;
  for (int i = -reach; i <= reach; i++) {
    float weight = exp(-0.5 * float(i * i) / (sigma * sigma));
    sum += weight * texture(matte, uv + along * float(i)).r;
    total += weight;
  }
  colour = vec4(sum / total, 0.0, 0.0, 1.0);
}`;
