/** What keeps the project from being exported, as the server will judge it, with the clips that are meant. */
import { shownClips } from '../engine/shown';
import { missingIn } from '../engine/title-lines';
import type { Clip, Reading } from '../model/types';
import { say } from '../words/words';
import type { AssetView } from './assets';
import { byUse, type Use } from './usage';

export interface Obstacle {
  says: string;
  /** what to do about it; '' where waiting is enough */
  remedy: string;
  uses: readonly Use[];
  /** what is on its way, where it is that */
  asset?: AssetView;
  /** the export may begin all the same */
  warns?: true;
}

interface Known {
  assets: Readonly<Record<string, AssetView>>;
  /** ids of all masks; null while they are not known */
  mattes: ReadonlySet<string> | null;
}

/** What has to be mended first, then what is on its way. Clips that nobody sees or hears keep nothing back. */
export function obstaclesOf(reading: Reading, { assets, mattes }: Known): Obstacle[] {
  const shown = shownClips(reading);
  const media = shown.filter(({ kind }) => kind === 'media');
  const gone = media.filter(({ asset }) => !assets[asset]);
  const found: Obstacle[] = [];
  if (gone.length) {
    const uses = byUse(gone);
    found.push({
      says: say('{count, plural, one {The footage of # clip is} other {The footage of # clips is}} gone.', {
        count: uses.length,
      }),
      remedy: say('Bring it back with Undo, replace it, or delete what shows it.'),
      uses,
    });
  }
  const colourless = shown.filter((clip) => tablesOf(clip).some((table) => !assets[table]));
  if (colourless.length)
    found.push({
      says: say('A colour table is gone.'),
      remedy: say('Bring it back with Undo, or take its effect off.'),
      uses: byUse(colourless),
    });
  const unmasked = mattes ? shown.filter(({ matte }) => matte && !mattes.has(matte.id)) : [];
  if (unmasked.length)
    found.push({
      says: say('A mask was deleted.'),
      remedy: say('Bring it back or take it off, in the figures of its clip.'),
      uses: byUse(unmasked),
    });
  const needed = new Set(shown.flatMap((clip) => [...(clip.kind === 'media' ? [clip.asset] : []), ...tablesOf(clip)]));
  const unready = [...needed].flatMap((id) => assets[id] ?? []).filter(({ state }) => state !== 'ready');
  const usesIn = ({ id }: AssetView) => byUse(shown.filter((clip) => clip.asset === id || tablesOf(clip).includes(id)));
  for (const asset of unready.filter(({ state }) => state === 'failed'))
    found.push({
      says: say('{name} cannot be read', { name: asset.name }),
      remedy: [asset.error, say('Replace it, or delete what shows it.')].filter(Boolean).join(' '),
      uses: usesIn(asset),
    });
  const coming = unready.filter(({ state }) => state !== 'failed');
  return [
    ...found,
    ...coming.map((asset) => ({ says: asset.name, remedy: '', uses: usesIn(asset), asset })),
    ...unlettered(shown),
  ];
}

/** Titles with letters that no font has. */
function unlettered(shown: readonly Clip[]): Obstacle[] {
  const clips = shown.filter(({ title }) => title && missingIn(title).length > 0);
  const letters = [...new Set(clips.flatMap(({ title }) => (title ? missingIn(title) : [])))];
  if (!letters.length) return [];
  return [
    {
      says: say('No font here has a letter for {letters}.', { letters: letters.slice(0, 6).join(' ') }),
      remedy: say('In the export as in the picture a mark stands in its place.'),
      uses: byUse(clips),
      warns: true,
    },
  ];
}

/** Ids of colour tables that work on a clip. */
const tablesOf = ({ effects }: Clip): string[] =>
  effects.flatMap((effect) => (effect.on && effect.lut ? [effect.lut] : []));
