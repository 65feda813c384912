import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { levels, type Sample } from '../../engine/scopes';
import { usePlayback } from '../../state/playback';
import { chooseScope, SCOPES, type Scope, toggleScopes, useScopes } from '../../state/scopes';
import { say } from '../../words/words';
import { onArrows, reached } from '../arrows';
import { Graticule } from './graticule';
import { paint } from './paint';
import { sayLevels } from './said';
import './scopes.css';

const NAMES: Record<Scope, [short: string, whole: string]> = {
  waveform: [say('Wave|scope'), say('Waveform of luma')],
  parade: [say('Parade|scope'), say('Parade of red, green and blue')],
  vectorscope: [say('Vector|scope'), say('Vectorscope')],
  histogram: [say('Histogram'), say('Histogram')],
};

/** A colour scope of what the preview shows, beside it or under it. */
export function Scopes() {
  const scope = useScopes((scopes) => scopes.scope);
  const engine = usePlayback((playback) => playback.engine);
  const [sample, setSample] = useState<Sample | null>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    engine?.watch(setSample);
    return () => engine?.watch(null);
  }, [engine]);
  useEffect(() => {
    if (canvas.current && sample) paint(canvas.current, scope, sample);
  }, [scope, sample]);
  return (
    <section className="scopes" data-testid="scopes" aria-label={say('Colour scopes')}>
      <div className="scopes-head">
        <div className="switch" role="radiogroup" aria-label={say('Scope')} onKeyDown={onArrows}>
          {SCOPES.map((each) => (
            // biome-ignore lint/a11y/useSemanticElements: radio inputs would need as many labels and ids
            <button
              key={each}
              type="button"
              role="radio"
              data-testid={`scope-${each}`}
              title={NAMES[each][1]}
              aria-label={NAMES[each][1]}
              aria-checked={scope === each}
              {...reached(scope === each)}
              onClick={() => chooseScope(each)}
            >
              {NAMES[each][0]}
            </button>
          ))}
        </div>
        <button type="button" className="icon" aria-label={say('Close the scopes')} onClick={toggleScopes}>
          <X />
        </button>
      </div>
      <figure className="scope" data-scope={scope}>
        <div className="scope-plot">
          <div className="scope-face">
            <Graticule scope={scope} />
            <canvas ref={canvas} data-testid="scope-plot" />
          </div>
        </div>
        <figcaption className="small dim" data-testid="scope-said">
          {sample ? sayLevels(levels(sample)) : engine ? say('Measuring…') : say('There is no picture to measure.')}
        </figcaption>
      </figure>
    </section>
  );
}
