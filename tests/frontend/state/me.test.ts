import { expect, test } from 'vitest';
import { useMe } from '@/state/me';

const guest = { id: 1, name: 'Guest', is_guest: true };

test('code that comes after the person is known takes on their keys, and those of who signs in', async () => {
  useMe.setState({ me: { ...guest, preferences: { keys: { preset: 'resolve', own: { fit: ['F2'] } } } } });
  const { useKeys } = await import('@/state/keys'); // with the editor, long after the list of projects
  expect(useKeys.getState()).toMatchObject({ preset: 'resolve', own: { fit: ['F2'] } });
  useMe.setState({ me: { ...guest, id: 2, preferences: { keys: { preset: 'premiere', own: {} } } } });
  expect(useKeys.getState().preset).toBe('premiere');
});
