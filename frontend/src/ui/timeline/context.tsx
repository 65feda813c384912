import { type MouseEvent, type ReactElement, useState } from 'react';
import { closeGap, gapAt } from '../../model/edits/ripple';
import { holdClip } from '../../state/editing';
import { pause, seek } from '../../state/playback';
import { edit, useProject } from '../../state/project';
import { askForSelected } from '../../state/replace';
import { snapToFrame, type Ticks } from '../../time/time';
import { say } from '../../words/words';
import { type Entry, MenuOn } from '../menu';
import type { Surface } from './surface';

/** Asks what the selected clips are to show instead. */
export const REPLACE: Entry = { label: say('Replace footage…'), run: askForSelected };

const ON_CLIP: readonly Entry[] = [
  'split',
  'trim-start',
  'trim-end',
  'line',
  'cut',
  'copy',
  'paste-attributes',
  'duplicate',
  'text-behind',
  'transition',
  REPLACE,
  'line',
  'link',
  'group',
  'ungroup',
  'mark-clip',
  'line',
  'delete',
  'ripple-delete',
];

interface Spot {
  clip: string | null;
  track: string | null;
  at: Ticks;
}

/** What a press of the right button (or a long one) over clips and lanes offers. Headers and markers have their own. */
export function TimelineMenu({ surface, children }: { surface: () => Surface | null; children: ReactElement }) {
  const [spot, setSpot] = useState<Spot | null>(null);
  const onContextMenu = (event: MouseEvent) => {
    const target = event.target as Element;
    const place = surface();
    if (!place || target.closest('.track-header')) return;
    const clip = target.closest<HTMLElement>('[data-clip]')?.dataset.clip ?? null;
    const { reading } = useProject.getState();
    if (clip) holdClip(clip);
    setSpot({ clip, track: place.track(event), at: snapToFrame(place.time(event), reading.settings.rate) });
  };
  return (
    <MenuOn entries={spot?.clip ? ON_CLIP : spot ? onLane(spot) : []} onOpen={onContextMenu}>
      {children}
    </MenuOn>
  );
}

function onLane({ track, at }: Spot): Entry[] {
  const { reading } = useProject.getState();
  const gap = track && gapAt(reading, track, at);
  const here = () => {
    pause();
    seek(at);
  };
  return [
    {
      label: say('Close this gap'),
      disabled: !gap,
      run: () => track && edit(closeGap(useProject.getState().reading, track, at)),
    },
    { label: say('Playhead here'), run: here },
    'line',
    'paste',
    'paste-insert',
    'marker',
    'line',
    'select-all',
    'split-all',
    'fit',
  ];
}
