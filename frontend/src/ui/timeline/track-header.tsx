import { Crosshair, EllipsisVertical, Eye, EyeOff, Headphones, Lock, LockOpen, Volume2, VolumeX } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { type PointerEvent, type ReactNode, useState } from 'react';
import type { TrackFlag } from '../../model/edits/tracks';
import { FORMATS } from '../../model/subtitles';
import type { Track } from '../../model/types';
import { setHeights } from '../../state/heights';
import { toggleTarget, useMarks } from '../../state/marks';
import { beginGesture, endGesture } from '../../state/project';
import { hasTitles, saveSubtitles, selectTrack } from '../../state/subtitles';
import { say } from '../../words/words';
import { decibels, showNumber } from '../inspector/numbers';
import { Entries, type Entry } from '../menu';
import { isCoarse } from '../touch';
import { addTrackOf, dropTrack, nameTrack, toggleTrack, turnTrack } from './actions';
import { moveRow } from './track-hands';
import './tracks.css';

interface Props {
  track: Track;
  height: number;
  readOnly: boolean;
  /** not the last of its kind: it may go, and change places */
  spare: boolean;
  /** `clicked`: a press that was no drag */
  onGrab(event: PointerEvent, track: Track, clicked: () => void): void;
  onResize(event: PointerEvent, track: Track): void;
}

/** Below this the header has room for one line. */
const ONE_LINE = 50;

/** Name and switches of one track, fixed at the timeline's left. Dragging it changes the order. */
export function TrackHeader({ track, height, readOnly, spare, onGrab, onResize }: Props) {
  const flag = (name: TrackFlag, says: string, icon: ReactNode) => (
    <button
      type="button"
      className="icon track-flag"
      aria-label={say('{deed} {track}', { deed: says, track: track.name })}
      aria-pressed={track[name]}
      title={says}
      disabled={readOnly}
      onClick={() => toggleTrack(track, name)}
    >
      {icon}
    </button>
  );
  const grab = (event: PointerEvent) => {
    const target = event.target as Element;
    const name = target.closest<HTMLInputElement>('input.track-name:not(:focus)');
    const taken = target.closest('button, input, [role="separator"], [role="menu"]');
    if (!readOnly && (name || !taken)) onGrab(event, track, () => writeIn(name));
  };
  return (
    <div
      className="track-header"
      data-testid="track-header"
      data-kind={track.kind}
      data-low={height < ONE_LINE || undefined}
      data-fixed={readOnly || undefined}
      style={{ height }}
      onPointerDown={grab}
    >
      <div className="track-title">
        <TrackName track={track} readOnly={readOnly || track.locked} />
        {track.kind === 'audio' && <Volume track={track} readOnly={readOnly} />}
        {!readOnly && <Target track={track} />}
      </div>
      <div className="track-flags">
        {flag('muted', track.muted ? say('Unmute') : say('Mute'), track.muted ? <VolumeX /> : <Volume2 />)}
        {flag('solo', say('Solo'), <Headphones />)}
        {track.kind === 'video' &&
          flag('hidden', track.hidden ? say('Show') : say('Hide'), track.hidden ? <EyeOff /> : <Eye />)}
        {flag('locked', track.locked ? say('Unlock') : say('Lock'), track.locked ? <Lock /> : <LockOpen />)}
        {!readOnly && <TrackMenu track={track} height={height} spare={spare} />}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a rule cannot be pulled at */}
      <div
        className="track-resize"
        role="separator"
        aria-orientation="horizontal"
        title={say('Drag for another height; with Shift all tracks of this kind')}
        onPointerDown={(event) => onResize(event, track)}
      />
    </div>
  );
}

function writeIn(field: HTMLInputElement | null): void {
  field?.focus();
  field?.select();
}

