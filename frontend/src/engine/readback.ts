/** What the canvas shows, read back without making the GPU wait. */
import { newTexture } from './gl';
import type { Sample } from './scopes';

/** Between two looks at whether the GPU has come so far. */
const POLL_MS = 4;

export class Readback {
  #texture: WebGLTexture | null = null;
  #frame: WebGLFramebuffer | null = null;
  #size = '';

  constructor(private readonly gl: WebGL2RenderingContext) {}

  /**
   * Some of the pixels of a canvas of `width` x `height`, at most `most` across, as they are: averages would hide
   * what is darkest and brightest. To be called in the task that drew them, one at a time; null where the GPU is lost.
   */
  async take(width: number, height: number, most: number): Promise<Sample | null> {
    const { gl } = this;
    const share = Math.min(1, most / width);
    const [w, h] = [Math.max(1, Math.round(width * share)), Math.max(1, Math.round(height * share))];
    this.#fit(w, h);
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, null);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, this.#frame);
    // the lowest row of the canvas is the last of a picture
    gl.blitFramebuffer(0, 0, width, height, 0, h, w, 0, gl.COLOR_BUFFER_BIT, gl.NEAREST);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#frame);
    const bytes = gl.createBuffer();
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, bytes);
    gl.bufferData(gl.PIXEL_PACK_BUFFER, w * h * 4, gl.STREAM_READ);
    gl.readPixels(0, 0, w, h, gl.RGBA, gl.UNSIGNED_BYTE, 0);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    const done = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    // neither the sync nor the buffer outlives the GPU
    while (done && gl.isSync(done) && gl.getSyncParameter(done, gl.SYNC_STATUS) !== gl.SIGNALED)
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    gl.deleteSync(done);
    if (!gl.isBuffer(bytes)) return null;
    const data = new Uint8Array(w * h * 4);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, bytes);
    gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, data);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
    gl.deleteBuffer(bytes);
    return { data, width: w, height: h };
  }

  dispose(): void {
    const { gl } = this;
    gl.deleteFramebuffer(this.#frame);
    gl.deleteTexture(this.#texture);
    [this.#frame, this.#texture, this.#size] = [null, null, ''];
  }

  #fit(width: number, height: number): void {
    const { gl } = this;
    if (this.#size === `${width} ${height}`) return;
    this.dispose();
    this.#size = `${width} ${height}`;
    this.#texture = newTexture(gl);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
    this.#frame = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#frame);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.#texture, 0);
  }
}
