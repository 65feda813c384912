/** The whole product as a process tree of its own, for the journeys; started before them all and stopped after. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');
export const python = process.env.PLAYHEAD_PYTHON ?? join(root, '.venv/bin/python');

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** One `manage.py up` on a var folder of its own, which outlives a kill; its logs stay in test-results/log-<name>. */
export class Server {
  readonly folder = mkdtempSync(join(tmpdir(), 'playhead-e2e-'));
  #process: ChildProcess | null = null;

  constructor(
    readonly port: number,
    private readonly env: Record<string, string> = {},
    private readonly name = 'journeys',
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Resolves when the web server answers; the workers may need a moment more. */
  async start(): Promise<void> {
    const scratch = join(this.folder, 'scratch'); // for what killed processes leave about
    mkdirSync(scratch, { recursive: true });
    const child = spawn(python, ['manage.py', 'up', '--port', String(this.port)], {
      cwd: root,
      env: {
        ...process.env,
        PLAYHEAD_VAR: this.folder,
        TMPDIR: scratch,
        PLAYHEAD_PORT: String(this.port),
        PYTHONUNBUFFERED: '1',
        ...this.env,
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    this.#process = child;
    const deadline = Date.now() + 180_000;
    while (Date.now() < deadline) {
      if (child.exitCode !== null) throw new Error(`manage.py up ended with ${child.exitCode} before it was ready`);
      const answer = await fetch(`${this.url}/api/me`).catch(() => null);
      if (answer?.ok) return;
      await pause(300);
    }
    throw new Error(`${this.url} did not answer within 180 s`);
  }

  /** The process that runs a program of the tree, 'up' for its root. */
  pid(name: string): number {
    const pid = JSON.parse(readFileSync(join(this.folder, 'processes.json'), 'utf8'))[name];
    if (!pid) throw new Error(`${name} does not run`);
    return pid;
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await ended;
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
    const log = join(this.folder, 'log');
    if (existsSync(log)) cpSync(log, join(root, 'test-results', `log-${this.name}`), { recursive: true });
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });

export default async function start(): Promise<() => Promise<void>> {
  if (process.env.PLAYHEAD_E2E_RUNNING) return async () => {};
  const server = new Server(Number(process.env.PLAYHEAD_E2E_PORT ?? '8765'));
  await server.start();
  return () => server.stop();
}
