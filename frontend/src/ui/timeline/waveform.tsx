import { memo, useCallback, useEffect } from 'react';
import type { Zoom } from '../../gestures/scale';
import { type Outlines, useOutlines, wantOutlines } from '../../state/outlines';
import { type Ticks, ticksToSeconds } from '../../time/time';
import { outlineBetween, peakBetween } from './loudness';
import { WindowedCanvas } from './windowed-canvas';

interface Props {
  asset: string;
  /** 0..255, the loudest channel in each span */
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

const NONE: Outlines = new Map();

/** Peaks; where one of them would be wider than a pixel the sound itself, as soon as it is read. */
export const Waveform = memo(function Waveform({ asset, peaks, rate, speed, gain, zoom, in: start, ...place }: Props) {
  const isClose = zoom > rate * Math.abs(speed);
  const outlines = useOutlines((state) => (isClose ? state.of : NONE));
  const { left, width, from, to } = place;
  useEffect(() => {
    if (!isClose) return;
    const source = (x: number) => ticksToSeconds(start) + (Math.min(width, Math.max(0, x - left)) * speed) / zoom;
    const [one, other] = [source(from), source(to)];
    if (one !== other) wantOutlines(asset, Math.min(one, other), Math.max(one, other));
  }, [isClose, asset, start, speed, zoom, left, width, from, to]);
  const draw = useCallback(
    (context: CanvasRenderingContext2D, offset: number, shown: number, height: number) => {
      context.fillStyle = '#7fd1ae';
      const pixel = 1 / context.getTransform().a;
      const [middle, most] = [height / 2, height / 2 - 2];
      const second = (x: number) => ticksToSeconds(start) + ((offset + x) * speed) / zoom;
      for (let x = 0; x < shown; x += pixel) {
        const [one, other] = [second(x), second(x + pixel)];
        const [begin, end] = [Math.min(one, other), Math.max(one, other)];
        const sound = isClose ? outlineBetween(outlines, asset, begin, end) : null;
        const [low, high] = sound ?? peakBetween(peaks, rate, begin, end);
        const above = Math.max(0.5, Math.min(1, high * gain) * most);
        const below = Math.max(0.5, Math.min(1, -low * gain) * most);
        context.fillRect(x, middle - above, pixel, above + below);
      }
    },
    [asset, peaks, rate, start, speed, gain, zoom, isClose, outlines],
  );
  return <WindowedCanvas {...place} className="waveform" draw={draw} />;
});
