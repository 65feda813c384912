/**
 * Which way pictures get into textures sooner: as VideoFrames, which GPUs convert themselves, or as planes that the
 * decoder's worker copied out, which wins where GL is software. Measured, since names of GPUs tell too little.
 */
const [WIDTH, HEIGHT] = [960, 540];
const ROUNDS = 2;

export async function prefersPixels(gl: WebGL2RenderingContext): Promise<boolean> {
  const texture = gl.createTexture();
  const target = gl.createFramebuffer();
  const frame = new VideoFrame(new Uint8Array(WIDTH * HEIGHT * 1.5), {
    format: 'I420',
    codedWidth: WIDTH,
    codedHeight: HEIGHT,
    timestamp: 0,
  });
  /** Milliseconds until the texture can be read. */
  const timed = async (upload: () => void | Promise<void>): Promise<number> => {
    const begun = performance.now();
    await upload();
    gl.bindFramebuffer(gl.FRAMEBUFFER, target);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    return performance.now() - begun;
  };
  const bind = () => gl.bindTexture(gl.TEXTURE_2D, texture);
  const asFrame = () => {
    bind();
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, frame);
  };
  const asPixels = async () => {
    const data = new Uint8Array(frame.allocationSize());
    await frame.copyTo(data);
    bind();
    // one texture as large as the three together
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, WIDTH, HEIGHT * 1.5, 0, gl.RED, gl.UNSIGNED_BYTE, data);
  };
  try {
    const best = { frame: Infinity, pixels: Infinity };
    // the first round pays for what is made once
    for (let round = 0; round <= ROUNDS; round++) {
      const [a, b] = [await timed(asFrame), await timed(asPixels)];
      if (round) [best.frame, best.pixels] = [Math.min(best.frame, a), Math.min(best.pixels, b)];
    }
    return best.pixels < best.frame;
  } catch {
    return false; // an old browser cannot copy them out
  } finally {
    frame.close();
    gl.deleteTexture(texture);
    gl.deleteFramebuffer(target);
  }
}
