import { AudioWaveform, RotateCcw } from 'lucide-react';
import { isPlaced } from '../../model/params';
import { titleName } from '../../model/titles';
import type { Clip } from '../../model/types';
import { resetTransform } from '../../state/adjust';
import { useAssets } from '../../state/assets';
import { duck } from '../../state/duck';
import { useProject } from '../../state/project';
import { say } from '../../words/words';
import { part } from '../app/part';
import { EffectsSection } from './effects-section';
import { FadesSection } from './fades-section';
import { Section } from './fields';
import { CROP, PAN, PICTURE, VOLUME } from './figures';
import { MatteSection } from './matte-section';
import { ParamField } from './param-field';
import { SpeedSection } from './speed-section';
import { TransitionSection } from './transition-section';

const CurveSection = part(() => import('./curve-section').then((module) => module.CurveSection));
const TitleSection = part(() => import('./title-section').then((module) => module.TitleSection));

/** Figures shared by the selected clips; a change goes to all of them. */
export function ClipPanel({ clips }: { clips: Clip[] }) {
  const assets = useAssets((s) => s.assets);
  const { tracks } = useProject((s) => s.reading);
  const isViewer = useProject((s) => s.role === 'viewer');
  const isLocked = clips.every((clip) => tracks.find((t) => t.id === clip.track)?.locked);
  const disabled = isViewer || isLocked;
  const kindOf = (clip: Clip) => tracks.find((t) => t.id === clip.track)?.kind;
  const pictures = clips.filter((clip) => kindOf(clip) === 'video');
  const sounds = clips.filter((clip) => kindOf(clip) === 'audio');
  const first = clips[0];
  const isOne = clips.every(
    (clip) => clip.asset === first?.asset && clip.link === first.link && !(clip.title && clip !== first),
  );
  const title =
    clips.length > 1 && !isOne
      ? say('{count, plural, one {# clip} other {# clips}}', { count: clips.length })
      : first?.title
        ? titleName(first.title)
        : ((first && assets[first.asset]?.name) ?? say('Clip'));
  const picture = pictures[0];
  const titles = pictures.filter((clip) => clip.title);
  const films = pictures.filter((clip) => clip.kind === 'media');
  const running = clips.filter((clip) => clip.kind === 'media' && assets[clip.asset]?.kind !== 'image');
  const sound = sounds[0] ?? undefined;
  const isKeyed = clips.some((clip) => Object.keys(clip.keyframes).length > 0);
  return (
    <div className="inspector" data-testid="inspector">
      <header className="panel-head">
        <h2 className="grow cut of-clip" title={title}>
          {title}
        </h2>
        {picture && (
          <button
            type="button"
            className="icon"
            aria-label={say('Reset place, size, turn, opacity and crop')}
            title={say('Reset place, size, turn, opacity and crop')}
            disabled={disabled || !pictures.some(isPlaced)}
            onClick={() => resetTransform(pictures)}
          >
            <RotateCcw />
          </button>
        )}
      </header>
      {isLocked && !isViewer && (
        <p className="inspector-hint small" data-testid="locked-hint">
          {say('Its track is locked. Unlock it in the track’s header to change the clip.')}
        </p>
      )}
      {titles.length > 0 && <TitleSection clips={titles} disabled={disabled} />}
      {picture && <Picture clips={pictures} disabled={disabled} />}
      {films.length > 0 && <MatteSection clips={films} disabled={disabled} />}
      {sound && (
        <Section title={say('Sound')}>
          <ParamField figure={VOLUME} clips={sounds} action={VOLUME.label} disabled={disabled} />
          <ParamField figure={PAN} clips={sounds} action={PAN.label} disabled={disabled} />
          <button
            type="button"
            className="field-button"
            data-testid="duck"
            title={say('Lower it by 12 dB wherever something is heard on other audio tracks')}
            disabled={disabled}
            onClick={() => duck(sounds)}
          >
            <AudioWaveform /> {say('Duck under other tracks')}
          </button>
        </Section>
      )}
      {running.length > 0 && (
        <SpeedSection clips={running} isFilm={films.some((clip) => running.includes(clip))} disabled={disabled} />
      )}
      {picture && pictures.length === 1 && <TransitionSection clip={picture} disabled={disabled} />}
      <FadesSection clips={clips} disabled={disabled} />
      {picture && <EffectsSection clips={pictures} disabled={disabled} />}
      {clips.length > 0 && isKeyed && <CurveSection clips={clips} disabled={disabled} />}
    </div>
  );
}

function Picture({ clips, disabled }: { clips: Clip[]; disabled: boolean }) {
  return (
    <>
      <Section title={say('Picture')}>
        {PICTURE.map((figure) => (
          <ParamField key={figure.param} figure={figure} clips={clips} action={figure.label} disabled={disabled} />
        ))}
      </Section>
      <Section title={say('Crop')} folds>
        {CROP.map((figure) => (
          <ParamField key={figure.param} figure={figure} clips={clips} action={say('Crop')} disabled={disabled} />
        ))}
      </Section>
    </>
  );
}
