/** When the canvas is drawn, how large it is, and what it shows. */
import type { Reading } from '../model/types';
import { Compositor } from './compositor';
import type { Scene } from './scene';
import type { ShownMatte, Staged } from './stage';
import type { Transport } from './transport';
import { Watch } from './watch';

/** What the screen shows, from whoever knows. */
export interface Show {
  reading(): Reading | null;
  /** brings time to where it is now */
  advance(reading: Reading): void;
  stage(reading: Reading): Staged;
  onStall(): void;
}

export class Screen {
  /** pictures drawn: the same one is not drawn twice */
  drawn = 0;
  /** the canvas shows the pictures and mattes of this very time */
  settled = false;
  /** of the last picture, bottom to top */
  mattes: readonly ShownMatte[] = [];
  /** who measures what is shown */
  readonly watch = new Watch(() => this.redraw());
  #compositor: Compositor;
  #scheduled = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sizes = new ResizeObserver(() => this.fit());

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly transport: Transport,
    private readonly show: Show,
  ) {
    this.#compositor = new Compositor(canvas, () => this.redraw());
    this.#sizes.observe(canvas);
  }

  get gl(): WebGL2RenderingContext {
    return this.#compositor.gl;
  }

  /** The last picture is still being drawn. */
  get isBusy(): boolean {
    return this.#compositor.isBusy;
  }

  /** Draws at the screen's next picture, with what is here by then. */
  redraw(): void {
    if (this.#scheduled) return;
    clearTimeout(this.#timer);
    this.#scheduled = requestAnimationFrame(() => {
      this.#scheduled = 0;
      const reading = this.show.reading();
      if (reading) this.show.advance(reading);
      this.#render(true);
      if (this.transport.playing) this.#awaitFrame();
    });
  }

  /** Something came that may complete a paused picture: then it is drawn without waiting for the screen. */
  arrived(): void {
    if (!this.transport.playing) this.#render(false);
  }

  /** The canvas has the pixels that are seen of it, and never more than the project. */
  fit(): void {
    const reading = this.show.reading();
    if (!reading) return;
    const { width, height } = reading.settings;
    const seen = Math.round(this.canvas.clientWidth * devicePixelRatio) || width;
    const share = Math.min(1, seen / width) * this.transport.share;
    const [w, h] = [Math.max(1, Math.round(width * share)), Math.max(1, Math.round(height * share))];
    if (this.canvas.width === w && this.canvas.height === h) return;
    this.#compositor.share = this.transport.share;
    Object.assign(this.canvas, { width: w, height: h });
    // a canvas of another size is blank
    this.#render(true);
  }

  /** The scene at the project's size: RGBA, rows top to bottom. */
  pixels(scene: Scene): Uint8Array<ArrayBuffer> {
    return this.#compositor.pixels(scene);
  }

  /** Scenes composed, those kept for when a hand comes back to them, and their bytes. */
  get composites(): { composed: number; count: number; bytes: number } {
    return { composed: this.#compositor.composed, ...this.#compositor.kept };
  }

  /** Time begins to run: no hand comes back to what was shown. */
  run(): void {
    this.#compositor.forget();
    this.redraw();
  }

  dispose(): void {
    this.watch.set(null);
    cancelAnimationFrame(this.#scheduled);
    clearTimeout(this.#timer);
    this.#sizes.disconnect();
    this.#compositor.dispose();
  }

  /** The page rests until the project's next frame is nearly due, where this one is whole. */
  #awaitFrame(): void {
    const reading = this.show.reading();
    const wait = reading ? this.transport.msToRest(reading) : 0;
    if (wait > 1) this.#timer = setTimeout(() => this.redraw(), wait);
    else this.redraw();
  }

  /** `anyway`: also while some pictures are still those of another time. */
  #render(anyway: boolean): void {
    const reading = this.show.reading();
    if (!reading) return;
    const { scene, mattes, exact, late, key } = this.show.stage(reading);
    this.settled = false;
    if (!exact && !anyway && !this.#compositor.keeps(key)) {
      this.redraw();
      return;
    }
    if (this.transport.note(exact, late)) this.show.onStall();
    // pictures and mattes of two times are not mixed unless the frame is over before all of them are here
    if (!exact && this.transport.isEarly) return;
    const isOwed = this.watch.wants;
    if (this.#compositor.draw(scene, isOwed, key, exact)) {
      this.drawn++;
      this.watch.drew(this.#compositor, this.transport.playing);
    }
    this.settled = exact;
    this.mattes = mattes;
  }
}
