import { Eye, EyeOff, Headphones, Lock, LockOpen, Trash2, Volume2, VolumeX } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { TrackFlag } from '../../model/edits/tracks';
import type { Track } from '../../model/types';
import { dropTrack, nameTrack, toggleTrack } from './actions';

interface Props {
  track: Track;
  height: number;
  readOnly: boolean;
  /** empty, and not the last of its kind */
  spare: boolean;
}

/** Name and switches of one track, fixed at the timeline's left. */
export function TrackHeader({ track, height, readOnly, spare }: Props) {
  const flag = (name: TrackFlag, says: string, icon: ReactNode) => (
    <button
      type="button"
      className="icon track-flag"
      aria-label={`${says} ${track.name}`}
      aria-pressed={track[name]}
      title={says}
      disabled={readOnly}
      onClick={() => toggleTrack(track, name)}
    >
      {icon}
    </button>
  );
  return (
    <div className="track-header" data-testid="track-header" data-kind={track.kind} style={{ height }}>
      <TrackName track={track} readOnly={readOnly || track.locked} />
      <div className="track-flags">
        {flag('muted', track.muted ? 'Unmute' : 'Mute', track.muted ? <VolumeX /> : <Volume2 />)}
        {flag('solo', 'Solo', <Headphones />)}
        {track.kind === 'video' && flag('hidden', track.hidden ? 'Show' : 'Hide', track.hidden ? <EyeOff /> : <Eye />)}
        {flag('locked', track.locked ? 'Unlock' : 'Lock', track.locked ? <Lock /> : <LockOpen />)}
        {spare && !readOnly && (
          <button
            type="button"
            className="icon track-flag"
            aria-label={`Remove track ${track.name}`}
            title="Remove this empty track"
            onClick={() => dropTrack(track)}
          >
            <Trash2 />
          </button>
        )}
      </div>
    </div>
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
      aria-label={`Name of track ${track.name}`}
      value={typed ?? track.name}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') setTyped(null);
      }}
    />
  );
}
