/** Statistics of rows of channels. */
export interface ChannelMoments {
  /** `[channels]`. */
  readonly mean: Float64Array;
  /** `[channels]`, biased. */
  readonly variance: Float64Array;
}

/** Mean and biased variance of each channel in one pass, summed in double precision. */
export function channelMoments(input: Float32Array, channels: number): ChannelMoments {
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  for (let start = 0; start < input.length; start += channels) {
    for (let channel = 0; channel < channels; channel++) {
      const value = input[start + channel]!;
      mean[channel]! += value;
      variance[channel]! += value * value;
    }
  }
  const rows = Math.max(1, input.length / channels);
  for (let channel = 0; channel < channels; channel++) {
    const average = mean[channel]! / rows;
    mean[channel] = average;
    variance[channel] = Math.max(0, variance[channel]! / rows - average * average);
  }
  return { mean, variance };
}

/** `output = input · factor + shift` per channel, below zero cut off if wished. */
export function scaleAndShift(
  input: Float32Array,
  output: Float32Array,
  factor: Float64Array,
  shift: Float64Array,
  relu: boolean,
): void {
  const channels = factor.length;
  const floor = relu ? 0 : Number.NEGATIVE_INFINITY;
  for (let start = 0; start < input.length; start += channels) {
    for (let channel = 0; channel < channels; channel++) {
      const value = input[start + channel]! * factor[channel]! + shift[channel]!;
      output[start + channel] = value < floor ? floor : value;
    }
  }
}

/** What the backward loops of a normalisation read. */
export interface NormalisationBackward {
  /** Derivative with respect to the output. */
  readonly gradient: Float32Array;
  /** Input of the forward pass. */
  readonly input: Float32Array;
  /** Output of the forward pass, if a ReLU followed: where it is 0 nothing flows back. */
  readonly gate: Float32Array | undefined;
  /** `[channels]`. */
  readonly mean: Float32Array;
  /** `[channels]`: 1 / √(variance + ε). */
  readonly inverse: Float32Array;
}

/** Sums per channel of the gradient, and of gradient times normalised input. */
export function gradientSums(of: NormalisationBackward): { offset: Float64Array; scale: Float64Array } {
  const channels = of.mean.length;
  const offset = new Float64Array(channels);
  const scale = new Float64Array(channels);
  const { gradient, input, mean } = of;
  const gate = of.gate ?? undefined;
  for (let start = 0; start < input.length; start += channels) {
    for (let channel = 0; channel < channels; channel++) {
      const at = start + channel;
      if (gate !== undefined && !(gate[at]! > 0)) continue;
      offset[channel]! += gradient[at]!;
      scale[channel]! += gradient[at]! * (input[at]! - mean[channel]!);
    }
  }
  for (let channel = 0; channel < channels; channel++) scale[channel]! *= of.inverse[channel]!;
  return { offset, scale };
}

/** The derivative with respect to the input: `scale · inverse · (dz − mean(dz) − x̂ · mean(dz · x̂))`. */
export function inputGradient(
  of: NormalisationBackward,
  scale: Float32Array,
  sums: { offset: Float64Array; scale: Float64Array },
  output: Float32Array,
): void {
  const channels = scale.length;
  const rows = Math.max(1, output.length / channels);
  const factor = new Float64Array(channels);
  const slope = new Float64Array(channels);
  const shift = new Float64Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    const inverse = of.inverse[channel]!;
    factor[channel] = scale[channel]! * inverse;
    slope[channel] = (-factor[channel]! * inverse * sums.scale[channel]!) / rows;
    shift[channel] = (-factor[channel]! * sums.offset[channel]!) / rows - slope[channel]! * of.mean[channel]!;
  }
  const { gradient, input } = of;
  const gate = of.gate;
  for (let start = 0; start < output.length; start += channels) {
    for (let channel = 0; channel < channels; channel++) {
      const at = start + channel;
      const open = gate === undefined || gate[at]! > 0;
      const flow = open ? factor[channel]! * gradient[at]! : 0;
      output[at] = flow + slope[channel]! * input[at]! + shift[channel]!;
    }
  }
}
