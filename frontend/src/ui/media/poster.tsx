import { AudioLines, Image, Palette, Video } from 'lucide-react';
import { type CSSProperties, type KeyboardEvent, type PointerEvent, useState } from 'react';
import { type AssetView, isCuttable } from '../../state/assets';
import { openSource } from '../../state/source';
import { type Ticks, ticks } from '../../time/time';
import { formatDuration } from '../../time/timecode';
import { say } from '../../words/words';
import { useLoaded } from '../app/use-loaded';

const ICON = { video: Video, audio: AudioLines, image: Image, lut: Palette, unknown: Video };

interface Props {
  asset: AssetView;
  /** keys reach it */
  reachable: boolean;
}

/** The picture of a piece of footage. A pointer that moves over it, a finger on it or the arrow keys run through a film. */
export function Poster({ asset, reachable }: Props) {
  const [at, setAt] = useState<Ticks | null>(null);
  const { filmstrip: strip, urls, duration } = asset;
  const runs = strip && urls.filmstrip && duration > 0 && asset.state !== 'failed';
  const still = (
    <>
      <Still asset={asset} />
      {duration > 0 && asset.kind !== 'image' && (
        <span className="asset-length mono">{formatDuration(at ?? duration)}</span>
      )}
    </>
  );
  if (!runs) return <div className="asset-poster">{still}</div>;
  const held = (time: number) => ticks(Math.round(Math.min(duration - 1, Math.max(0, time))));
  const look = (event: PointerEvent) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setAt(held((duration * (event.clientX - left)) / width));
  };
  const onKey = (event: KeyboardEvent) => {
    const step: Record<string, number> = {
      ArrowRight: (at ?? 0) + strip.interval,
      ArrowLeft: (at ?? 0) - strip.interval,
      Home: 0,
      End: duration,
    };
    const next = step[event.key];
    if (next === undefined && event.key !== 'Escape' && event.key !== 'Enter') return;
    event.preventDefault();
    if (event.key === 'Enter' && isCuttable(asset)) openSource(asset.id, at ?? undefined);
    else setAt(next === undefined ? null : held(next));
  };
  return (
    <div
      className="asset-poster asset-runs"
      data-testid="poster"
      role="slider"
      tabIndex={reachable ? 0 : -1}
      aria-label={say('Look through {name}', { name: asset.name })}
      aria-valuemin={0}
      aria-valuemax={duration}
      aria-valuenow={at ?? 0}
      aria-valuetext={formatDuration(at ?? ticks(0))}
      onPointerMove={look}
      onPointerDown={(event) => event.pointerType === 'touch' && look(event)}
      onPointerLeave={() => setAt(null)}
      onPointerCancel={() => setAt(null)}
      onBlur={() => setAt(null)}
      onKeyDown={onKey}
      onDoubleClick={(event) => {
        if (at === null || !isCuttable(asset)) return;
        event.stopPropagation();
        openSource(asset.id, at);
      }}
    >
      {still}
      {at !== null && (
        <>
          <Tile url={urls.filmstrip ?? ''} strip={strip} at={at} />
          <i className="poster-line" data-testid="poster-line" style={{ left: `${(100 * at) / duration}%` }} />
        </>
      )}
    </div>
  );
}

/** The part of the sprite that shows a time; nothing until this browser has it. */
function Tile({ url, strip, at }: { url: string; strip: NonNullable<AssetView['filmstrip']>; at: Ticks }) {
  const shown = useLoaded(url);
  if (!shown) return null;
  const index = Math.min(strip.count - 1, Math.floor(at / strip.interval));
  const columns = Math.min(strip.count, strip.columns); // a short strip is fewer columns wide
  const rows = Math.ceil(strip.count / strip.columns);
  const style: CSSProperties = {
    backgroundImage: `url("${shown}")`,
    backgroundSize: `${columns * 100}% ${rows * 100}%`,
    backgroundPosition: `${part(index % strip.columns, columns)}% ${part(Math.floor(index / strip.columns), rows)}%`,
  };
  return <i className="poster-tile" data-testid="poster-tile" data-tile={index} style={style} />;
}

const part = (index: number, of: number): number => (of > 1 ? (100 * index) / (of - 1) : 0);

function Still({ asset }: { asset: AssetView }) {
  const Icon = ICON[asset.kind];
  if (asset.urls.poster) return <Picture url={asset.urls.poster} />;
  if (asset.kind === 'image' && asset.localUrl) return <img src={asset.localUrl} alt="" draggable={false} />;
  return <Icon />;
}

function Picture({ url }: { url: string }) {
  const shown = useLoaded(url);
  return shown ? <img src={shown} alt="" draggable={false} /> : null;
}
