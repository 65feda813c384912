export const MATTE = '00000000-0000-0000-0000-000000000000';

/** A matte frame of one pixel, as bytes; `payload`: how many bytes come after its header. */
export function matteFrame(index: number, { revision = 1, state = 2, payload = 1 } = {}): ArrayBuffer {
  const bytes = new ArrayBuffer(40 + payload);
  const view = new DataView(bytes);
  for (const [at, letter] of [...'PHMT'].entries()) view.setUint8(at, letter.charCodeAt(0));
  for (const [at, value] of [1, state, 1].entries()) view.setUint8(4 + at, value);
  view.setUint32(24, revision, true);
  view.setUint32(28, index, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 1, true);
  view.setUint32(36, payload, true);
  return bytes;
}
