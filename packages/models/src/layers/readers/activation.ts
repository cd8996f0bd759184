import type { ActivationKind } from '@altsparse/core';
import { demand } from '../attributes.ts';
import type { LayerCall, LayerReader, NodeDraft } from '../layer-call.ts';
import { unreadable } from '../unreadable.ts';

const known: readonly ActivationKind[] = ['relu', 'relu6', 'elu', 'sigmoid', 'tanh', 'swish', 'softmax'];

const node = (suffix: string, kind: ActivationKind): NodeDraft => ({ suffix, operation: { op: 'activation', kind } });

/** The node that a built-in activation becomes; none for `linear`. */
export function builtIn(call: LayerCall): readonly NodeDraft[] {
  const kind = kindOf(call);
  return kind === undefined ? [] : [node(`/${kind}`, kind)];
}

function kindOf(call: LayerCall): ActivationKind | undefined {
  const { activation = 'linear' } = call.config;
  if (activation === 'linear' || activation === null) return undefined;
  const kind = known.find((one) => one === activation);
  if (kind !== undefined) return kind;
  throw unreadable(call, {
    found: { activation },
    expected: `linear, ${known.join(', ')}`,
    hint: 'Use one of these activations.',
  });
}

/** `Activation`. */
export const readActivation: LayerReader = (call) => {
  const kind = kindOf(call);
  return { nodes: kind === undefined ? [] : [node('', kind)] };
};

/** `ReLU`. */
export const readRelu: LayerReader = (call) => {
  demand(call, 'maxValue', [6], 'Use no greatest value, or 6.');
  return { nodes: [node('', call.config.maxValue == null ? 'relu' : 'relu6')] };
};

/** `LeakyReLU`. */
export const readLeakyRelu: LayerReader = (call) => {
  const slope = Number(call.config.alpha ?? 0.3);
  if (!(slope >= 0)) throw unreadable(call, { found: { alpha: slope }, expected: 'alpha of 0 or more' });
  return { nodes: [{ suffix: '', operation: { op: 'activation', kind: 'leakyRelu', slope } }] };
};

/** `ELU`. */
export const readElu: LayerReader = (call) => {
  demand(call, 'alpha', [1], 'Use elu with alpha 1.');
  return { nodes: [node('', 'elu')] };
};

/** `Softmax`. */
export const readSoftmax: LayerReader = (call) => {
  demand(call, 'axis', [-1, call.inputs[0]?.length], 'Use softmax over the last axis.');
  return { nodes: [node('', 'softmax')] };
};
