import { expect, test } from 'vitest';
import { blankClip, blankTrack, DEFAULT_SETTINGS } from '@/model/fields';
import type { Reading } from '@/model/types';
import type { AssetView } from '@/state/assets';
import { absentClips } from '@/ui/preview/absent';

const asset = (id: string, more: Partial<AssetView>): AssetView =>
  ({ id, name: `${id}.mp4`, kind: 'video', state: 'ready', urls: {}, ...more }) as AssetView;

test('what is not drawn for want of its footage says why, and nothing else says anything', () => {
  const assets = {
    whole: asset('whole', { urls: { proxy: 'https://s3/whole' } as AssetView['urls'] }),
    broken: asset('broken', { state: 'failed' }),
    coming: asset('coming', { state: 'uploading' }),
  };
  const on = (id: string, track: string) => blankClip(id, { track, asset: id });
  const reading: Reading = {
    settings: DEFAULT_SETTINGS,
    tracks: [blankTrack('v1', {}), blankTrack('off', { hidden: true }), blankTrack('a1', { kind: 'audio' })],
    clips: [
      ...['whole', 'broken', 'coming', 'gone'].map((id) => on(id, 'v1')),
      ...['off', 'a1'].map((track) => on('gone', track)),
      blankClip('title', { track: 'v1', kind: 'text' }),
    ],
    markers: [],
    problems: [],
  };
  expect(absentClips(reading, assets).map(([clip, says]) => `${clip.id}: ${says}`)).toEqual([
    'broken: broken.mp4 cannot be read',
    'coming: coming.mp4 is not here yet',
    'gone: Missing media: its footage is gone from this project',
  ]);
});
