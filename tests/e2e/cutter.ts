/** A way to the web server on which a viewer's socket can be cut in the middle of a message. */
import { createServer, connect as dial, type Server, type Socket } from 'node:net';

const LARGE = 2_000; // bytes: what comes with so many at once is a mask

export class Cutter {
  port = 0;
  #server: Server;
  #isArmed = false;
  #told: (() => void) | undefined;

  constructor(behind: number) {
    this.#server = createServer((page) => this.#join(page, dial(behind, '127.0.0.1')));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async listen(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    const address = this.#server.address();
    this.port = typeof address === 'object' && address ? address.port : 0;
  }

  /** Half of the next mask goes through, then its connection breaks. Resolves when it has. */
  cut(): Promise<void> {
    this.#isArmed = true;
    return new Promise((done) => {
      this.#told = done;
    });
  }

  close(): void {
    this.#server.close();
  }

  #join(page: Socket, web: Socket): void {
    let isMattes = false;
    const part = () => {
      page.destroy();
      web.destroy();
    };
    page.on('data', (data) => {
      if (data.toString('latin1', 0, 100).startsWith('GET /ws/mattes/')) isMattes = true;
      web.write(data);
    });
    web.on('data', (data) => {
      if (!(isMattes && this.#isArmed && data.length > LARGE)) return page.write(data);
      this.#isArmed = false;
      page.end(data.subarray(0, data.length >> 1), part);
      this.#told?.();
    });
    for (const end of [page, web]) end.on('error', part).on('close', part);
  }
}
