import { type PointerEvent, useEffect, useState } from 'react';
import { follow } from '../../gestures/follow';
import { type Mark, Marking } from '../../gestures/mark';
import type { Clip } from '../../model/types';
import { type AssetView, useAssets } from '../../state/assets';
import { holdClip } from '../../state/editing';
import { expectClick, prompt, removeMark } from '../../state/masking';
import { useMattes } from '../../state/mattes';
import { pause, usePlayback } from '../../state/playback';
import { useProject } from '../../state/project';
import { useSelection } from '../../state/selection';
import { toast } from '../../state/toasts';
import { say } from '../../words/words';
import { isCoarse } from '../touch';
import { frameSize, type Spot, sourceSizeOf, toSource } from './geometry';
import { MaskCursor, useMaskCursor } from './mask-cursor';
import { BrushRing, type Laid, MarkDots, MarkShapes } from './mask-marks';
import { useAltKey, useMaskMode } from './mask-mode';
import { clipsSeen, type MaskTarget } from './under';
import { useMaskTarget } from './use-mask-target';

const SLACK = { mouse: 4, touch: 10 }; // pixels that a click may move

const RESTS_MS = 100; // of the playhead, until a click is expected where it is

const spotIn = (area: HTMLElement, { clientX, clientY }: { clientX: number; clientY: number }): Spot => {
  const box = area.getBoundingClientRect();
  return { x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.height };
};

/** What the hand is over: a clip as it lies now, its footage, and the frame of it that is shown. */
interface Held {
  clip: Clip;
  asset: AssetView;
  frame: number;
  at: Spot | null;
}

/** Clicks, boxes and strokes on the picture say what to keep and what to remove; what was said of this frame is shown. */
export function MaskOverlay() {
  const target = useMaskTarget();
  if (target) return <MaskPad target={target} />;
  return (
    <div className="overlay mask-overlay" data-idle>
      <p className="mask-note" role="status">
        {say('Move the playhead over a video clip to mask something in it.')}
      </p>
    </div>
  );
}

