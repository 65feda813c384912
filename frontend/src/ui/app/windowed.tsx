import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';

interface Props<T> {
  lines: readonly T[];
  /** also tells lines apart whose height is another, such as tiles from lines of a list */
  keyOf: (line: T) => string;
  /** pixels, until a line was drawn and measured */
  estimate: (line: T) => number;
  /** pixels between lines */
  gap?: number;
  /** indexes of lines that are drawn wherever they are, such as that with the focus */
  kept?: readonly number[];
  /** index of a line that is scrolled to when it becomes another; -1 for none */
  shown?: number;
  children: (line: T, index: number) => ReactNode;
}

/** Of a long list the lines that are in sight, in the element around that scrolls. */
export function Windowed<T>({ lines, keyOf, estimate, gap = 0, kept = [], shown = -1, children }: Props<T>) {
  const place = useRef<HTMLDivElement>(null);
  const [{ scroller, scrollMargin }, setAround] = useState<Around>({ scroller: null, scrollMargin: 0 });
  useLayoutEffect(() => {
    const element = place.current as HTMLDivElement;
    const look = () => {
      const now = aroundOf(element);
      setAround((was) => (was.scroller === now.scroller && was.scrollMargin === now.scrollMargin ? was : now));
    };
    look();
    const observer = new ResizeObserver(look);
    if (element.parentElement) observer.observe(element.parentElement);
    return () => observer.disconnect();
  }, []);
  const line = (index: number) => lines[index] as T;
  const window = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller,
    estimateSize: (index) => estimate(line(index)),
    getItemKey: (index) => keyOf(line(index)),
    gap,
    overscan: 6,
    scrollMargin,
    rangeExtractor: (range) => {
      const drawn = new Set([...defaultRangeExtractor(range), ...kept.filter((index) => index >= 0)]);
      return [...drawn].sort((a, b) => a - b);
    },
  });
  const shownKey = lines[shown] && keyOf(lines[shown]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: where it is moved to another index nobody went anywhere
  useEffect(() => {
    // what is pressed stays where it is, or its click would go to what comes there
    if (shownKey !== undefined && !place.current?.querySelector(':active'))
      window.scrollToIndex(shown, { align: 'auto' });
  }, [shownKey]);
  return (
    <div ref={place} className="windowed" style={{ height: window.getTotalSize() }}>
      {window.getVirtualItems().map(({ key, index, start }) => (
        <div
          key={key}
          ref={window.measureElement}
          data-index={index}
          style={{ transform: `translateY(${start - scrollMargin}px)` }}
        >
          {children(line(index), index)}
        </div>
      ))}
    </div>
  );
}

interface Around {
  scroller: Element | null;
  /** pixels from the top of what it scrolls to the list */
  scrollMargin: number;
}

function aroundOf(element: Element): Around {
  for (let around = element.parentElement; around; around = around.parentElement) {
    if (!/auto|scroll/.test(getComputedStyle(around).overflowY)) continue;
    const above = element.getBoundingClientRect().top - around.getBoundingClientRect().top;
    return { scroller: around, scrollMargin: Math.round(above + around.scrollTop) };
  }
  return { scroller: document.scrollingElement, scrollMargin: 0 };
}
