/** Starts the whole product on a var folder of its own for the journeys, and stops it after them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');
export const python = process.env.PLAYHEAD_PYTHON ?? join(root, '.venv/bin/python');

async function ready(process_: ChildProcess, url: string): Promise<void> {
  const deadline = Date.now() + 180_000;
  while (Date.now() < deadline) {
    if (process_.exitCode !== null) throw new Error(`manage.py up ended with ${process_.exitCode} before it was ready`);
    const answer = await fetch(`${url}/api/me`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 300));
  }
  throw new Error(`${url} did not answer within 180 s`);
}

export default async function start(): Promise<() => Promise<void>> {
  const port = process.env.PLAYHEAD_E2E_PORT ?? '8765';
  if (process.env.PLAYHEAD_E2E_RUNNING) return async () => {};
  const folder = mkdtempSync(join(tmpdir(), 'playhead-e2e-'));
  const server = spawn(python, ['manage.py', 'up'], {
    cwd: root,
    env: { ...process.env, PLAYHEAD_VAR: folder, PLAYHEAD_PORT: port, PYTHONUNBUFFERED: '1' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await ready(server, `http://127.0.0.1:${port}`);
  return async () => {
    const ended = new Promise((done) => server.once('exit', done));
    server.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
}
