import { useMemo } from 'react';
import { useProject } from '../../state/project';
import { type ClipHands, ClipView } from './clip-view';
import { TransitionMark } from './transition-mark';
import { type Row, useTimelineView } from './view';
import { lanesOf, shownClips, useShownRows, useWindow } from './window';

interface Props {
  rows: readonly Row[];
  readOnly: boolean;
  hands: ClipHands;
}

/** The clips in the window. It alone is drawn anew while a hand moves some of them. */
export function ClipLayer({ rows, readOnly, hands }: Props) {
  const clips = useProject((project) => project.reading.clips);
  const held = useTimelineView((view) => view.shapes);
  const lanes = useMemo(() => lanesOf(clips), [clips]);
  const byTrack = useMemo(() => new Map(rows.map((row) => [row.track.id, row])), [rows]);
  const shownRows = useShownRows(rows);
  const extent = useWindow();
  const shown = shownClips(lanes, shownRows, extent, held);
  return (
    <div className="clip-layer">
      {shown.map((clip) => (
        <ClipView key={clip.id} clip={clip} rows={byTrack} {...extent} readOnly={readOnly} hands={hands} />
      ))}
      {shown.map(
        (clip) =>
          (clip.transition || held[clip.id]?.transition) && (
            <TransitionMark key={clip.id} clip={clip} rows={byTrack} zoom={extent.zoom} {...{ readOnly, hands }} />
          ),
      )}
    </div>
  );
}
