export interface Run {
  state: number;
  /** first and last frame, both included */
  start: number;
  end: number;
}

/** Neighbouring frames of one state, from `first` to `last`; frames past the array count as missing (0). */
export function stateRuns(states: ArrayLike<number>, first: number, last: number): Run[] {
  const runs: Run[] = [];
  let run: Run | undefined;
  for (let frame = first; frame <= last; frame++) {
    const state = states[frame] ?? 0;
    if (run?.state === state) run.end = frame;
    else {
      run = { state, start: frame, end: frame };
      runs.push(run);
    }
  }
  return runs;
}
