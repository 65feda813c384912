import { ChevronFirst, ChevronLast, Pause, Play, StepBack, StepForward } from 'lucide-react';
import { pause, seek, step, toggle, usePlayback } from '../../state/playback';
import { useProject } from '../../state/project';
import { ticks } from '../../time/time';
import { formatTimecode } from '../../time/timecode';

/** Buttons and time under the picture. */
export function Transport() {
  const playing = usePlayback((playback) => playback.playing);
  const to = (where: 'start' | 'end') => {
    pause();
    seek(where === 'start' ? ticks(0) : usePlayback.getState().end);
  };
  return (
    <div className="transport" role="toolbar" aria-label="Playback">
      <button
        type="button"
        className="icon"
        aria-label="To the beginning"
        title="To the beginning (Home)"
        onClick={() => to('start')}
      >
        <ChevronFirst />
      </button>
      <button
        type="button"
        className="icon"
        aria-label="One frame back"
        title="One frame back (←)"
        onClick={() => step(-1)}
      >
        <StepBack />
      </button>
      <button
        type="button"
        className="icon play"
        data-testid="play"
        aria-label={playing ? 'Pause' : 'Play'}
        title={playing ? 'Pause (Space)' : 'Play (Space)'}
        onClick={toggle}
      >
        {playing ? <Pause /> : <Play />}
      </button>
      <button type="button" className="icon" aria-label="One frame on" title="One frame on (→)" onClick={() => step(1)}>
        <StepForward />
      </button>
      <button type="button" className="icon" aria-label="To the end" title="To the end (End)" onClick={() => to('end')}>
        <ChevronLast />
      </button>
    </div>
  );
}

/** Redraws at each frame, and alone. */
export function Clock() {
  const rate = useProject((project) => project.reading.settings.rate);
  const time = usePlayback((playback) => playback.time);
  const end = usePlayback((playback) => playback.end);
  return (
    <span className="clock mono">
      <span data-testid="timecode">{formatTimecode(time, rate)}</span>
      <span className="dim"> / </span>
      <span className="dim" data-testid="duration">
        {formatTimecode(end, rate)}
      </span>
    </span>
  );
}
