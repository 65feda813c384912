import { beforeEach, expect, test, vi } from 'vitest';
import { blankClip, blankTrack } from '@/model/fields';
import { newMatte } from '@/model/looks';
import type { ClipMatte, Reading } from '@/model/types';
import { api } from '@/net/api';
import { endSteps, nextStep, stepNow, useFirstSteps, watchFirstSteps } from '@/state/first-steps';
import { useMe } from '@/state/me';
import { useProject } from '@/state/project';

const kept = vi.spyOn(api, 'setPreferences').mockResolvedValue({ preferences: {} });
const now = () => stepNow(useFirstSteps.getState().at);
const arrive = (preferences: Record<string, unknown>) =>
  useMe.setState({ me: { id: 1, name: '', is_guest: true, preferences } });

function show(...mattes: (ClipMatte | null)[]): void {
  const { settings } = useProject.getState().reading;
  const clips = mattes.map((matte) => blankClip('a', { track: 'v1', matte }));
  const reading: Reading = { settings, tracks: [blankTrack('v1', {})], clips, markers: [], problems: [] };
  useProject.setState({ reading, loaded: true });
}

watchFirstSteps();
beforeEach(() => {
  kept.mockClear();
  show();
  arrive({});
});

test('they go on by what is done, past steps that were never taken, and are kept when they end', () => {
  expect(now()).toBe('add');
  show(null);
  expect(now()).toBe('mask');
  useFirstSteps.setState({ at: 0 });
  show(newMatte('m'));
  expect(now()).toBe('choose');
  show({ ...newMatte('m'), mode: 'blur' });
  expect(now()).toBe('export');
  expect(kept).not.toHaveBeenCalled();
  nextStep();
  expect(now()).toBeNull();
  expect(kept).toHaveBeenCalledWith({ first_steps: 'seen' });
});

test('closed once they stay away, and so they do for whoever has seen them', () => {
  endSteps();
  show(null);
  expect(now()).toBeNull();
  arrive({ first_steps: 'seen' });
  expect(now()).toBeNull();
  expect(kept).toHaveBeenCalledTimes(1);
});
