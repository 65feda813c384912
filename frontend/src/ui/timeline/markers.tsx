import { Trash2 } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type PointerEvent, useEffect, useRef } from 'react';
import { follow } from '../../gestures/follow';
import { deltaTicks, toPixels, type Zoom } from '../../gestures/scale';
import { nearestSnap, snapTargets } from '../../gestures/snap';
import type { Marker } from '../../model/types';
import { changeMarker, dropMarker, useOpenMarker } from '../../state/markers';
import { pause, seek } from '../../state/playback';
import { useProject } from '../../state/project';
import { addTicks, snapToFrame, type Ticks, ticks } from '../../time/time';
import { formatTimecode } from '../../time/timecode';
import { say } from '../../words/words';
import { reach, snapPoints } from './snapping';
import { HEADER, settle, useTimelineView } from './view';

/** Colours to choose from, by their names. */
const COLOURS: [string, string][] = [
  ['#4c9ffe', say('Blue')],
  ['#4cc38a', say('Green')],
  ['#e5b454', say('Yellow')],
  ['#f2676b', say('Red')],
  ['#b48cf2', say('Violet')],
];

interface Props {
  zoom: Zoom;
  from: number;
  to: number;
  readOnly: boolean;
}

const useShownMarkers = ({ zoom, from, to }: Pick<Props, 'zoom' | 'from' | 'to'>): Marker[] => {
  const markers = useProject((project) => project.reading.markers);
  const held = useTimelineView((view) => view.marker);
  return markers
    .map((marker) => (held?.id === marker.id ? { ...marker, at: held.at } : marker))
    .filter(({ at }) => toPixels(at, zoom) >= from && toPixels(at, zoom) <= to);
};

/** Markers in the ruler. */
export function Markers({ readOnly, ...place }: Props) {
  return useShownMarkers(place).map((marker) => (
    <MarkerFlag key={marker.id} marker={marker} zoom={place.zoom} readOnly={readOnly} />
  ));
}

/** The same as faint lines over the tracks. */
export function MarkerLines(place: Omit<Props, 'readOnly'>) {
  return useShownMarkers(place).map(({ id, at, colour }) => (
    <div
      key={id}
      className="marker-line"
      style={{ translate: `${HEADER + toPixels(at, place.zoom)}px`, background: colour }}
    />
  ));
}

function MarkerFlag({ marker, zoom, readOnly }: { marker: Marker; zoom: Zoom; readOnly: boolean }) {
  const open = useOpenMarker((state) => state.id === marker.id);
  const rate = useProject((project) => project.reading.settings.rate);
  const says = `${marker.label || say('Marker')}, ${formatTimecode(marker.at, rate)}`;
  const set = (wanted: boolean) => useOpenMarker.setState({ id: wanted ? marker.id : null });
  return (
    <Popover.Root open={open} onOpenChange={(wanted) => !wanted && set(false)}>
      <Popover.Anchor asChild>
        <button
          type="button"
          className="marker"
          data-testid="marker"
          aria-label={says}
          title={says}
          style={{ left: toPixels(marker.at, zoom), color: marker.colour }}
          onPointerDown={(event) => grab(event, marker, readOnly)}
          onDoubleClick={() => !readOnly && set(true)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') set(!readOnly);
            else if (!readOnly && (event.key === 'Delete' || event.key === 'Backspace')) dropMarker(marker.id);
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          className="menu marker-card"
          role="dialog"
          aria-label={say('Marker')}
          side="top"
          sideOffset={6}
          onPointerDown={(event) => event.stopPropagation()} // React's events reach the ruler through the portal
        >
          <MarkerForm marker={marker} done={() => set(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function MarkerForm({ marker: { id, label, colour }, done }: { marker: Marker; done(): void }) {
  const typed = useRef(label);
  // the card may go before the field hears that it lost the focus
  useEffect(() => {
    const { markers } = useProject.getState().reading;
    const before = markers.find((marker) => marker.id === id)?.label;
    return () => {
      if (typed.current !== before) changeMarker(id, { label: typed.current });
    };
  }, [id]);
  return (
    <>
      <input
        data-testid="marker-text"
        aria-label={say('Text of the marker')}
        placeholder={say('What is here?')}
        defaultValue={label}
        onChange={(event) => {
          typed.current = event.target.value;
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') typed.current = label;
          if (event.key === 'Enter') done();
        }}
      />
      <div className="row">
        {COLOURS.map(([hex, name]) => (
          <button
            key={hex}
            type="button"
            className="swatch"
            aria-label={name}
            aria-pressed={hex === colour}
            style={{ background: hex }}
            onClick={() => changeMarker(id, { colour: hex })}
          />
        ))}
        <span className="grow" />
        <button type="button" className="icon" aria-label={say('Remove the marker')} onClick={() => dropMarker(id)}>
          <Trash2 />
        </button>
      </div>
    </>
  );
}

/** A click takes the playhead there; a drag moves the marker. */
function grab(event: PointerEvent, marker: Marker, readOnly: boolean): void {
  if (event.button !== 0) return;
  event.stopPropagation();
  const { reading } = useProject.getState();
  const others = reading.markers.flatMap((each) => (each.id === marker.id ? [] : [each.at]));
  const targets = snapTargets(reading, new Set(), [...snapPoints().filter((at) => at !== marker.at), ...others]);
  const origin = event.clientX;
  let at: Ticks = marker.at;
  follow(event.nativeEvent, {
    move(moved) {
      if (readOnly) return;
      const wanted = addTicks(marker.at, deltaTicks(moved.clientX - origin, useTimelineView.getState().zoom));
      const pull = reach(moved);
      const snap = pull > 0 ? nearestSnap([wanted], targets, pull) : null;
      at = ticks(Math.max(0, snap?.at ?? snapToFrame(wanted, reading.settings.rate)));
      useTimelineView.setState({ marker: { id: marker.id, at }, snap: snap?.at ?? null });
    },
    end() {
      if (at !== marker.at) changeMarker(marker.id, { at });
      settle();
    },
    cancel: settle,
    click() {
      pause();
      seek(marker.at);
    },
  });
}
