import { expect, test, vi } from 'vitest';

test('a browser that wants no sound while scrubbing has none the next time either', async () => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  const load = async () => {
    vi.resetModules();
    const { usePlayback, scrub } = await import('@/state/playback');
    const went: string[] = [];
    const engine = { seek: () => went.push('silent'), scrub: () => went.push('heard') };
    usePlayback.setState({ engine: engine as never });
    return { went, go: () => scrub(0 as never), ...(await import('@/state/scrub-sound')) };
  };
  const first = await load();
  first.go();
  first.toggleScrubSound();
  first.go();
  const next = await load();
  next.go();
  next.toggleScrubSound();
  next.go();
  expect([first.went, next.went]).toEqual([
    ['heard', 'silent'],
    ['silent', 'heard'],
  ]);
  vi.unstubAllGlobals();
});
