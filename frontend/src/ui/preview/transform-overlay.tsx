import { type MouseEvent, type PointerEvent, useState } from 'react';
import { follow } from '../../gestures/follow';
import type { Patch } from '../../model/document';
import { poseAt } from '../../model/params';
import { sourceTick } from '../../model/queries';
import type { Clip, Transform } from '../../model/types';
import { useAssets } from '../../state/assets';
import { holdClip } from '../../state/editing';
import { pause, usePlayback } from '../../state/playback';
import { useProject } from '../../state/project';
import { useSelection } from '../../state/selection';
import { writeTitle } from '../../state/titles';
import { say } from '../../words/words';
import { commit, posing, showPatch } from './commit';
import {
  type CropSide,
  cropTransform,
  frameSize,
  moveTransform,
  pictureSize,
  rotateTransform,
  type Size,
  type Spot,
  scaleTransform,
  toFrame,
  toSource,
} from './geometry';
import { clipsSeen, clipUnder, sourceSize } from './under';

const CORNERS = [
  { name: 'top left', x: 0, y: 0 },
  { name: 'top right', x: 1, y: 0 },
  { name: 'bottom left', x: 0, y: 1 },
  { name: 'bottom right', x: 1, y: 1 },
];
const SIDES: { side: CropSide; name: string; x: number; y: number }[] = [
  { side: 'cropLeft', name: 'left', x: 0, y: 0.5 },
  { side: 'cropTop', name: 'top', x: 0.5, y: 0 },
  { side: 'cropRight', name: 'right', x: 1, y: 0.5 },
  { side: 'cropBottom', name: 'bottom', x: 0.5, y: 1 },
];

/** What a hand on the picture does: from where it pressed and where it is now to the transform under it. */
interface Hand {
  label: string;
  /** `isHeld`: to straight lines or whole steps, as with Shift */
  shape(from: Transform, start: Spot, now: Spot, isHeld: boolean): Transform;
}

const spotIn = (element: HTMLElement, event: { clientX: number; clientY: number }): Spot => {
  const box = element.getBoundingClientRect();
  return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
};

/** A double click on a title puts the cursor in its words. */
function write(event: MouseEvent<HTMLElement>): void {
  const clip = clipUnder(spotIn(event.currentTarget, event));
  if (!clip?.title || isLocked(clip)) return;
  useSelection.getState().select([clip.id]);
  writeTitle();
}

/** A click on the picture selects the clip there; a drag moves it, a corner scales, a side crops, the knob turns. */
export function TransformOverlay() {
  const held = useHeldClip();
  const [shown, setShown] = useState<{ hand: Hand; shape: Transform } | null>(null);

  const drag = (event: PointerEvent<HTMLElement>, clip: Clip, area: HTMLElement, hand: Hand) => {
    const from = clip.transform;
    const start = spotIn(area, event);
    let latest: (() => Patch) | null = null;
    follow(event.nativeEvent, {
      enter: pause,
      move(moved) {
        const shape = hand.shape(from, start, spotIn(area, moved), moved.shiftKey);
        const change = Object.entries(shape).filter(([key, value]) => from[key as keyof Transform] !== value);
        latest = () => posing(clip.id, Object.fromEntries(change), hand.label);
        setShown({ hand, shape });
        showPatch(latest());
      },
      end() {
        setShown(null);
        commit(latest);
      },
      cancel() {
        setShown(null);
        showPatch(null);
      },
    });
  };

  const press = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    const clip = clipUnder(spotIn(event.currentTarget, event));
    const selection = useSelection.getState();
    if (!clip) return selection.clear();
    holdClip(clip.id);
    if (!isLocked(clip)) drag(event, clip, event.currentTarget, moving);
  };
  const grab = (hand: Hand) => (event: PointerEvent<HTMLElement>) => {
    event.stopPropagation();
    const area = event.currentTarget.closest<HTMLElement>('.overlay');
    if (event.button === 0 && area && held) drag(event, held.clip, area, hand);
  };

  const transform = shown?.shape ?? held?.clip.transform;
  const guides = shown?.hand === moving ? (['x', 'y'] as const).filter((axis) => shown.shape[axis] === 0.5) : [];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the words have a field of their own in the inspector
    <div className="overlay transform-overlay" onPointerDown={press} onDoubleClick={write}>
      {guides.map((axis) => (
        <i key={axis} className="guide" data-axis={axis} />
      ))}
      {held && transform && (
        <div className="frame-box" style={boxStyle(held.size, held.frame, transform)}>
          {isCropped(transform) && <div className="crop-box" style={cropStyle(transform)} />}
          {!isLocked(held.clip) && (
            <>
              <span
                className="turn-knob"
                data-testid="turn-handle"
                style={inReach({ x: 0.5, y: 0 }, held, transform)}
                title={say('Drag to turn')}
                onPointerDown={grab(turning(held.frame))}
              />
              {SIDES.map(({ side, name, x, y }) => (
                <span
                  key={side}
                  className="side"
                  data-testid="crop-handle"
                  data-side={name}
                  title={say('Drag to crop')}
                  style={inReach(atSide(x, y, transform), held, transform)}
                  onPointerDown={grab(cropping(side, held))}
                />
              ))}
              {CORNERS.map((corner) => (
                <span
                  key={corner.name}
                  className="corner"
                  data-testid="scale-handle"
                  data-corner={corner.name}
                  title={say('Drag to scale')}
                  style={inReach(corner, held, transform)}
                  onPointerDown={grab(scaling(held.frame))}
                />
              ))}
            </>
          )}
        </div>
      )}
    </div>
  );
}

