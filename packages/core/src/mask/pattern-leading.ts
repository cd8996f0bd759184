import { AltsparseError } from '../error.ts';
import { matchesName, type NamePattern } from '../graph/pattern.ts';
import { keptCount } from './count.ts';
import type { MaskLayer } from './layer.ts';
import type { MaskView, Move } from './move.ts';

/** Attributes of width sub-nets. */
export interface LeadingChannelsOptions {
  /** Width of each sub-net, over 0 up to 1. Default: the width whose count of weights is nearest to the sub-net's start. */
  readonly widths?: readonly number[];
  /** Layers that read the images: they keep all their input channels. Default: the first layer. */
  readonly wholeInput?: NamePattern;
  /** Layers that give the logits: they keep all their output channels. Default: the last layer. */
  readonly wholeOutput?: NamePattern;
}

/**
 * A first mask of the leading ⌈width · n⌉ channels of every layer, along input and output: a narrower net (slimmable
 * networks, 2019). With private normalisation its logits are those of the net that is cut to these channels. Dense layers
 * after a flattening of maps larger than 1×1 do not lie channel by channel, so leave those to other moves.
 *
 * @throws AltsparseError `pattern-option`.
 */
export function leadingChannels(options: LeadingChannelsOptions = {}): Move {
  return {
    name: 'leading-channels',
    facts: { keep: 'leading channels', scope: 'each layer', pattern: 'leading channels' },
    apply(view) {
      const width = widthOf(view, options);
      const mask = new Uint8Array(view.mask.length);
      for (const layer of view.layers) markLeading(layer, cutOf(layer, width, view, options), mask);
      return { mask };
    },
  };
}

interface Cut {
  readonly inputs: number;
  readonly outputs: number;
}

function cutOf({ name, shape }: MaskLayer, width: number, { layers }: MaskView, options: LeadingChannelsOptions): Cut {
  const { wholeInput = layers[0]?.name ?? '', wholeOutput = layers.at(-1)?.name ?? '' } = options;
  const leading = (channels: number): number => Math.max(1, Math.ceil(width * channels - 1e-9));
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  return {
    inputs: matchesName(wholeInput, name) ? inputs : leading(inputs),
    outputs: matchesName(wholeOutput, name) ? outputs : leading(outputs),
  };
}

function markLeading({ shape, offset, length }: MaskLayer, { inputs, outputs }: Cut, mask: Uint8Array): void {
  const [rows = 1, columns = 1] = shape.slice(-2);
  for (let from = 0; from < length; from += columns)
    if ((from / columns) % rows < inputs) mask.fill(1, offset + from, offset + from + outputs);
}

function widthOf(view: MaskView, options: LeadingChannelsOptions): number {
  if (options.widths === undefined) return nearestWidth(view, options);
  const width = options.widths[view.subnet];
  if (width !== undefined && width > 0 && width <= 1) return width;
  throw new AltsparseError('pattern-option', 'Each sub-net has a width over 0, up to 1.', {
    place: `leading channels, sub-net ${view.subnet}`,
    found: width,
  });
}

/** Widths differ where the widest layer's channels do; of two as near, the narrower. */
function nearestWidth(view: MaskView, options: LeadingChannelsOptions): number {
  const most = Math.max(1, ...view.layers.flatMap(({ shape }) => shape.slice(-2)));
  const wanted = keptCount(view.mask.length, view.initialSparsity);
  let [best, distance] = [1, Number.POSITIVE_INFINITY];
  for (let channels = 1; channels <= most; channels++) {
    const away = Math.abs(countAt(view, channels / most, options) - wanted);
    if (away < distance) [best, distance] = [channels / most, away];
  }
  return best;
}

function countAt(view: MaskView, width: number, options: LeadingChannelsOptions): number {
  return view.layers.reduce((sum, layer) => {
    const { inputs, outputs } = cutOf(layer, width, view, options);
    const [rows = 1, columns = 1] = layer.shape.slice(-2);
    return sum + (layer.length / (rows * columns)) * inputs * outputs;
  }, 0);
}
