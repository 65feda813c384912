import { type CSSProperties, memo } from 'react';
import { toPixels, type Zoom } from '../../gestures/scale';
import { secondsToTicks, type Ticks } from '../../time/time';
import { useLoaded } from '../app/use-loaded';

const TILE = { width: 160, height: 90 };

interface Props {
  url: string;
  strip: { count: number; columns: number; interval: Ticks };
  /** source time at the clip's left edge */
  in: Ticks;
  speed: number;
  still: Ticks | null;
  left: number;
  width: number;
  height: number;
  zoom: Zoom;
  from: number;
  to: number;
}

/** Tiles of the source's sprite under the part of the clip that is in the window. */
export const Filmstrip = memo(function Filmstrip({ url, strip, left, width, height, zoom, from, to, ...clip }: Props) {
  const shown = useLoaded(url);
  const step = (height * TILE.width) / TILE.height;
  const rows = Math.ceil(strip.count / strip.columns);
  const interval = toPixels(strip.interval, zoom) / clip.speed;
  // tiles stand on the source's own grid, so that trimming the left edge does not make them swim
  const origin = -toPixels(clip.in, zoom) / clip.speed;
  const first = Math.floor((Math.max(0, from - left) - origin) / step);
  const last = Math.ceil((Math.min(width, to - left) - origin) / step);
  if (!shown) return null;
  const tiles = [];
  for (let tile = first; tile < last; tile++) {
    const x = origin + tile * step;
    const at = clip.still === null ? (x + step / 2 - origin) / interval : clip.still / strip.interval;
    const index = Math.min(strip.count - 1, Math.max(0, Math.floor(at)));
    const style: CSSProperties = {
      left: x,
      width: step,
      height,
      backgroundImage: `url("${shown}")`,
      backgroundSize: `auto ${rows * height}px`, // a short strip is fewer columns wide
      backgroundPosition: `${-(index % strip.columns) * step}px ${-Math.floor(index / strip.columns) * height}px`,
    };
    tiles.push(<i key={tile} className="filmstrip-tile" style={style} />);
  }
  return (
    <div className="filmstrip" aria-hidden="true">
      {tiles}
    </div>
  );
});

/** A strip for a picture: its poster again and again. */
export const stillStrip = { count: 1, columns: 1, interval: secondsToTicks(1) };
