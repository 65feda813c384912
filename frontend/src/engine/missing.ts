/** What this browser lacks of what the engine is built on. What needs it is not there; all else works. */
export const PIECES = ['https', 'picture', 'sound', 'masks', 'titles', 'storage'] as const;
export type Piece = (typeof PIECES)[number];

/** `browser`: its global scope. A page by plain HTTP from another machine is told that alone: the rest follows from it. */
export function missingPieces(browser: Partial<typeof globalThis>): Piece[] {
  if (browser.isSecureContext === false) return ['https'];
  const has: Record<Piece, boolean> = {
    https: true,
    picture: 'VideoDecoder' in browser && 'VideoFrame' in browser,
    sound: 'AudioDecoder' in browser,
    masks: canUnpack(browser),
    titles: 'OffscreenCanvas' in browser,
    storage: Boolean(browser.indexedDB),
  };
  return PIECES.filter((piece) => !has[piece]);
}

/** The format came years after the class. */
function canUnpack({ DecompressionStream: Unpacks }: Partial<typeof globalThis>): boolean {
  try {
    return Unpacks !== undefined && new Unpacks('deflate-raw') !== null;
  } catch {
    return false;
  }
}
