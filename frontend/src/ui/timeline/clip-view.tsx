import { type CSSProperties, memo, type PointerEvent, type ReactNode } from 'react';
import { toPixels, type Zoom } from '../../gestures/scale';
import type { Edge } from '../../model/edits/trim';
import { titleName } from '../../model/titles';
import type { Clip, Track } from '../../model/types';
import { useAssets } from '../../state/assets';
import { pickClip } from '../../state/editing';
import { useMattes } from '../../state/mattes';
import { usePresence } from '../../state/presence';
import { useSelection } from '../../state/selection';
import { languageOf, say } from '../../words/words';
import './clips.css';
import { Fades } from './fades';
import { Filmstrip, stillStrip } from './filmstrip';
import './handles.css';
import { KeyMarks } from './key-marks';
import { MatteStrip } from './matte-strip';
import { ClipProblems } from './problems';
import { StepMark } from './step-mark';
import { type Row, useTimelineView } from './view';
import { Waveform } from './waveform';

export interface ClipHands {
  grab(event: PointerEvent, clip: Clip): void;
  trim(event: PointerEvent, clip: Clip, edge: Edge): void;
  fade(event: PointerEvent, clip: Clip, edge: Edge): void;
  stretch(event: PointerEvent, clip: Clip): void;
}

interface Props {
  clip: Clip;
  /** rows by track id: a dragged clip may show on another than its own */
  rows: ReadonlyMap<string, Row>;
  zoom: Zoom;
  from: number;
  to: number;
  readOnly: boolean;
  hands: ClipHands;
}

const NAME_ROOM = 18;
const times = new Intl.NumberFormat(languageOf(), { maximumFractionDigits: 2 });

/** What a clip's name says of how it runs. */
function speedMark({ speed, still }: Clip): ReactNode {
  const faster = Math.abs(speed) === 1 ? '' : `${times.format(Math.abs(speed))}×`;
  const says = still !== null ? say('still') : `${speed < 0 ? '◀ ' : ''}${faster}`;
  return says !== '' && <b className="clip-speed">{says}</b>;
}

export const ClipView = memo(function ClipView({ clip: saved, rows, zoom, from, to, readOnly, hands }: Props) {
  const shape = useTimelineView((view) => view.shapes[saved.id]);
  const selected = useSelection((selection) => selection.clips.includes(saved.id));
  const asset = useAssets((state) => state.assets[saved.asset]);
  const held = usePresence((state) => state.people.find(({ clips }) => clips.includes(saved.id))?.colour);
  const lost = useMattes((state) => state.loaded && saved.matte !== null && !state.mattes[saved.matte.id]);
  const clip = shape ? { ...saved, ...shape } : saved;
  const row = rows.get(clip.track);
  if (!row) return null;
  const left = toPixels(clip.start, zoom);
  const width = Math.max(2, toPixels(clip.length, zoom));
  const name = clip.title
    ? titleName(clip.title)
    : clip.kind === 'colour'
      ? clip.colour
      : (asset?.name ?? say('Missing media'));
  const missing = clip.kind === 'media' && !asset;
  const fixed = readOnly || row.track.locked;
  const kind = row.track.kind === 'audio' ? 'audio' : asset?.kind === 'image' ? 'image' : clip.kind;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button may not hold the trim handles
    <div
      role="button"
      tabIndex={0}
      className="clip"
      data-testid="clip"
      data-clip={clip.id}
      data-kind={kind}
      data-state={missing ? 'missing' : asset?.state}
      data-selected={selected || undefined}
      data-moving={shape ? true : undefined}
      data-locked={fixed || undefined}
      aria-pressed={selected}
      aria-label={say('{name}, clip on {track}', { name, track: row.track.name })}
      data-held={held || undefined}
      style={{ left, width, top: row.top + 2, height: row.height - 4, '--held': held } as CSSProperties}
      onPointerDown={(event) => hands.grab(event, saved)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') pickClip(saved.id);
      }}
    >
      <Picture
        clip={clip}
        kind={row.track.kind}
        left={left}
        width={width}
        height={row.height - 4}
        {...{ zoom, from, to }}
      />
      <span className="clip-name cut">
        {name}
        {asset?.state === 'failed' && ` · ${say('failed')}`}
        {lost && ` · ${say('mask deleted')}`}
        {speedMark(clip)}
      </span>
      {clip.matte && (
        <MatteStrip matteId={clip.matte.id} clip={clip} left={left} width={width} {...{ zoom, from, to }} />
      )}
      <KeyMarks clip={clip} left={left} {...{ zoom, from, to }} />
      <Fades {...{ clip, saved, zoom, width, fixed, hands }} />
      <ClipProblems clip={clip.id} readOnly={readOnly} />
      {clip.link && <StepMark clip={clip.id} readOnly={fixed} />}
      {!fixed && width > 14 && (
        <>
          <span
            className="handle handle-start"
            data-testid="trim-start"
            onPointerDown={(e) => hands.trim(e, saved, 'start')}
          />
          <span
            className="handle handle-end"
            data-testid="trim-end"
            onPointerDown={(e) => hands.trim(e, saved, 'end')}
          />
        </>
      )}
    </div>
  );
});

interface PictureProps {
  clip: Clip;
  kind: Track['kind'];
  left: number;
  width: number;
  height: number;
  zoom: Zoom;
  from: number;
  to: number;
}

/** What a clip shows of its source: a filmstrip, a waveform, or its colour. */
function Picture({ clip, kind, height, ...place }: PictureProps) {
  const asset = useAssets((state) => state.assets[clip.asset]);
  const source = { in: clip.in, speed: clip.speed, still: clip.still };
  if (clip.kind === 'colour') return <div className="clip-colour" style={{ background: clip.colour }} />;
  if (!asset) return null;
  if (kind === 'audio') {
    if (!asset.peaks || clip.still !== null) return null;
    const rate = asset.peaksRate ?? 100;
    return (
      <Waveform
        asset={clip.asset}
        peaks={asset.peaks}
        rate={rate}
        gain={clip.audio.gain}
        height={height}
        in={clip.in}
        speed={clip.speed}
        {...place}
      />
    );
  }
  const tall = height - NAME_ROOM;
  if (asset.urls.filmstrip && asset.filmstrip)
    return <Filmstrip url={asset.urls.filmstrip} strip={asset.filmstrip} height={tall} {...source} {...place} />;
  if (asset.kind === 'image' && asset.urls.poster)
    return <Filmstrip url={asset.urls.poster} strip={stillStrip} height={tall} {...source} {...place} />;
  return null;
}
