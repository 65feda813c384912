import { ChevronFirst, ChevronLast, Pause, Play, Repeat, StepBack, StepForward } from 'lucide-react';
import { toggleLoop, useLooping } from '../../state/looping';
import { pause, seek, step, toggle, usePlayback } from '../../state/playback';
import { useProject } from '../../state/project';
import { ticks } from '../../time/time';
import { formatTimecode } from '../../time/timecode';
import { say } from '../../words/words';

/** Buttons and time under the picture. */
export function Transport() {
  const playing = usePlayback((playback) => playback.playing);
  const to = (where: 'start' | 'end') => {
    pause();
    seek(where === 'start' ? ticks(0) : usePlayback.getState().end);
  };
  return (
    <div className="transport" role="toolbar" aria-label={say('Playback')}>
      <button
        type="button"
        className="icon"
        aria-label={say('To the beginning')}
        title={say('To the beginning (Home)')}
        onClick={() => to('start')}
      >
        <ChevronFirst />
      </button>
      <button
        type="button"
        className="icon"
        aria-label={say('One frame back')}
        title={say('One frame back (←)')}
        onClick={() => step(-1)}
      >
        <StepBack />
      </button>
      <button
        type="button"
        className="icon play"
        data-testid="play"
        aria-label={playing ? say('Pause') : say('Play')}
        title={playing ? say('Pause (Space)') : say('Play (Space)')}
        onClick={toggle}
      >
        {playing ? <Pause /> : <Play />}
      </button>
      <button
        type="button"
        className="icon"
        aria-label={say('One frame on')}
        title={say('One frame on (→)')}
        onClick={() => step(1)}
      >
        <StepForward />
      </button>
      <LoopSwitch />
      <button
        type="button"
        className="icon"
        aria-label={say('To the end')}
        title={say('To the end (End)')}
        onClick={() => to('end')}
      >
        <ChevronLast />
      </button>
    </div>
  );
}

function LoopSwitch() {
  const on = useLooping((looping) => looping.on);
  return (
    <button
      type="button"
      className="icon"
      data-testid="loop"
      aria-label={say('Loop')}
      title={say('Play in to out again and again (Shift+L)')}
      aria-pressed={on}
      onClick={toggleLoop}
    >
      <Repeat />
    </button>
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
      <span className="dim">{' / '}</span>
      <span className="dim" data-testid="duration">
        {formatTimecode(end, rate)}
      </span>
    </span>
  );
}
