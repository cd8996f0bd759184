import { AltsparseError } from '@altsparse/core';

/** How bytes become numbers: `(pixel / 255 − mean) / deviation`, channel by channel. */
export interface PixelScale {
  /** Mean of each channel over the train images, pixels counted from 0 to 1. */
  readonly mean: readonly number[];
  /** Standard deviation of each channel, pixels counted from 0 to 1; positive. */
  readonly deviation: readonly number[];
}

/** Mean and deviation of the train images of ImageNet, as is customary for photographs. */
export const imagenetScale: PixelScale = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] };

/** Writes `output[at…]`, the numbers of one image's bytes. */
export type PixelWriter = (input: Uint8Array, output: Float32Array, at: number) => void;

/**
 * Makes the function that turns an image's bytes into numbers, by a table of the 256 values of each channel.
 *
 * @param channels - How many channels.
 * @param scale - Mean and deviation of each; without them a pixel is a number from 0 to 1.
 * @throws AltsparseError `normalisation-wrong`: not one mean and one positive deviation a channel.
 */
export function pixelWriter(channels: number, scale?: PixelScale): PixelWriter {
  const table = valueTable(channels, scale ?? { mean: zeros(channels), deviation: zeros(channels).fill(1) });
  return channels === 3 ? colourWriter(table) : anyWriter(table, channels);
}

/** Three channels in one turn of the loop: twice as fast as a loop over the channels. */
function colourWriter(table: Float32Array): PixelWriter {
  return (input, output, at) => {
    for (let i = 0; i < input.length; i += 3) {
      output[at + i] = table[input[i] as number] as number;
      output[at + i + 1] = table[256 + (input[i + 1] as number)] as number;
      output[at + i + 2] = table[512 + (input[i + 2] as number)] as number;
    }
  };
}

function anyWriter(table: Float32Array, channels: number): PixelWriter {
  return (input, output, at) => {
    for (let channel = 0; channel < channels; channel++) {
      const values = table.subarray(channel * 256, (channel + 1) * 256);
      for (let i = channel; i < input.length; i += channels) output[at + i] = values[input[i] as number] as number;
    }
  };
}

function valueTable(channels: number, { mean, deviation }: PixelScale): Float32Array {
  const fits = mean.length === channels && deviation.length === channels;
  if (!fits || !mean.every(Number.isFinite) || !deviation.every((one) => Number.isFinite(one) && one > 0)) {
    throw new AltsparseError('normalisation-wrong', 'Each channel needs a mean and a positive deviation.', {
      found: { mean, deviation },
      expected: `${channels} of each`,
    });
  }
  return Float32Array.from({ length: channels * 256 }, (_, i) => {
    const channel = i >> 8;
    return ((i & 255) / 255 - (mean[channel] as number)) / (deviation[channel] as number);
  });
}

function zeros(length: number): number[] {
  return new Array<number>(length).fill(0);
}
