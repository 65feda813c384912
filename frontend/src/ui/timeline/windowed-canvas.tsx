import { useEffect, useRef } from 'react';

interface Props {
  /** the whole strip's place and width on the timeline, in pixels */
  left: number;
  width: number;
  height: number;
  /** the part of the timeline worth drawing */
  from: number;
  to: number;
  className: string;
  title?: string;
  testId?: string;
  /** draws the pixels from `offset` to `offset + width` of the strip; must keep its identity while nothing changed */
  draw(context: CanvasRenderingContext2D, offset: number, width: number, height: number): void;
}

/** A canvas over the part of a strip that is in the window: a strip of an hour stays as cheap as one of a second. */
export function WindowedCanvas({ left, width, height, from, to, className, title, testId, draw }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const offset = Math.max(0, Math.floor(from - left));
  const shown = Math.max(0, Math.min(Math.ceil(width), Math.ceil(to - left)) - offset);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || shown === 0) return;
    const density = Math.min(2, window.devicePixelRatio || 1);
    element.width = Math.ceil(shown * density);
    element.height = Math.ceil(height * density);
    context.setTransform(density, 0, 0, density, 0, 0);
    context.clearRect(0, 0, shown, height);
    draw(context, offset, shown, height);
  }, [draw, offset, shown, height]);

  return (
    <canvas
      ref={canvas}
      className={className}
      title={title}
      data-testid={testId}
      style={{ left: offset, width: shown, height }}
    />
  );
}
