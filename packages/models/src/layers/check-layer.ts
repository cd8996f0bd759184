import type { LayerCall } from './layer-call.ts';
import { unreadable } from './unreadable.ts';

/** Refuses what training here would not keep to; returns what it would leave out, one line each. */
export function checkLayer(call: LayerCall): string[] {
  const set = Object.entries(call.config).filter(([, value]) => value !== null && value !== undefined);
  for (const [key, value] of set)
    if (key.endsWith('Constraint') && !isRegulariser(value))
      throw unreadable(call, { found: { [key]: value }, hint: 'Leave the constraint out: it would not be kept here.' });
  return set.flatMap(([key]) =>
    key.endsWith('Regularizer')
      ? [`layer '${call.name}': its ${key} takes no part in training here; use weight decay.`]
      : [],
  );
}

/** TensorFlow.js writes the regulariser of a depthwise convolution where the constraint should stand, too. */
const isRegulariser = (value: unknown): boolean => (value as { className?: string }).className === 'L1L2';
