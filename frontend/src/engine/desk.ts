/** The end of all sound: the loudspeaker, and how loud it is on either side. */
export class Desk {
  readonly input: GainNode;
  #sides: [AnalyserNode, AnalyserNode];
  #samples: Float32Array<ArrayBuffer>;

  constructor(context: AudioContext) {
    this.input = new GainNode(context, { channelCount: 2, channelCountMode: 'explicit' });
    this.input.connect(context.destination);
    const splitter = new ChannelSplitterNode(context, { numberOfOutputs: 2 });
    this.input.connect(splitter);
    // longer than a frame of 24 a second, so that no peak falls between two looks
    const side = () => new AnalyserNode(context, { fftSize: 2048 });
    this.#sides = [side(), side()];
    for (const [channel, analyser] of this.#sides.entries()) splitter.connect(analyser, channel);
    this.#samples = new Float32Array(2048);
  }

  /** The largest sample of the last 40 ms or so, left and right; 1 is the most that a loudspeaker gives. */
  peaks(): [left: number, right: number] {
    return this.#sides.map((analyser) => {
      analyser.getFloatTimeDomainData(this.#samples);
      let most = 0;
      for (const sample of this.#samples) most = Math.max(most, Math.abs(sample));
      return most;
    }) as [number, number];
  }
}
