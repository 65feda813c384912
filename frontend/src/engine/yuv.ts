/** Y'CbCr of a decoded picture -> RGB, as the shader needs it: rgb = matrix * (yuv - offset), all in 0..1. */
export interface ToRgb {
  /** column by column, as WebGL takes it */
  matrix: number[];
  offset: [number, number, number];
}

/** Weights of red and blue in luma. */
const WEIGHTS: Record<string, readonly [number, number]> = {
  bt709: [0.2126, 0.0722],
  smpte170m: [0.299, 0.114],
  bt470bg: [0.299, 0.114],
  'bt2020-ncl': [0.2627, 0.0593],
};
const BT709 = [0.2126, 0.0722] as const;

/** What is not said is BT.709 in the limited range, as browsers and the export take it. */
export function toRgb({ matrix, fullRange }: { matrix?: string | null; fullRange?: boolean | null }): ToRgb {
  const [red, blue] = WEIGHTS[matrix ?? ''] ?? BT709;
  const green = 1 - red - blue;
  const luma = fullRange ? 1 : 255 / 219;
  const chroma = fullRange ? 1 : 255 / 224;
  const [fromCb, fromCr] = [2 * (1 - blue) * chroma, 2 * (1 - red) * chroma];
  return {
    matrix: [luma, luma, luma, 0, (-fromCb * blue) / green, fromCb, fromCr, (-fromCr * red) / green, 0],
    offset: [fullRange ? 0 : 16 / 255, 128 / 255, 128 / 255],
  };
}
