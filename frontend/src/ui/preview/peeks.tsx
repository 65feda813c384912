import { useEffect, useRef } from 'react';
import type { Peek } from '../../gestures/peek';
import { sourceFrameTick } from '../../model/queries';
import { assetOf } from '../../state/assets';
import { usePeek } from '../../state/peek';
import { usePlayback } from '../../state/playback';
import { useProject } from '../../state/project';
import { formatTimecode } from '../../time/timecode';
import { say } from '../../words/words';
import './peeks.css';

/** The frames at a cut, side by side over the picture, for as long as a hand moves it. */
export function Peeks() {
  const peeks = usePeek((state) => state.peeks);
  return peeks.length > 0 && <Figures peeks={peeks} />;
}

function Figures({ peeks }: { peeks: readonly Peek[] }) {
  const canvases = useRef<(HTMLCanvasElement | null)[]>([]);
  const engine = usePlayback((playback) => playback.engine);
  useEffect(() => {
    engine?.peek(peeks, (index, picture) => {
      const canvas = canvases.current[index];
      if (!canvas) return;
      if (canvas.width !== picture.width) canvas.width = picture.width;
      if (canvas.height !== picture.height) canvas.height = picture.height;
      canvas.getContext('2d')?.putImageData(picture, 0, 0);
    });
  }, [engine, peeks]);
  useEffect(() => () => engine?.peek([], () => {}), [engine]);
  return (
    <div className="peeks" data-testid="peeks" data-count={peeks.length}>
      {peeks.map((peek, index) => (
        <figure key={PLACES[index]}>
          <canvas
            ref={(canvas) => {
              canvases.current[index] = canvas;
            }}
          />
          <figcaption className="mono">
            <b>{peek.side === 'in' ? say('In') : say('Out')}</b> {timecodeOf(peek)}
          </figcaption>
        </figure>
      ))}
    </div>
  );
}

const PLACES = ['left', 'right'];

/** Of the source, in its own frames; where it has none, of the timeline. */
function timecodeOf({ clip, at }: Peek): string {
  const { rate } = useProject.getState().reading.settings;
  const asset = clip.kind === 'media' ? assetOf(clip.asset) : undefined;
  if (!asset || asset.kind === 'image') return formatTimecode(at, rate);
  return formatTimecode(sourceFrameTick(clip, at), asset.rate[0] ? asset.rate : rate);
}
