import { type PointerEvent, useState } from 'react';
import { follow } from '../../gestures/follow';
import type { Clip, Transform } from '../../model/types';
import { useAssets } from '../../state/assets';
import { pause, usePlayback } from '../../state/playback';
import { useProject } from '../../state/project';
import { useSelection } from '../../state/selection';
import { commitTransform, showTransform } from './commit';
import { frameSize, moveTransform, pictureSize, type Size, type Spot, scaleTransform } from './geometry';
import { clipsSeen, clipUnder, sourceSize } from './under';

const CORNERS = [
  { name: 'top left', x: 0, y: 0 },
  { name: 'top right', x: 1, y: 0 },
  { name: 'bottom left', x: 0, y: 1 },
  { name: 'bottom right', x: 1, y: 1 },
];

const spotIn = (element: HTMLElement, event: { clientX: number; clientY: number }): Spot => {
  const box = element.getBoundingClientRect();
  return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
};

/** A click on the picture selects the clip there; a drag moves the selected one, a corner scales it. */
export function TransformOverlay() {
  const held = useHeldClip();
  const [shown, setShown] = useState<Transform | null>(null);

  const drag = (event: PointerEvent<HTMLElement>, clip: Clip, area: HTMLElement, scaling: boolean) => {
    const from = clip.transform;
    const frame = frameSize(useProject.getState().reading.settings);
    const start = spotIn(area, event);
    const reach = (spot: Spot) => Math.hypot((spot.x - from.x) * frame.width, (spot.y - from.y) * frame.height);
    let latest: Transform | null = null;
    const settle = () => {
      setShown(null);
      showTransform(null);
    };
    follow(event.nativeEvent, {
      enter: pause,
      move(moved) {
        const now = spotIn(area, moved);
        latest = scaling
          ? scaleTransform(from, reach(start), reach(now))
          : moveTransform(from, now.x - start.x, now.y - start.y);
        setShown(latest);
        showTransform({ clip: clip.id, transform: latest });
      },
      end() {
        if (latest) commitTransform(clip.id, latest);
        settle();
      },
      cancel: settle,
    });
  };

  const press = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    const clip = clipUnder(spotIn(event.currentTarget, event));
    const selection = useSelection.getState();
    if (!clip) return selection.clear();
    if (!selection.clips.includes(clip.id)) selection.select([clip.id]);
    if (!isLocked(clip)) drag(event, clip, event.currentTarget, false);
  };

  return (
    <div className="overlay transform-overlay" onPointerDown={press}>
      {held && (
        <div className="frame-box" style={boxStyle(held.size, held.frame, shown ?? held.clip.transform)}>
          {!isLocked(held.clip) &&
            CORNERS.map((corner) => (
              <span
                key={corner.name}
                className="corner"
                data-testid="scale-handle"
                data-corner={corner.name}
                title="Drag to scale"
                style={{ left: `${corner.x * 100}%`, top: `${corner.y * 100}%` }}
                onPointerDown={(event) => {
                  event.stopPropagation();
                  const area = event.currentTarget.closest<HTMLElement>('.overlay');
                  if (event.button === 0 && area) drag(event, held.clip, area, true);
                }}
              />
            ))}
        </div>
      )}
    </div>
  );
}

const isLocked = (clip: Clip) =>
  useProject.getState().reading.tracks.some((track) => track.id === clip.track && track.locked);

/** The selected clip that is seen now, with the size of its picture at scale 1. */
function useHeldClip(): { clip: Clip; size: Size; frame: Size } | null {
  const reading = useProject((project) => project.reading);
  const selected = useSelection((selection) => selection.clips);
  const id = usePlayback(
    (playback) => clipsSeen(reading, playback.time).find((clip) => selected.includes(clip.id))?.id,
  );
  const clip = reading.clips.find((each) => each.id === id);
  const asset = useAssets((state) => (clip ? state.assets[clip.asset] : undefined));
  const playing = usePlayback((playback) => playback.playing);
  if (!clip || playing) return null;
  const frame = frameSize(reading.settings);
  const source = sourceSize(clip, asset, frame);
  return source && { clip, size: pictureSize(source, frame, 1), frame };
}

const boxStyle = (size: Size, frame: Size, { x, y, scale, rotation }: Transform) => ({
  left: `${x * 100}%`,
  top: `${y * 100}%`,
  width: `${((size.width * scale) / frame.width) * 100}%`,
  height: `${((size.height * scale) / frame.height) * 100}%`,
  transform: `translate(-50%, -50%) rotate(${rotation}deg)`,
});
