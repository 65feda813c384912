import {
  ArrowRightToLine,
  BetweenVerticalStart,
  Brackets,
  ListEnd,
  type LucideIcon,
  Pause,
  Play,
  StepBack,
  StepForward,
  X,
} from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { COMMANDS } from '../../gestures/commands';
import { showChord } from '../../gestures/keymap';
import { type AssetView, useAssets } from '../../state/assets';
import { useKeys } from '../../state/keys';
import { useProject } from '../../state/project';
import * as source from '../../state/source';
import { type Rate, ticks } from '../../time/time';
import { formatTimecode } from '../../time/timecode';
import { say } from '../../words/words';
import './source.css';

/** One piece of footage beside the picture: seen through, marked, and put on the timeline by its marks. */
export function SourceViewer() {
  const id = source.useSource((state) => state.asset);
  const asset = useAssets((state) => (id ? state.assets[id] : undefined));
  const projectRate = useProject((project) => project.reading.settings.rate);
  useEffect(() => {
    if (id && !asset) source.closeSource();
  }, [id, asset]);
  if (!asset) return null;
  return <Viewer key={asset.id} asset={asset} rate={asset.rate[0] ? asset.rate : projectRate} />;
}

function Viewer({ asset, rate }: { asset: AssetView; rate: Rate }) {
  const panel = useRef<HTMLElement>(null);
  const active = source.useSource((state) => state.active);
  useEffect(() => {
    // the monitor that was pressed last is the one that keys go to
    const onPress = ({ target }: PointerEvent) => {
      const page = target instanceof Element && target.closest('.editor-preview, .editor-timeline');
      if (page) source.useSource.setState({ active: panel.current?.contains(target) ?? false });
    };
    document.addEventListener('pointerdown', onPress, true);
    return () => document.removeEventListener('pointerdown', onPress, true);
  }, []);
  return (
    <section
      ref={panel}
      className="source"
      data-testid="source"
      data-active={active || undefined}
      aria-label={say('Source: {name}', { name: asset.name })}
    >
      <header className="source-head">
        <span className="cut grow" title={asset.name}>
          {asset.name}
        </span>
        <button type="button" className="icon" aria-label={say('Close the source')} onClick={source.closeSource}>
          <X />
        </button>
      </header>
      <Media asset={asset} />
      {asset.kind !== 'image' && <Scrubber asset={asset} rate={rate} />}
      <Controls asset={asset} rate={rate} />
    </section>
  );
}

/** The local file where this browser plays it, else the proxy. Its address stays while it works: they are signed anew. */
function addressOf(asset: AssetView): string | null {
  if (asset.localUrl && (asset.kind === 'image' || asset.facts?.playable)) return asset.localUrl;
  return asset.urls.proxy ?? asset.urls.original;
}

function Media({ asset }: { asset: AssetView }) {
  const wanted = addressOf(asset);
  const [address, setAddress] = useState(wanted);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (!address || failed) setAddress(wanted);
  }, [address, failed, wanted]);
  useEffect(() => () => source.attachMedia(null), []);
  if (!address) return <p className="source-stage dim">{say('It can be seen here as soon as it is prepared.')}</p>;
  if (asset.kind === 'image')
    return (
      <div className="source-stage">
        <img src={address} alt={asset.name} />
      </div>
    );
  return (
    <div className="source-stage">
      {/* biome-ignore lint/a11y/useMediaCaption: it is the person's own footage, and has none */}
      <video
        src={address}
        data-testid="source-media"
        playsInline
        preload="auto"
        onLoadedMetadata={(event) => {
          setFailed(false);
          source.attachMedia(event.currentTarget);
        }}
        onError={() => setFailed(true)}
        onClick={source.toggleSource}
      />
      {failed && address === wanted && <p className="source-failed">{say('This browser cannot show it yet.')}</p>}
    </div>
  );
}

function Scrubber({ asset, rate }: { asset: AssetView; rate: Rate }) {
  const time = source.useSource((state) => state.time);
  const { in: from, out } = source.useSource((state) => state.marks);
  const percent = (at: number) => `${(at / Math.max(1, asset.duration)) * 100}%`;
  const marked = from !== null || out !== null;
  return (
    <div className="source-scrub">
      {marked && (
        <i
          className="source-band"
          data-testid="source-band"
          data-in={from !== null || undefined}
          data-out={out !== null || undefined}
          style={{ left: percent(from ?? 0), right: percent(asset.duration - (out ?? asset.duration)) }}
        />
      )}
      <input
        type="range"
        aria-label={say('Place in the source')}
        aria-valuetext={formatTimecode(time, rate)}
        min={0}
        max={Math.max(1, asset.duration - 1)}
        step="any"
        value={time}
        onChange={(event) => {
          source.haltSource();
          source.seekSource(ticks(event.target.valueAsNumber));
        }}
      />
    </div>
  );
}

const PLACE: [source.Placing, LucideIcon, string][] = [
  ['insert', BetweenVerticalStart, say('Insert')],
  ['overwrite', ArrowRightToLine, say('Overwrite')],
  ['append', ListEnd, say('Append')],
];

function Controls({ asset, rate }: { asset: AssetView; rate: Rate }) {
  const playing = source.useSource((state) => state.playing);
  const keys = useKeys((state) => state.keymap.keys);
  const timed = asset.kind !== 'image';
  const hint = (command: keyof typeof COMMANDS) => {
    const [chord] = keys[command];
    return chord ? `${COMMANDS[command].title} (${showChord(chord)})` : COMMANDS[command].title;
  };
  const button = (name: string, Icon: LucideIcon, run: () => void, title = name, testId?: string) => (
    <button type="button" className="icon" aria-label={name} title={title} data-testid={testId} onClick={run}>
      <Icon />
    </button>
  );
  return (
    <div className="source-bar" role="toolbar" aria-label={say('Source')}>
      {timed && (
        <>
          <Clock rate={rate} />
          {button(say('One frame back'), StepBack, () => source.stepSource(-1))}
          {button(
            playing ? say('Pause the source') : say('Play the source'),
            playing ? Pause : Play,
            source.toggleSource,
          )}
          {button(say('One frame on'), StepForward, () => source.stepSource(1))}
          <button
            type="button"
            className="quiet"
            data-testid="source-in"
            aria-label={say('In')}
            title={hint('mark-in')}
            onClick={() => source.markSource('in')}
          >
            <Brackets className="half-in" /> <span className="source-word">{say('In')}</span>
          </button>
          <button
            type="button"
            className="quiet"
            data-testid="source-out"
            aria-label={say('Out')}
            title={hint('mark-out')}
            onClick={() => source.markSource('out')}
          >
            <Brackets className="half-out" /> <span className="source-word">{say('Out')}</span>
          </button>
        </>
      )}
      <span className="grow" />
      {PLACE.map(([how, Icon, name]) => (
        <span key={how}>{button(name, Icon, () => source.placeSource(how), hint(how), `source-${how}`)}</span>
      ))}
    </div>
  );
}

/** Where it is, and how much is marked. Redraws at each frame, and alone. */
function Clock({ rate }: { rate: Rate }) {
  const time = source.useSource((state) => state.time);
  const { in: from, out } = source.useSource((state) => state.marks);
  const marked = from !== null && out !== null ? formatTimecode(ticks(out - from), rate) : '';
  return (
    <span
      className="clock mono"
      data-testid="source-timecode"
      title={marked ? say('{length} from in to out', { length: marked }) : ''}
    >
      {formatTimecode(time, rate)}
    </span>
  );
}