function MaskPad({ target }: { target: MaskTarget }) {
  const settings = useProject((project) => project.reading.settings);
  const matte = useMattes((mattes) => (target.matte ? mattes.mattes[target.matte] : undefined));
  const playing = usePlayback((playback) => playback.playing);
  const { removing, brush, width } = useMaskMode();
  const [asking, setAsking] = useState(0);
  const [drawn, setDrawn] = useState<{ mark: Mark; laid: Laid } | null>(null);
  const [hover, setHover] = useState<Spot | null>(null);
  const alt = useAltKey();
  const cursor = useMaskCursor((pad, spot, removes) => {
    pause();
    const box = pad.getBoundingClientRect();
    const held = heldAt(
      pad,
      { clientX: box.left + spot.x * box.width, clientY: box.top + spot.y * box.height },
      target,
    );
    if (held?.at) void tell(held, new Marking(held.at, !(removing || removes), brush ? width : null, 1).click());
  });

  const { frame } = target;
  const { id } = target.asset;
  useEffect(() => {
    if (playing) return;
    const timer = setTimeout(() => expectClick(id, frame), RESTS_MS);
    return () => clearTimeout(timer);
  }, [playing, id, frame]);

  const project = frameSize(settings);
  const lay = (clip: Clip, asset: AssetView): Laid => ({
    source: sourceSizeOf(asset),
    project,
    transform: clip.transform,
  });
  const laid = lay(target.clip, target.asset);
  const said = matte?.prompts.find((each) => each.frame === target.frame);
  const marks: Mark[] = said
    ? [
        ...(said.box ? [{ box: said.box }] : []),
        ...said.strokes.map((stroke) => ({ stroke })),
        ...said.points.map((point) => ({ point })),
      ]
    : [];
  const unmasked = matte && matte.prompts.length > 0 && !matte.error && !matte.states[target.frame];
  const waiting = asking > 0 || (unmasked && !playing);

  const tell = async ({ clip, frame }: Held, mark: Mark) => {
    const own = useProject.getState().reading.clips.find((each) => each.id === clip.id)?.matte?.id ?? null;
    setAsking((count) => count + 1);
    await prompt(own, clip.asset, frame, mark);
    setAsking((count) => count - 1);
  };

  const press = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0 || !event.isPrimary) return; // a second finger gives up what the first one draws
    event.preventDefault();
    pause();
    cursor.leave();
    const area = event.currentTarget;
    const held = heldAt(area, event, target);
    if (!held) return;
    const shape = lay(held.clip, held.asset);
    const place = (at: { clientX: number; clientY: number }) =>
      toSource(spotIn(area, at), shape.source, project, shape.transform);
    const keep = !(removing || event.altKey);
    // there is no box of what to leave out: such a drag paints it away
    const paints = brush || !keep;
    const drag = new Marking(
      held.at ?? place(event),
      keep,
      paints ? width : null,
      shape.source.width / shape.source.height,
    );
    const dab = new Marking(held.at ?? place(event), keep, brush ? width : null, 1);
    follow(
      event.nativeEvent,
      {
        move: (moved) => setDrawn({ mark: drag.move(place(moved)), laid: shape }),
        end() {
          setDrawn(null);
          const mark = drag.end();
          if (mark) void tell(held, mark);
        },
        cancel: () => setDrawn(null),
        click: () => held.at && void tell(held, dab.click()),
      },
      event.pointerType === 'touch' ? SLACK.touch : SLACK.mouse,
    );
  };

  return (
    <div
      className="overlay mask-overlay"
      data-removing={removing || alt || undefined}
      data-brush={brush || undefined}
      {...cursor.pad}
      onPointerDown={press}
      onPointerMove={(event) =>
        setHover(brush && event.pointerType === 'mouse' ? spotIn(event.currentTarget, event) : null)
      }
      onPointerLeave={() => setHover(null)}
    >
      {!playing && <MarkShapes marks={marks} laid={laid} />}
      {drawn && <MarkShapes marks={[drawn.mark]} laid={drawn.laid} drawn />}
      {brush && hover && <BrushRing spot={hover} width={width} removing={removing || alt} laid={laid} />}
      {cursor.spot && <MaskCursor spot={cursor.spot} removing={removing || alt} />}
      {!playing && !drawn && (
        <MarkDots
          marks={marks}
          laid={laid}
          onRemove={(mark) => matte && void removeMark(matte.id, target.frame, mark)}
        />
      )}
      {waiting && (
        <p className="mask-note" role="status">
          <span className="spinner" /> {say('Masking…')}
        </p>
      )}
      {matte?.error && (
        <p className="mask-note danger" role="alert">
          {matte.error}
        </p>
      )}
      {!waiting && !drawn && !matte?.prompts.length && <p className="mask-note">{hint(brush, cursor.spot !== null)}</p>}
    </div>
  );
}

function hint(brush: boolean, byKeys: boolean): string {
  if (byKeys)
    return say('Arrow keys move, with Shift further. Enter keeps what is under the cursor, Alt Enter leaves it out.');
  if (brush) return isCoarse() ? say('Paint what to keep.') : say('Paint what to keep. Alt paints away.');
  return isCoarse()
    ? say('Tap what to keep. Or draw a box around it.')
    : say('Click what to keep, or drag a box around it. Alt-click what to remove.');
}

/** The clip under the hand, selected from now on; beside every picture, the one that is masked. Null for no video. */
function heldAt(area: HTMLElement, event: { clientX: number; clientY: number }, target: MaskTarget): Held | null {
  const box = area.getBoundingClientRect();
  const selection = useSelection.getState();
  const preferred = selection.clips.includes(target.clip.id) ? target.clip.id : undefined;
  const picked = usePlayback.getState().engine?.pick(event.clientX - box.left, event.clientY - box.top, preferred);
  if (!picked) return { ...target, at: null };
  const asset = useAssets.getState().assets[picked.asset];
  if (asset?.kind !== 'video') {
    toast(say('Only videos can be masked. Select the clip to mask first.'));
    return null;
  }
  const seen = clipsSeen(useProject.getState().reading, usePlayback.getState().time);
  const clip = seen.find((each) => each.id === picked.clip) ?? target.clip;
  holdClip(picked.clip);
  return { clip, asset, frame: picked.frame, at: { x: picked.sx, y: picked.sy } };
}
