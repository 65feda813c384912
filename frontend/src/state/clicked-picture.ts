/** The picture of a clicked frame, which goes with the click while the server has no proxy to look at. */
import { assetOf } from './assets';
import { usePlayback } from './playback';

/** Of a proxy, and the most that the server takes. */
const BOX = { width: 960, height: 540 };
const QUALITY = 0.92;

/** A frame that is shown of an asset that is not processed, as JPEG in Base64; undefined for all others. */
export async function clickedPicture(asset: string, frame: number): Promise<string | undefined> {
  const state = assetOf(asset)?.state;
  if (state !== 'uploading' && state !== 'processing') return undefined;
  const picture = usePlayback.getState().engine?.sourcePicture(asset, frame, BOX);
  if (!picture) return undefined;
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext('2d')?.putImageData(picture, 0, 0);
  const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
  return base64(new Uint8Array(await jpeg.arrayBuffer()));
}

function base64(bytes: Uint8Array): string {
  let text = '';
  const step = 0x8000; // what a call takes as arguments
  for (let at = 0; at < bytes.length; at += step) text += String.fromCharCode(...bytes.subarray(at, at + step));
  return btoa(text);
}
