import type { Padding, Shape } from '@altsparse/core';
import type { LayerCall } from './layer-call.ts';
import { unreadable } from './unreadable.ts';

/** Two numbers from one or two. */
export function pairOf(value: unknown): readonly [number, number] {
  const list = Array.isArray(value) ? (value as number[]) : [value as number];
  return [list[0] ?? 1, list[1] ?? list[0] ?? 1];
}

/** Refuses an attribute that has any value but one of those; nothing at all will do, too. */
export function demand(call: LayerCall, key: string, allowed: readonly unknown[], hint?: string): void {
  const value = call.config[key] ?? undefined;
  if (value === undefined || allowed.some((one) => JSON.stringify(one) === JSON.stringify(value))) return;
  throw unreadable(call, { found: { [key]: value }, expected: { [key]: allowed[0] }, ...(hint && { hint }) });
}

/** The images must have their channels last. */
export function demandChannelsLast(call: LayerCall): void {
  demand(call, 'dataFormat', ['channelsLast'], 'Build the model with channelsLast, and give it such images.');
}

/** Height, width and channels of the one input. */
export function imageOf(call: LayerCall): readonly [number, number, number] {
  const [height, width, channels, more] = call.inputs[0] ?? [];
  if (height === undefined || width === undefined || channels === undefined || more !== undefined)
    throw unreadable(call, { found: call.inputs[0], expected: '[height, width, channels]' });
  return [height, width, channels];
}

/** `valid`, or `same` as TensorFlow has it: what is uneven is put below and to the right. */
export function paddingOf(
  call: LayerCall,
  window: readonly [number, number],
  strides: readonly [number, number],
): Padding {
  const { padding = 'valid' } = call.config;
  if (padding === 'valid')
    return [
      [0, 0],
      [0, 0],
    ];
  if (padding !== 'same') throw unreadable(call, { found: { padding }, expected: "'valid' or 'same'" });
  return samePadding(imageOf(call), window, strides);
}

/** TensorFlow's `same` over an image, as numbers. */
export function samePadding(
  image: Shape,
  window: readonly [number, number],
  strides: readonly [number, number],
): Padding {
  const along = (axis: 0 | 1): readonly [number, number] => {
    const length = image[axis] ?? 0;
    const total = Math.max(0, (Math.ceil(length / strides[axis]) - 1) * strides[axis] + window[axis] - length);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  };
  return [along(0), along(1)];
}
