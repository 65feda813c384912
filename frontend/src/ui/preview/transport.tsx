import { ChevronFirst, ChevronLast, Pause, Play, Repeat, StepBack, StepForward } from 'lucide-react';
import { toggleLoop, useLooping } from '../../state/looping';
import { pause, seek, step, toggle, usePlayback } from '../../state/playback';
import { useProject } from '../../state/project';
import { ticks } from '../../time/time';
import { formatTimecode } from '../../time/timecode';
import { say } from '../../words/words';
import { useKeyed } from '../keyed';

/** Buttons and time under the picture. */
export function Transport() {
  const keyed = useKeyed();
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
        title={keyed('home')}
        onClick={() => to('start')}
      >
        <ChevronFirst />
      </button>
      <button
        type="button"
        className="icon"
        aria-label={say('One frame back')}
        title={keyed('back')}
        onClick={() => step(-1)}
      >
        <StepBack />
      </button>
      <button
        type="button"
        className="icon play"
        data-testid="play"
        aria-label={playing ? say('Pause') : say('Play')}
        title={keyed('toggle', playing ? say('Pause') : say('Play'))}
        onClick={toggle}
      >
        {playing ? <Pause /> : <Play />}
      </button>
      <button
        type="button"
        className="icon"
        aria-label={say('One frame on')}
        title={keyed('on')}
        onClick={() => step(1)}
      >
        <StepForward />
      </button>
      <LoopSwitch />
      <button
        type="button"
        className="icon"
        aria-label={say('To the end')}
        title={keyed('end')}
        onClick={() => to('end')}
      >
        <ChevronLast />
      </button>
    </div>
  );
}

function LoopSwitch() {
  const keyed = useKeyed();
  const on = useLooping((looping) => looping.on);
  return (
    <button
      type="button"
      className="icon"
      data-testid="loop"
      aria-label={say('Loop')}
      title={keyed('loop')}
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
