/** Tells once what this browser lacks, and what works regardless. */
import { missingPieces, type Piece } from '../engine/missing';
import { say } from '../words/words';
import { toast } from './toasts';

const SHOWN_MS = 30_000;
const TOLD = 'playhead-browser-told';

const SENTENCES: Record<Piece, () => string> = {
  https: () =>
    say(
      'This page came without HTTPS, so the browser decodes nothing for it: there is no preview. Cutting and exports work; for the rest use HTTPS.',
    ),
  picture: () =>
    say(
      'This browser has no WebCodecs, so the preview stays black. Cutting and exports work; a current browser shows all.',
    ),
  sound: () => say('This browser does not decode sound for the preview, which stays silent. Exports have their sound.'),
  masks: () => say('This browser cannot unpack masks, so the preview shows pictures whole. Exports are masked.'),
  titles: () => say('This browser cannot draw titles in the preview. Exports have them.'),
  storage: () =>
    say(
      'This browser keeps nothing for the page. Stay online until your edits are saved; uploads do not outlast a reload.',
    ),
};

/** When a project opens. */
export function tellBrowser(): void {
  try {
    if (sessionStorage.getItem(TOLD)) return;
    sessionStorage.setItem(TOLD, '1');
  } catch {
    // it keeps nothing, and is told so below
  }
  for (const piece of missingPieces(globalThis)) toast(SENTENCES[piece](), { ms: SHOWN_MS });
}
