import { ChevronFirst, ChevronLast, Pause, Play, Repeat, StepBack, StepForward } from 'lucide-react';
import { useState } from 'react';
import { toggleLoop, useLooping } from '../../state/looping';
import { pause, seek, step, toggle, usePlayback } from '../../state/playback';
import { useProject } from '../../state/project';
import { type Rate, ticks } from '../../time/time';
import { formatTimecode, parseTimecode } from '../../time/timecode';
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

/** Redraws at each frame, and alone. A click on the time writes another. */
export function Clock() {
  const rate = useProject((project) => project.reading.settings.rate);
  const end = usePlayback((playback) => playback.end);
  const [typing, setTyping] = useState(false);
  return (
    <span className="clock mono">
      {typing ? <TimeField rate={rate} done={() => setTyping(false)} /> : <Time rate={rate} onWrite={setTyping} />}
      <span className="dim">{' / '}</span>
      <span className="dim" data-testid="duration">
        {formatTimecode(end, rate)}
      </span>
    </span>
  );
}

function Time({ rate, onWrite }: { rate: Rate; onWrite(typing: true): void }) {
  const time = usePlayback((playback) => playback.time);
  return (
    <button
      type="button"
      className="clock-time"
      data-testid="timecode"
      title={say('Click to type a time: 1:00, 100, +12 or -12')}
      onClick={() => {
        pause();
        onWrite(true);
      }}
    >
      {formatTimecode(time, rate)}
    </button>
  );
}

function TimeField({ rate, done }: { rate: Rate; done(): void }) {
  const [wrong, setWrong] = useState(false);
  const now = usePlayback.getState().time;
  return (
    <input
      className="clock-time"
      data-testid="timecode-field"
      aria-label={say('Time of the playhead')}
      aria-invalid={wrong}
      inputMode="decimal"
      autoComplete="off"
      // biome-ignore lint/a11y/noAutofocus: it takes the place of the time that was pressed
      autoFocus
      defaultValue={formatTimecode(now, rate)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={done}
      onChange={() => setWrong(false)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') done();
        if (event.key !== 'Enter') return;
        const at = parseTimecode(event.currentTarget.value, now, rate);
        if (at === null) return setWrong(true);
        seek(at);
        done();
      }}
    />
  );
}
