import { type PointerEvent, useRef, useState } from 'react';
import { useAssets } from '../../state/assets';
import { prompt, removePrompt } from '../../state/masking';
import { useMattes } from '../../state/mattes';
import { pause, usePlayback } from '../../state/playback';
import { useProject } from '../../state/project';
import { useSelection } from '../../state/selection';
import { toast } from '../../state/toasts';
import { frameSize, sourceSizeOf, toFrame } from './geometry';
import { isCoarse, useAltKey, useMaskMode } from './mask-mode';
import { useMaskTarget } from './use-mask-target';

/** Clicks on the picture say what to keep and what to remove; dots show what was said of this frame. */
export function MaskOverlay() {
  const target = useMaskTarget();
  const settings = useProject((project) => project.reading.settings);
  const matte = useMattes((mattes) => (target?.matte ? mattes.mattes[target.matte] : undefined));
  const playing = usePlayback((playback) => playback.playing);
  const removing = useMaskMode((mode) => mode.removing);
  const [asking, setAsking] = useState(0);
  const alt = useAltKey();
  const pressed = useRef<number | null>(null);

  if (!target) {
    return (
      <div className="overlay mask-overlay" data-idle>
        <p className="mask-note">Move the playhead over a video clip to mask something in it.</p>
      </div>
    );
  }
  const { clip, asset, frame } = target;
  const size = sourceSizeOf(asset);
  const project = frameSize(settings);
  const points = matte?.prompts.find((each) => each.frame === frame)?.points ?? [];
  const unmasked = matte && matte.prompts.length > 0 && !matte.error && !matte.states[frame];
  const waiting = asking > 0 || (unmasked && !playing);

  const click = async (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    pressed.current = null;
    pause();
    const box = event.currentTarget.getBoundingClientRect();
    const selection = useSelection.getState();
    const preferred = selection.clips.includes(clip.id) ? clip.id : undefined;
    const picked = usePlayback.getState().engine?.pick(event.clientX - box.left, event.clientY - box.top, preferred);
    if (!picked) return;
    if (useAssets.getState().assets[picked.asset]?.kind !== 'video') {
      toast('Only videos can be masked. Select the clip to mask first.');
      return;
    }
    if (!selection.clips.includes(picked.clip)) selection.select([picked.clip]);
    const own = useProject.getState().reading.clips.find((each) => each.id === picked.clip)?.matte?.id ?? null;
    const point = { x: picked.sx, y: picked.sy, keep: !(removing || event.altKey) };
    setAsking((count) => count + 1);
    await prompt(own, picked.asset, picked.frame, point);
    setAsking((count) => count - 1);
  };

  return (
    <div className="overlay mask-overlay" data-removing={removing || alt || undefined} onPointerDown={click}>
      {!playing &&
        points.map((point, index) => {
          const at = toFrame(point, size, project, clip.transform);
          return (
            <button
              // biome-ignore lint/suspicious/noArrayIndexKey: the server knows points by their place in the list
              key={index}
              type="button"
              className="prompt-dot"
              data-testid="prompt-dot"
              data-keep={point.keep}
              aria-label={`Remove this ${point.keep ? 'keep' : 'remove'} point`}
              title="Click to take this point away"
              style={{ left: `${at.x * 100}%`, top: `${at.y * 100}%` }}
              onPointerDown={(event) => {
                event.stopPropagation();
                pressed.current = index;
              }}
              onClick={(event) => {
                // a tap that has just made this point ends as a click on it, which is not meant for it
                const isMeant = event.detail === 0 || pressed.current === index;
                pressed.current = null;
                if (matte && isMeant) void removePrompt(matte.id, frame, index);
              }}
            />
          );
        })}
      {waiting && (
        <p className="mask-note" role="status">
          <span className="spinner" /> Masking…
        </p>
      )}
      {matte?.error && (
        <p className="mask-note danger" role="alert">
          {matte.error}
        </p>
      )}
      {!waiting && !matte?.prompts.length && (
        <p className="mask-note">
          {isCoarse()
            ? 'Tap what to keep. Switch to Remove for what to leave out.'
            : 'Click what to keep. Alt-click what to remove.'}
        </p>
      )}
    </div>
  );
}
