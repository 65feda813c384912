import { memo, useCallback } from 'react';
import type { Zoom } from '../../gestures/scale';
import { type Ticks, ticksToSeconds } from '../../time/time';
import { WindowedCanvas } from './windowed-canvas';

interface Props {
  /** 0..255, mono maximum of each span */
  peaks: Uint8Array;
  /** peaks per second */
  rate: number;
  in: Ticks;
  speed: number;
  /** linear; the drawing shows what is heard */
  gain: number;
  left: number;
  width: number;
  height: number;
  zoom: Zoom;
  from: number;
  to: number;
}

export const Waveform = memo(function Waveform({ peaks, rate, speed, gain, zoom, in: start, ...place }: Props) {
  const draw = useCallback(
    (context: CanvasRenderingContext2D, offset: number, width: number, height: number) => {
      context.fillStyle = '#7fd1ae';
      const perPixel = (speed * rate) / zoom;
      const first = ticksToSeconds(start) * rate;
      for (let x = 0; x < width; x++) {
        const [a, b] = [first + (offset + x) * perPixel, first + (offset + x + 1) * perPixel];
        const begin = Math.floor(Math.min(a, b));
        const end = Math.max(begin + 1, Math.floor(Math.max(a, b)));
        let most = 0;
        for (let at = begin; at < end; at++) most = Math.max(most, peaks[at] ?? 0);
        const tall = Math.max(1, Math.min(1, (most / 255) * gain) * (height - 4));
        context.fillRect(x, (height - tall) / 2, 1, tall);
      }
    },
    [peaks, rate, start, speed, gain, zoom],
  );
  return <WindowedCanvas {...place} className="waveform" draw={draw} />;
});
