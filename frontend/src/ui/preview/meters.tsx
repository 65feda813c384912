import { useEffect, useRef } from 'react';
import { usePlayback } from '../../state/playback';
import { say } from '../../words/words';
import './meters.css';

/** Decibels at the foot of the scale; its head is 0, the most that a loudspeaker gives. */
const FLOOR = -54;
const MARKS = [0, -6, -12, -24, -48];
/** How fast a bar falls, and how long the highest peak is held. */
const FALL_DB_PER_S = 24;
const HOLD_MS = 1500;

interface Side {
  /** decibels that are shown now */
  level: number;
  peak: number;
  peakSince: number;
}

const toDecibels = (sample: number): number => Math.max(FLOOR, 20 * Math.log10(Math.max(sample, 1e-6)));
const share = (decibels: number): number => (decibels - FLOOR) / -FLOOR;

/** How loud it is, left and right, with the highest peak of late; what is over the top stays marked until playback begins again. */
export function Meters() {
  const root = useRef<HTMLDivElement>(null);
  const playing = usePlayback((playback) => playback.playing);
  const engine = usePlayback((playback) => playback.engine);
  useEffect(() => {
    const bars = [...(root.current?.querySelectorAll<HTMLElement>('.meter') ?? [])];
    const quiet = (): Side => ({ level: FLOOR, peak: FLOOR, peakSince: 0 });
    const sides = bars.map(quiet);
    const draw = () => {
      for (const [index, bar] of bars.entries()) {
        const { level, peak } = sides[index] as Side;
        bar.style.setProperty('--level', String(share(level)));
        bar.style.setProperty('--peak', String(share(peak)));
        bar.dataset.heard = peak > FLOOR ? 'true' : 'false';
      }
    };
    draw();
    if (!engine || !playing) return;
    for (const bar of bars) delete bar.dataset.over;
    let before = performance.now();
    const step = () => {
      const now = performance.now();
      const peaks = engine.peaks();
      for (const [index, side] of sides.entries()) {
        const sample = peaks[index] ?? 0;
        const decibels = toDecibels(sample);
        side.level = Math.max(decibels, side.level - ((now - before) / 1000) * FALL_DB_PER_S);
        if (decibels >= side.peak || now - side.peakSince > HOLD_MS)
          Object.assign(side, { peak: side.level, peakSince: now });
        if (sample >= 1) (bars[index] as HTMLElement).dataset.over = 'true';
      }
      before = now;
      draw();
    };
    // with the pictures: by themselves they would have the whole page drawn twice as often
    return engine.on('time', step);
  }, [engine, playing]);
  return (
    <div className="meters" data-testid="meters" ref={root} role="img" aria-label={say('Sound level, left and right')}>
      <div className="meter" title={say('Left')} />
      <div className="meter" title={say('Right')} />
      {MARKS.map((decibels) => (
        <span key={decibels} className="meter-mark" style={{ bottom: `${share(decibels) * 100}%` }}>
          {-decibels}
        </span>
      ))}
    </div>
  );
}
