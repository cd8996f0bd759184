import type { Conv2d, Operation } from '@altsparse/core';
import { demand, demandChannelsLast, imageOf, paddingOf, pairOf } from '../attributes.ts';
import { initialiserOf } from '../initialisers.ts';
import type { LayerCall, LayerReader, WeightPlace } from '../layer-call.ts';
import { unreadable } from '../unreadable.ts';
import { builtIn } from './activation.ts';

const own: readonly WeightPlace[] = [
  { suffix: '', role: 'kernel' },
  { suffix: '', role: 'bias' },
];

const hasBias = ({ config }: LayerCall): boolean => config.useBias !== false;

/** Kernel, and bias if there is one. */
const weightsOf = (call: LayerCall): readonly WeightPlace[] => own.slice(0, hasBias(call) ? 2 : 1);

/** What a convolution's window, padding and first values are. `part` names the initialiser: `kernel`, `depthwise`. */
function windowOf(call: LayerCall, part: string): Pick<Conv2d, 'kernel' | 'strides' | 'padding' | 'initialise'> {
  demandChannelsLast(call);
  demand(call, 'dilationRate', [1, [1, 1]], 'Use a convolution without dilation.');
  const [kernel, strides] = [pairOf(call.config.kernelSize), pairOf(call.config.strides ?? 1)];
  const initialise = {
    kernel: initialiserOf(call.config[`${part}Initializer`], call.weights[0] ?? []),
    bias: initialiserOf(call.config.biasInitializer, [1]),
  };
  return { kernel, strides, padding: paddingOf(call, kernel, strides), initialise };
}

/** `Conv2D`. */
export const readConv2d: LayerReader = (call) => {
  demand(call, 'groups', [1], 'Use depthwiseConv2d, or a convolution without groups.');
  const common = { op: 'conv2d', groups: 1, bias: hasBias(call), maskable: true } as const;
  const operation: Operation = { ...common, ...windowOf(call, 'kernel'), filters: Number(call.config.filters) };
  return { nodes: [{ suffix: '', operation }, ...builtIn(call)], weights: weightsOf(call) };
};

/** `DepthwiseConv2D`: as many groups as channels; its kernel lies in the same order. */
export const readDepthwise: LayerReader = (call) => {
  const operation: Operation = { ...depthwise(call), bias: hasBias(call) };
  return { nodes: [{ suffix: '', operation }, ...builtIn(call)], weights: weightsOf(call) };
};

function depthwise(call: LayerCall): Conv2d {
  const channels = imageOf(call)[2];
  const filters = channels * (call.weights[0]?.[3] ?? 1);
  return { op: 'conv2d', ...windowOf(call, 'depthwise'), filters, groups: channels, bias: false, maskable: true };
}

/** `SeparableConv2D`: a depthwise convolution and one of 1x1. TensorFlow.js 4.22 does not save its multiplier. */
export const readSeparable: LayerReader = (call) => {
  const multiplier = call.weights[0]?.[3] ?? 1;
  if (multiplier !== 1)
    throw unreadable(call, {
      found: { depthMultiplier: multiplier },
      expected: { depthMultiplier: 1 },
      hint: 'TensorFlow.js does not save this multiplier. Use depthwiseConv2d, which has one, and conv2d.',
    });
  const first = depthwise(call);
  const kernel = initialiserOf(call.config.pointwiseInitializer, call.weights[1] ?? []);
  const pointwise: Operation = {
    ...first,
    kernel: [1, 1],
    strides: [1, 1],
    padding: [
      [0, 0],
      [0, 0],
    ],
    filters: Number(call.config.filters),
    groups: 1,
    bias: hasBias(call),
    initialise: { ...first.initialise, kernel },
  };
  const places: readonly WeightPlace[] = [
    { suffix: '/depthwise', role: 'kernel' },
    { suffix: '/pointwise', role: 'kernel' },
    { suffix: '/pointwise', role: 'bias' },
  ];
  return {
    nodes: [
      { suffix: '/depthwise', operation: first },
      { suffix: '/pointwise', operation: pointwise },
      ...builtIn(call),
    ],
    weights: places.slice(0, hasBias(call) ? 3 : 2),
  };
};

/** `Dense`. */
export const readDense: LayerReader = (call) => {
  if (call.inputs[0]?.length !== 1)
    throw unreadable(call, {
      found: call.inputs[0],
      expected: '[features]',
      hint: 'Put flatten or globalAveragePooling2d before it; over places use conv2d with kernelSize 1.',
    });
  const initialise = {
    kernel: initialiserOf(call.config.kernelInitializer, call.weights[0] ?? []),
    bias: initialiserOf(call.config.biasInitializer, [1]),
  };
  const common = { op: 'dense', bias: hasBias(call), maskable: true } as const;
  const operation: Operation = { ...common, units: Number(call.config.units), initialise };
  return { nodes: [{ suffix: '', operation }, ...builtIn(call)], weights: weightsOf(call) };
};
