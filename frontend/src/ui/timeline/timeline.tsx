import {
  type CSSProperties,
  type PointerEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { toPixels } from '../../gestures/scale';
import type { Track } from '../../model/types';
import { useHeights } from '../../state/heights';
import { usePlayback } from '../../state/playback';
import { useProject } from '../../state/project';
import { say } from '../../words/words';
import { isCoarse } from '../touch';
import { ClipLayer } from './clip-layer';
import type { ClipHands } from './clip-view';
import { TimelineMenu } from './context';
import { dropFootage, takesDrop } from './drop';
import { fadeClip, grabClip, stretchTransition, trimClip } from './hands';
import { drawMarquee, scrub } from './lane-hands';
import { MarkedLanes } from './marked';
import { MarkerLines } from './markers';
import { PasteDialog } from './paste-dialog';
import { followPinch } from './pinch';
import { FollowPlayhead, PeopleLines, PlayheadLine, SnapLine } from './playhead-line';
import { Ruler } from './ruler';
import { Surface } from './surface';
import './timeline.css';
import { TimelineToolbar } from './toolbar';
import { dragTrack, resizeTrack } from './track-hands';
import { TrackHeader } from './track-header';
import { HEADER, RULER, rowsOf, useTimelineView, zoomBy } from './view';
import { useWindow } from './window';

const HEADER_STYLE = { '--timeline-header': `${HEADER}px` } as CSSProperties;
const WHEEL_STEP = 0.0022;

/** Tracks, clips and playhead. `readOnly` shows and plays without changing anything. */
export function Timeline({ readOnly: shared = false }: { readOnly?: boolean }) {
  const tracks = useProject((project) => project.reading.tracks);
  const rate = useProject((project) => project.reading.settings.rate);
  const empty = useProject((project) => project.reading.clips.length === 0);
  const viewer = useProject((project) => project.role === 'viewer');
  const readOnly = shared || viewer;
  const width = useTimelineView((view) => view.width);
  const end = usePlayback((playback) => playback.end);
  const tool = useTimelineView((view) => view.tool);
  const [over, setOver] = useState<string | null>(null);
  const { element, surface } = useSurface();
  const { zoom, from, to } = useWindow();

  const heights = useHeights((state) => state.of);
  const rows = useMemo(() => rowsOf(tracks, heights), [tracks, heights]);
  if (surface.current) surface.current.rows = rows;

  const hands = useMemo<ClipHands>(
    () => ({
      grab: (event, clip) => surface.current && grabClip(surface.current, event, clip, readOnly),
      trim: (event, clip, edge) => surface.current && trimClip(surface.current, event, clip, edge),
      fade: (event, clip, edge) => surface.current && fadeClip(surface.current, event, clip, edge),
      stretch: (event, clip) => surface.current && stretchTransition(surface.current, event, clip),
    }),
    [readOnly, surface],
  );
  const scrollTo = useCallback((left: number) => element.current?.scrollTo({ left }), [element]);
  const onLane = (event: PointerEvent) => surface.current && drawMarquee(surface.current, event);
  const onRuler = (event: PointerEvent) => surface.current && scrub(surface.current, event);
  const spare = useMemo(() => spareTracks(tracks), [tracks]);
  const content = HEADER + Math.max(width, toPixels(end, zoom) + width * 0.6);

  return (
    <section
      className="timeline"
      data-testid="timeline"
      data-tool={tool}
      aria-label={say('Timeline')}
      style={HEADER_STYLE}
    >
      <TimelineToolbar readOnly={readOnly} />
      <TimelineMenu surface={() => (readOnly ? null : surface.current)}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: files are dropped here; the media panel's buttons do the same */}
        <div
          className="timeline-scroll"
          ref={element}
          onDragOver={(event) => {
            if (readOnly || !takesDrop(event.dataTransfer)) return;
            event.preventDefault();
            event.dataTransfer.dropEffect = 'copy';
            setOver(surface.current?.track(event) ?? null);
          }}
          onDragLeave={() => setOver(null)}
          onDrop={(event) => {
            setOver(null);
            if (readOnly || !surface.current || !takesDrop(event.dataTransfer)) return;
            event.preventDefault();
            event.stopPropagation();
            void dropFootage(event.dataTransfer, surface.current.time(event), surface.current.track(event));
          }}
        >
          <div
            className="timeline-content"
            style={{ width: content }}
            onPointerDown={(event) => event.target === event.currentTarget && onLane(event)}
          >
            <div className="ruler-row">
              <div className="ruler-corner" />
              <Ruler rate={rate} {...{ zoom, from, to, readOnly }} onPointerDown={onRuler} />
            </div>
            {rows.map(({ track, height }) => (
              <div key={track.id} className="track-row" style={{ height }} data-testid="track" data-track={track.id}>
                <TrackHeader
                  {...{ track, readOnly }}
                  height={height - 1}
                  spare={spare.has(track.id)}
                  onGrab={(event, _, clicked) => surface.current && dragTrack(surface.current, event, track, clicked)}
                  onResize={(event) => surface.current && resizeTrack(surface.current, event, track)}
                />
                <div
                  className="lane"
                  data-off={isOff(track)}
                  data-over={over === track.id || undefined}
                  onPointerDown={onLane}
                />
              </div>
            ))}
            <ClipLayer {...{ rows, readOnly, hands }} />
            <MarkedLanes />
            <MarkerLines {...{ zoom, from, to }} />
            <TrackDrop />
            <MarqueeBox />
            <SnapLine />
            <PeopleLines />
            <PlayheadLine />
          </div>
        </div>
      </TimelineMenu>
      {empty && (
        <p className="timeline-empty">
          {readOnly
            ? say('This project has no clips yet.')
            : isCoarse()
              ? say('Tap + on a card of the media panel.')
              : say('Drop footage here, or press + on a card of the media panel.')}
        </p>
      )}
      <FollowPlayhead scrollTo={scrollTo} />
      <PasteDialog />
    </section>
  );
}

/** Tracks that may go: one of each kind stays. */
function spareTracks(tracks: readonly Track[]): Set<string> {
  const alone = (track: Track) => tracks.filter((other) => other.kind === track.kind).length < 2;
  return new Set(tracks.filter((track) => !alone(track)).map((track) => track.id));
}

const isOff = (track: Track) => track.muted || track.hidden || track.locked || undefined;

/** Where a dragged track would go. */
function TrackDrop() {
  const top = useTimelineView((view) => view.trackDrop);
  return top !== null && <div className="track-drop" style={{ top: RULER + top - 1 }} />;
}

function MarqueeBox() {
  const rect = useTimelineView((view) => view.marquee);
  if (!rect) return null;
  const { left, top, right, bottom } = rect;
  const style = { left: HEADER + left, top: RULER + top, width: right - left, height: bottom - top };
  return <div className="marquee" style={style} />;
}

/** The scrolled element: tells the view where it is, and follows the view when a zoom moves it. */
function useSurface() {
  const element = useRef<HTMLDivElement>(null);
  const surface = useRef<Surface | null>(null);
  const zoom = useTimelineView((view) => view.zoom);

  useLayoutEffect(() => {
    const scroll = element.current;
    if (!scroll) return;
    surface.current = new Surface(scroll);
    const measure = () =>
      useTimelineView.setState({
        width: Math.max(100, scroll.clientWidth - HEADER),
        height: Math.max(100, scroll.clientHeight - RULER),
      });
    const onScroll = () => useTimelineView.setState({ left: scroll.scrollLeft, top: scroll.scrollTop });
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const pointer = event.clientX - scroll.getBoundingClientRect().left - HEADER;
      zoomBy(Math.exp(-event.deltaY * WHEEL_STEP), Math.max(0, pointer));
    };
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(scroll);
    scroll.addEventListener('scroll', onScroll, { passive: true });
    scroll.addEventListener('wheel', onWheel, { passive: false });
    const endPinch = followPinch(scroll);
    return () => {
      endPinch();
      sizes.disconnect();
      scroll.removeEventListener('scroll', onScroll);
      scroll.removeEventListener('wheel', onWheel);
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a zoom chose the new scroll; scrolls themselves are not to be answered
  useEffect(() => {
    if (element.current) element.current.scrollLeft = useTimelineView.getState().left;
  }, [zoom]);

  return { element, surface };
}
