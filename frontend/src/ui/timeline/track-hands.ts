/** Hands on track headers: order by dragging, height by the lower edge. */
import type { PointerEvent as ReactPointerEvent } from 'react';
import { follow } from '../../gestures/follow';
import { moveTrack } from '../../model/edits/tracks';
import type { Track } from '../../model/types';
import { setHeights } from '../../state/heights';
import { edit, useProject } from '../../state/project';
import type { Surface } from './surface';
import { settle, useTimelineView } from './view';

/** Moves a track by rows on the screen, down for positive. The last video track is the topmost row. */
export function moveRow({ id, kind }: Track, rows: number): void {
  edit(moveTrack(useProject.getState().reading, id, kind === 'video' ? -rows : rows));
}

/** Drags a track among those of its kind; a line shows where it would go. `clicked`: it was not dragged. */
export function dragTrack(surface: Surface, event: ReactPointerEvent, track: Track, clicked: () => void): void {
  if (event.button !== 0) return;
  const rows = surface.rows.filter((row) => row.track.kind === track.kind);
  const from = rows.findIndex((row) => row.track.id === track.id);
  const first = rows[0];
  if (!first || from < 0) return;
  let to = from;
  follow(event.nativeEvent, {
    move(moved) {
      const y = surface.y(moved);
      const above = rows.filter((row) => row.top + row.height / 2 < y).length;
      to = above > from ? above - 1 : above;
      const before = rows[above - 1];
      const trackDrop = before ? before.top + before.height : first.top;
      useTimelineView.setState({ trackDrop: to === from ? null : trackDrop });
    },
    end() {
      settle();
      if (to !== from) moveRow(track, to - from);
    },
    cancel: settle,
    click: clicked,
  });
}

/** Pulls at a track's lower edge; with Shift all tracks of its kind take the height. */
export function resizeTrack(surface: Surface, event: ReactPointerEvent, track: Track): void {
  if (event.button !== 0) return;
  event.stopPropagation();
  const before = Object.fromEntries(surface.rows.map((row) => [row.track.id, row.height]));
  const same = surface.rows.filter((row) => row.track.kind === track.kind).map((row) => row.track.id);
  const origin = event.clientY;
  follow(
    event.nativeEvent,
    {
      move(moved) {
        const height = (before[track.id] ?? 0) + moved.clientY - origin;
        setHeights({
          ...before,
          ...Object.fromEntries((moved.shiftKey ? same : [track.id]).map((id) => [id, height])),
        });
      },
      end() {},
      cancel: () => setHeights(before),
    },
    0,
  );
}
