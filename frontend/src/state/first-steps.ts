/** Four steps for whoever is new here: what comes next, told until it was done once or waved away. Kept with the account. */
import { create } from 'zustand';
import type { ClipMatte, Reading } from '../model/types';
import { api } from '../net/api';
import { isRunning, useJobs } from './jobs';
import { onMe } from './me';
import { useProject } from './project';
import { toastError } from './toasts';

export const STEPS = ['add', 'mask', 'choose', 'export'] as const;
export type Step = (typeof STEPS)[number];

/** `at`: index of the step to come; null when the person has seen them, or is not known yet. */
export const useFirstSteps = create<{ at: number | null }>()(() => ({ at: null }));

/** The step that stands now, or null. */
export const stepNow = (at: number | null): Step | null => (at === null ? null : (STEPS[at] ?? null));

/** On to the next step; after the last they do not come back. */
export function nextStep(): void {
  const { at } = useFirstSteps.getState();
  if (at !== null) goTo(at + 1);
}

export const endSteps = (): void => goTo(STEPS.length);

function goTo(at: number): void {
  useFirstSteps.setState({ at: at < STEPS.length ? at : null });
  if (at >= STEPS.length) api.setPreferences({ first_steps: 'seen' }).catch(toastError);
}

/** Whoever does a step by themselves need not be told of it, nor of those before. */
function did(step: Step): void {
  const { at } = useFirstSteps.getState();
  const done = STEPS.indexOf(step);
  if (at !== null && at <= done) goTo(done + 1);
}

/** Listens to what is done. Called once. */
export function watchFirstSteps(): void {
  onMe((me) => useFirstSteps.setState({ at: me.preferences.first_steps ? null : 0 }));
  useProject.subscribe((now, before) => {
    const { at } = useFirstSteps.getState();
    if (at === null || now.reading === before.reading || now.id !== before.id) return;
    if (now.reading.clips.length) did('add');
    if (!before.loaded) return;
    const [masks, had] = [masksOf(now.reading), masksOf(before.reading)];
    if ([...masks.keys()].some((clip) => !had.has(clip))) did('mask');
    if ([...masks].some(([clip, mode]) => had.has(clip) && had.get(clip) !== mode)) did('choose');
  });
  useJobs.subscribe((now, before) => {
    if (now.exports.length > before.exports.length && now.exports.some(isRunning)) did('export');
  });
}

const masksOf = ({ clips }: Reading): Map<string, ClipMatte['mode']> =>
  new Map(clips.flatMap(({ id, matte }) => (matte ? [[id, matte.mode]] : [])));
