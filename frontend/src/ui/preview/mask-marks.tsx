import { type MouseEvent, type PointerEvent, useRef } from 'react';
import type { Mark } from '../../gestures/mark';
import type { Transform } from '../../model/types';
import { say } from '../../words/words';
import { pictureSize, type Size, type Spot, toFrame } from './geometry';
import './mask-marks.css';

/** How source places of one clip lie on the frame. */
export interface Laid {
  source: Size;
  project: Size;
  transform: Transform;
}

/** Boxes and strokes as they lie on the picture. */
export function MarkShapes({ marks, laid, drawn = false }: { marks: Mark[]; laid: Laid; drawn?: boolean }) {
  const { width, height } = laid.project;
  const at = (x: number, y: number): string => {
    const spot = toFrame({ x, y }, laid.source, laid.project, laid.transform);
    return `${spot.x * width},${spot.y * height}`;
  };
  const across = pictureSize(laid.source, laid.project, laid.transform.scale).width;
  return (
    <svg className="mark-shapes" viewBox={`0 0 ${width} ${height}`} data-drawn={drawn || undefined} aria-hidden="true">
      {marks.map((mark, index) => {
        if ('box' in mark) {
          const { left, top, right, bottom } = mark.box;
          const corners = [at(left, top), at(right, top), at(right, bottom), at(left, bottom)];
          return <polygon key="box" points={corners.join(' ')} />;
        }
        if (!('stroke' in mark)) return null;
        const { places, width: brush, keep } = mark.stroke;
        const line = places.length > 1 ? places : [...places, ...places]; // a dab is a line to where it is
        return (
          <polyline
            // biome-ignore lint/suspicious/noArrayIndexKey: strokes have nothing but their place in the list
            key={index}
            points={line.map(([x, y]) => at(x, y)).join(' ')}
            data-keep={keep}
            strokeWidth={Math.max(1, brush * across)}
          />
        );
      })}
    </svg>
  );
}

/** The brush's size under the pointer. */
export function BrushRing({
  spot,
  width,
  removing,
  laid,
}: {
  spot: Spot;
  width: number;
  removing: boolean;
  laid: Laid;
}) {
  const { project } = laid;
  const across = pictureSize(laid.source, project, laid.transform.scale).width * width;
  return (
    <svg className="mark-shapes" viewBox={`0 0 ${project.width} ${project.height}`} aria-hidden="true">
      <circle cx={spot.x * project.width} cy={spot.y * project.height} r={across / 2} data-keep={!removing} />
    </svg>
  );
}

const NAMES = {
  point: {
    keep: say('Remove this keep point'),
    remove: say('Remove this remove point'),
    hint: say('Click to take this point away'),
  },
  stroke: {
    keep: say('Remove this keep stroke'),
    remove: say('Remove this remove stroke'),
    hint: say('Click to take this stroke away'),
  },
  box: { keep: say('Remove this box'), remove: say('Remove this box'), hint: say('Click to take this box away') },
};

/** A dot for each mark, which takes it away. */
export function MarkDots({ marks, laid, onRemove }: { marks: Mark[]; laid: Laid; onRemove: (mark: Mark) => void }) {
  const pressed = useRef<number | null>(null);
  return marks.map((mark, index) => {
    const [kind, place, keep] = handleOf(mark);
    const names = NAMES[kind];
    const at = toFrame(place, laid.source, laid.project, laid.transform);
    return (
      <button
        // biome-ignore lint/suspicious/noArrayIndexKey: the server knows marks by their place in the list
        key={index}
        type="button"
        className="prompt-dot"
        data-testid={kind === 'point' ? 'prompt-dot' : `prompt-${kind}`}
        data-kind={kind}
        data-keep={keep}
        aria-label={names[keep ? 'keep' : 'remove']}
        title={names.hint}
        style={{ left: `${at.x * 100}%`, top: `${at.y * 100}%` }}
        onPointerDown={(event: PointerEvent) => {
          event.stopPropagation();
          pressed.current = index;
        }}
        onClick={(event: MouseEvent) => {
          // a tap that has just made this mark ends as a click on it, which is not meant for it
          const isMeant = event.detail === 0 || pressed.current === index;
          pressed.current = null;
          if (!isMeant) return;
          // the dot goes, and the keys go on from the picture
          if (event.detail === 0) event.currentTarget.closest<HTMLElement>('.mask-overlay')?.focus();
          onRemove(mark);
        }}
      />
    );
  });
}

function handleOf(mark: Mark): [kind: keyof typeof NAMES, at: Spot, keep: boolean] {
  if ('point' in mark) return ['point', mark.point, mark.point.keep];
  if ('box' in mark) return ['box', { x: mark.box.right, y: mark.box.top }, true];
  const [x, y] = mark.stroke.places[0] ?? [0, 0];
  return ['stroke', { x, y }, mark.stroke.keep];
}
