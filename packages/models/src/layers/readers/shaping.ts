import type { Operation, Padding } from '@altsparse/core';
import { demand, demandChannelsLast, imageOf, paddingOf, pairOf } from '../attributes.ts';
import type { LayerDraft, LayerReader } from '../layer-call.ts';
import { unreadable } from '../unreadable.ts';

const one = (operation: Operation): LayerDraft => ({ nodes: [{ suffix: '', operation }] });

/** `Add`. */
export const readAdd: LayerReader = (call) => {
  const [first, ...rest] = call.inputs;
  if (rest.length > 0 && rest.every((other) => other.join() === first?.join())) return one({ op: 'add' });
  throw unreadable(call, { found: call.inputs, hint: 'Add two or more inputs of one shape.' });
};

/** `Concatenate`. */
export const readConcatenate: LayerReader = (call) => {
  demand(call, 'axis', [-1, call.inputs[0]?.length], 'Concatenate along the last axis.');
  return one({ op: 'concatenate' });
};

/** `Flatten`. */
export const readFlatten: LayerReader = (call) => {
  demandChannelsLast(call);
  return one({ op: 'flatten' });
};

/** `Dropout`. */
export const readDropout: LayerReader = (call) => {
  demand(call, 'noiseShape', [], 'Use dropout without noiseShape.');
  return one({ op: 'dropout', rate: Number(call.config.rate) });
};

/** `ZeroPadding2D`. */
export const readZeroPadding: LayerReader = (call) => {
  demandChannelsLast(call);
  imageOf(call);
  return one({ op: 'zeroPad', padding: call.config.padding as Padding });
};

/** `MaxPooling2D`, `AveragePooling2D`. */
export const readPool =
  (kind: 'max' | 'average'): LayerReader =>
  (call) => {
    demandChannelsLast(call);
    const window = pairOf(call.config.poolSize);
    const strides = pairOf(call.config.strides ?? window);
    return one({ op: 'pool', kind, window, strides, padding: paddingOf(call, window, strides) });
  };

/** `GlobalMaxPooling2D`, `GlobalAveragePooling2D`. */
export const readGlobalPool =
  (kind: 'max' | 'average'): LayerReader =>
  (call) => {
    demandChannelsLast(call);
    return one({ op: 'globalPool', kind });
  };