/** Of all that is on the track; a drag is one step of undo, a double click brings back what was recorded. */
function Volume({ track, readOnly }: { track: Track; readOnly: boolean }) {
  const percent = Math.round(track.gain * 100);
  const [held, setHeld] = useState(false);
  const settle = () => {
    if (held) endGesture();
    setHeld(false);
  };
  return (
    <input
      type="range"
      className="track-volume"
      data-testid="track-volume"
      aria-label={say('Volume of {track}', { track: track.name })}
      title={say('Volume of the track: {level} dB', { level: showNumber(decibels(track.gain), 1) })}
      min={0}
      max={200}
      step={1}
      disabled={readOnly}
      value={percent}
      onPointerDown={() => {
        setHeld(true);
        beginGesture();
      }}
      onPointerUp={settle}
      onPointerCancel={settle}
      onDoubleClick={() => turnTrack(track, 1)}
      onChange={(event) => turnTrack(track, event.target.valueAsNumber / 100)}
    />
  );
}

/** Whether footage is inserted on this track. */
function Target({ track: { id, kind, name } }: { track: Track }) {
  const chosen = useMarks((state) => state.targets[kind] === id);
  return (
    <button
      type="button"
      className="icon track-target"
      aria-label={say('Insert on {track}', { track: name })}
      aria-pressed={chosen}
      title={say('Insert and overwrite go to this track')}
      onClick={() => toggleTarget(kind, id)}
    >
      <Crosshair />
    </button>
  );
}

const STEP = 24;

function TrackMenu({ track, height, spare }: { track: Track; height: number; spare: boolean }) {
  const flag = (name: TrackFlag, on: string, off: string): Entry => ({
    label: track[name] ? off : on,
    run: () => toggleTrack(track, name),
  });
  const flags: Entry[] = [flag('muted', say('Mute'), say('Unmute')), flag('solo', say('Solo'), say('End solo'))];
  if (track.kind === 'video') flags.push(flag('hidden', say('Hide'), say('Show')));
  flags.push(flag('locked', say('Lock'), say('Unlock')));
  if (isCoarse())
    flags.push({
      label: say('Insert on {track}', { track: track.name }),
      run: () => toggleTarget(track.kind, track.id),
    });
  flags.push('line');
  const entries: Entry[] = [
    // a low header has no room for the switches, and fingers need more of it
    ...(height < ONE_LINE || isCoarse() ? flags : []),
    { label: say('Move up'), disabled: !spare, run: () => moveRow(track, -1) },
    { label: say('Move down'), disabled: !spare, run: () => moveRow(track, 1) },
    { label: say('Select its clips'), run: () => selectTrack(track) },
    ...(hasTitles(track)
      ? FORMATS.map(
          (format): Entry => ({
            label: say('Save its titles as .{format}', { format }),
            run: () => saveSubtitles(track, format),
          }),
        )
      : []),
    'line',
    { label: say('Taller'), run: () => setHeights({ [track.id]: height + 1 + STEP }) },
    { label: say('Lower'), run: () => setHeights({ [track.id]: height + 1 - STEP }) },
    'line',
    {
      label: say(track.kind === 'video' ? 'Add a video track' : 'Add an audio track'),
      run: () => addTrackOf(track.kind),
    },
    {
      label: say('Delete {track}', { track: track.name }),
      danger: true,
      disabled: !spare || track.locked,
      run: () => dropTrack(track),
    },
  ];
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        className="icon track-flag"
        aria-label={say('More of {track}', { track: track.name })}
        title={say('More')}
      >
        <EllipsisVertical />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4} collisionPadding={8}>
          <Entries kit="dropdown" entries={entries} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function TrackName({ track, readOnly }: { track: Track; readOnly: boolean }) {
  const [typed, setTyped] = useState<string | null>(null);
  const commit = () => {
    const name = typed?.trim();
    if (name && name !== track.name) nameTrack(track, name);
    setTyped(null);
  };
  if (readOnly) return <span className="track-name cut">{track.name}</span>;
  return (
    <input
      className="track-name"
      aria-label={say('Name of track {track}', { track: track.name })}
      value={typed ?? track.name}
      onMouseDown={(event) => {
        // a drag moves the track; a click writes the name, when it is known to be one
        if (document.activeElement !== event.currentTarget) event.preventDefault();
      }}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') setTyped(null);
      }}
    />
  );
}
