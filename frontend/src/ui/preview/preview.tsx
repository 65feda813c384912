import { Brush, ChartSpline, Frame, Minus, MousePointer2, Plus, Sparkles } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { attachCanvas, usePlayback } from '../../state/playback';
import { useProject } from '../../state/project';
import { toggleScopes, useScopes } from '../../state/scopes';
import { useSelection } from '../../state/selection';
import { say } from '../../words/words';
import { part } from '../app/part';
import { onArrows, reached } from '../arrows';
import { useKeyed } from '../keyed';
import { Absent } from './absent';
import { fitBox } from './geometry';
import { useAltKey, useMaskMode } from './mask-mode';
import { MaskOverlay } from './mask-overlay';
import { Meters } from './meters';
import { Peeks } from './peeks';
import './preview.css';
import { TransformOverlay } from './transform-overlay';
import { Clock, Transport } from './transport';

/** Comes when first opened: the first load does without. */
const Scopes = part(() => import('../scopes/scopes').then((module) => module.Scopes));

/** The picture with its tools and transport. `readOnly` plays without changing anything. */
export function Preview({ readOnly: shared = false }: { readOnly?: boolean }) {
  const keyed = useKeyed();
  const viewer = useProject((project) => project.role === 'viewer');
  const readOnly = shared || viewer;
  const tool = useSelection((selection) => selection.tool);
  const error = usePlayback((playback) => playback.error);
  const [safe, setSafe] = useState(false);
  const scopes = useScopes((state) => state.open);
  return (
    <section className="preview" data-testid="preview" aria-label={say('Preview')}>
      <div className="stage-row">
        <Stage>
          {safe && <SafeAreas />}
          {!readOnly && (tool === 'mask' ? <MaskOverlay /> : <TransformOverlay />)}
          <Absent />
          <Peeks />
          {error && (
            <p className="preview-error" role="alert">
              {error}
            </p>
          )}
        </Stage>
        <Meters />
        {scopes && <Scopes />}
      </div>
      <div className="preview-bar">
        <div className="preview-tools">
          {!readOnly && <Tools />}
          <button
            type="button"
            className="icon"
            data-testid="safe-areas"
            aria-label={say('Safe areas')}
            title={say('Safe areas: 90 % of the frame for what happens, 80 % for words')}
            aria-pressed={safe}
            onClick={() => setSafe(!safe)}
          >
            <Frame />
          </button>
          <button
            type="button"
            className="icon"
            data-testid="scopes-switch"
            aria-label={say('Colour scopes')}
            title={keyed('scopes', say('Colour scopes'))}
            aria-pressed={scopes}
            onClick={toggleScopes}
          >
            <ChartSpline />
          </button>
        </div>
        <Transport />
        <Clock />
      </div>
    </section>
  );
}

/** The inner nine tenths and eight tenths of the frame. */
const SafeAreas = () => (
  <div className="safe-areas" data-testid="safe-area-lines" aria-hidden="true">
    <i />
    <i />
  </div>
);

/** The canvas at the largest size of the project's shape that the panel has room for. */
function Stage({ children }: { children: React.ReactNode }) {
  const room = useRef<HTMLDivElement>(null);
  const width = useProject((project) => project.reading.settings.width);
  const height = useProject((project) => project.reading.settings.height);
  const background = useProject((project) => project.reading.settings.background);
  const [size, setSize] = useState({ width: 0, height: 0 });

  useEffect(() => {
    const element = room.current;
    if (!element) return;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    measure();
    return () => sizes.disconnect();
  }, []);

  return (
    <div className="stage" ref={room}>
      <div className="stage-box" style={{ ...fitBox({ width, height }, size), background }}>
        <CanvasHost />
        {children}
      </div>
    </div>
  );
}

/** A canvas can be given to a worker once only, so each mount makes its own, outside React's hands. */
function CanvasHost() {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const canvas = document.createElement('canvas');
    canvas.className = 'preview-canvas';
    canvas.dataset.testid = 'preview-canvas';
    host.current?.append(canvas);
    const detach = attachCanvas(canvas);
    return () => {
      detach();
      canvas.remove();
    };
  }, []);
  return <div className="canvas-host" ref={host} />;
}

function Tools() {
  const tool = useSelection((selection) => selection.tool);
  const keyed = useKeyed();
  const setTool = useSelection((selection) => selection.setTool);
  return (
    <>
      <button
        type="button"
        className="icon"
        data-testid="tool-select"
        aria-label={say('Select and move')}
        title={say('Select and move')}
        aria-pressed={tool === 'select'}
        onClick={() => setTool('select')}
      >
        <MousePointer2 />
      </button>
      <button
        type="button"
        className="quiet mask-tool"
        data-testid="tool-mask"
        title={keyed('mask-tool', say('Mask an object'))}
        aria-pressed={tool === 'mask'}
        onClick={() => setTool(tool === 'mask' ? 'select' : 'mask')}
      >
        <Sparkles /> {say('Mask')}
      </button>
      {tool === 'mask' && <KeepOrRemove />}
      {tool === 'mask' && <BrushSwitch />}
    </>
  );
}

/** What a click on the picture says. Alt turns it round for as long as it is held. */
function KeepOrRemove() {
  const chosen = useMaskMode((mode) => mode.removing);
  const alt = useAltKey();
  const removing = chosen || alt;
  return (
    <div className="switch" role="radiogroup" aria-label={say('Clicks')} onKeyDown={onArrows}>
      {[false, true].map((remove) => (
        // biome-ignore lint/a11y/useSemanticElements: a pair of radio inputs would need as many labels and ids
        <button
          key={String(remove)}
          type="button"
          role="radio"
          data-testid={remove ? 'mask-remove' : 'mask-keep'}
          title={
            remove
              ? say('Clicks and strokes leave out of the mask (or hold Alt)')
              : say('Clicks, boxes and strokes keep in the mask')
          }
          aria-label={remove ? say('Remove') : say('Keep')}
          aria-checked={removing === remove}
          {...reached(chosen === remove)}
          onClick={() => useMaskMode.setState({ removing: remove })}
        >
          {remove ? <Minus /> : <Plus />}
          <span className="switch-word">{remove ? say('Remove') : say('Keep')}</span>
        </button>
      ))}
    </div>
  );
}

/** Whether a drag paints or draws a box. */
function BrushSwitch() {
  const keyed = useKeyed();
  const brush = useMaskMode((mode) => mode.brush);
  return (
    <button
      type="button"
      className="icon"
      data-testid="mask-brush"
      aria-label={say('Brush')}
      title={[
        `${say('Brush: drag to paint what to keep, with Alt what to leave out')} (B)`,
        keyed('brush-smaller'),
        keyed('brush-larger'),
      ].join('\n')}
      aria-pressed={brush}
      onClick={() => useMaskMode.setState({ brush: !brush })}
    >
      <Brush />
    </button>
  );
}