const moving: Hand = {
  label: say('Move'),
  shape(from, start, now, isHeld) {
    const [dx, dy] = [now.x - start.x, now.y - start.y];
    const across = !isHeld || Math.abs(dx) >= Math.abs(dy);
    const down = !isHeld || !across;
    return moveTransform(from, across ? dx : 0, down ? dy : 0);
  },
};

const scaling = (frame: Size): Hand => ({
  label: say('Scale'),
  shape(from, start, now) {
    const reach = (spot: Spot) => Math.hypot((spot.x - from.x) * frame.width, (spot.y - from.y) * frame.height);
    return scaleTransform(from, reach(start), reach(now));
  },
});

const turning = (frame: Size): Hand => ({
  label: say('Turn'),
  shape(from, start, now, isHeld) {
    const turned = rotateTransform(from, start, now, frame);
    return isHeld ? { ...turned, rotation: Math.round(turned.rotation / 15) * 15 } : turned;
  },
});

const cropping = (side: CropSide, { size, frame }: Held): Hand => ({
  label: say('Crop'),
  shape(from, start, now) {
    const [was, is] = [start, now].map((spot) => toSource(spot, size, frame, from)) as [Spot, Spot];
    return cropTransform(from, side, is.x - was.x, is.y - was.y);
  },
});

const isCropped = (t: Transform) => t.cropLeft > 0 || t.cropTop > 0 || t.cropRight > 0 || t.cropBottom > 0;

const cropStyle = (t: Transform) => ({
  left: `${t.cropLeft * 100}%`,
  top: `${t.cropTop * 100}%`,
  right: `${t.cropRight * 100}%`,
  bottom: `${t.cropBottom * 100}%`,
});

/** On a side of what is left, in its middle. `x`, `y`: 0, 0.5 or 1 of it. */
const atSide = (x: number, y: number, t: Transform): Spot => ({
  x: t.cropLeft + x * (1 - t.cropLeft - t.cropRight),
  y: t.cropTop + y * (1 - t.cropTop - t.cropBottom),
});

/** Of the frame's width, between its edge and a handle. */
const INSET = 0.009;

/** Where a handle stands on the box: of a picture that reaches out of the frame, at the frame's edge. */
function inReach(spot: Spot, { size, frame }: Held, transform: Transform) {
  const within = (at: number, inset: number) => Math.min(1 - inset, Math.max(inset, at));
  const seen = toFrame(spot, size, frame, transform);
  const reached = { x: within(seen.x, INSET), y: within(seen.y, (INSET * frame.width) / frame.height) };
  const { x, y } = toSource(reached, size, frame, transform);
  return { left: `${x * 100}%`, top: `${y * 100}%` };
}

const isLocked = (clip: Clip) =>
  useProject.getState().reading.tracks.some((track) => track.id === clip.track && track.locked);

/** A clip as it is at the playhead, with the size of its picture at scale 1. */
interface Held {
  clip: Clip;
  size: Size;
  frame: Size;
}

/** The selected clip that is seen now. */
function useHeldClip(): Held | null {
  const reading = useProject((project) => project.reading);
  const selected = useSelection((selection) => selection.clips);
  const id = usePlayback(
    (playback) => clipsSeen(reading, playback.time).find((clip) => selected.includes(clip.id))?.id,
  );
  const saved = reading.clips.find((each) => each.id === id);
  const time = usePlayback((playback) => (saved && Object.keys(saved.keyframes).length ? playback.time : null));
  const asset = useAssets((state) => (saved ? state.assets[saved.asset] : undefined));
  const playing = usePlayback((playback) => playback.playing);
  if (!saved || playing) return null;
  const clip = time === null ? saved : poseAt(saved, sourceTick(saved, time));
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
