import {
  AltsparseError,
  type Conv2d,
  type GraphNode,
  type Operation,
  type Padding,
  type Pool,
  type Shape,
} from '@altsparse/core';
import { samePadding } from './attributes.ts';
import type { WeightPlace } from './layer-call.ts';

/** A layer that takes part in a node. */
export interface LayerSpec {
  /** Put behind the node's name. Default: nothing. */
  readonly suffix?: string;
  /** The class. */
  readonly className: string;
  /** Attributes beside the name, in Python's spelling. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Its weights, in its own order. Default: none. */
  readonly weights?: readonly WeightPlace['role'][];
}

/** A node with what stands around it. */
export interface NodeView {
  /** The node. */
  readonly node: GraphNode;
  /** Shapes of its inputs. */
  readonly shapes: readonly Shape[];
  /** The node whose output comes first into it. */
  readonly before: GraphNode | undefined;
}

/** The layers that compute a node, one after the other. Throws `node-unwritable`. */
export function layersOf(view: NodeView): readonly LayerSpec[] {
  const { operation } = view.node;
  switch (operation.op) {
    case 'conv2d':
      return convolution(view, operation);
    case 'pool':
      return pooling(view, operation);
    default:
      return [simple(view, operation)];
  }
}

function simple({ node }: NodeView, operation: Exclude<Operation, Conv2d | Pool>): LayerSpec {
  switch (operation.op) {
    case 'input':
      return { className: 'InputLayer', config: { batch_input_shape: [null, ...operation.shape], dtype: 'float32' } };
    case 'dense':
      return weighted('Dense', operation.bias, { units: operation.units });
    case 'batchNorm':
      return {
        className: 'BatchNormalization',
        config: { axis: -1, momentum: operation.decay, epsilon: operation.epsilon, center: true, scale: true },
        weights: ['scale', 'offset', 'mean', 'variance'],
      };
    case 'activation':
      return operation.kind === 'leakyRelu'
        ? { className: 'LeakyReLU', config: { alpha: operation.slope ?? 0.2 } }
        : { className: 'Activation', config: { activation: operation.kind } };
    case 'dropout':
      return { className: 'Dropout', config: { rate: operation.rate } };
    case 'add':
      return { className: 'Add', config: {} };
    case 'concatenate':
      return { className: 'Concatenate', config: { axis: -1 } };
    case 'zeroPad':
      return zeros(operation.padding);
    case 'globalPool':
      return { className: operation.kind === 'max' ? 'GlobalMaxPooling2D' : 'GlobalAveragePooling2D', config: images };
    case 'flatten':
      return { className: 'Flatten', config: {} };
    case 'opaque':
      throw unwritable(node, 'A function of your own is no layer.');
  }
}

const images = { data_format: 'channels_last' };

function weighted(className: string, bias: boolean, config: object): LayerSpec {
  return {
    className,
    config: { ...config, use_bias: bias, activation: 'linear' },
    weights: bias ? ['kernel', 'bias'] : ['kernel'],
  };
}

function zeros(padding: Padding): LayerSpec {
  return { className: 'ZeroPadding2D', config: { ...images, padding } };
}

/** TensorFlow's word for a padding over an image of this shape, if it has one. */
function wordFor(
  shape: Shape,
  window: readonly [number, number],
  { padding, strides }: Conv2d | Pool,
): string | undefined {
  if (padding.flat().every((zero) => zero === 0)) return 'valid';
  return JSON.stringify(samePadding(shape, window, strides)) === JSON.stringify(padding) ? 'same' : undefined;
}

function convolution({ node, shapes: [shape = []] }: NodeView, operation: Conv2d): readonly LayerSpec[] {
  const { kernel, strides, groups, filters, bias, padding } = operation;
  const word = wordFor(shape, kernel, operation);
  const window = { ...images, kernel_size: kernel, strides, padding: word ?? 'valid' };
  const before = word === undefined ? [{ ...zeros(padding), suffix: '_pad' }] : [];
  if (groups === 1) return [...before, weighted('Conv2D', bias, { ...window, filters })];
  const channels = shape[2] ?? 0;
  if (groups !== channels)
    throw unwritable(node, 'TensorFlow.js has no layer for a convolution in groups of several channels.', {
      groups,
      channels,
    });
  return [...before, weighted('DepthwiseConv2D', bias, { ...window, depth_multiplier: filters / channels })];
}

/** Activations that are never negative: a zero around their output is never a maximum. */
const positive: readonly string[] = ['relu', 'relu6', 'sigmoid', 'softmax'];

function pooling({ node, shapes: [shape = []], before }: NodeView, operation: Pool): readonly LayerSpec[] {
  const { kind, window, strides, padding } = operation;
  const word = wordFor(shape, window, operation);
  const className = kind === 'max' ? 'MaxPooling2D' : 'AveragePooling2D';
  const config = { ...images, pool_size: window, strides, padding: word ?? 'valid' };
  if (word !== undefined) return [{ className, config }];
  const source = before?.operation;
  if (kind === 'max' && source?.op === 'activation' && positive.includes(source.kind))
    return [
      { ...zeros(padding), suffix: '_pad' },
      { className, config },
    ];
  throw unwritable(node, 'TensorFlow.js has no pooling layer with this padding.', padding);
}

function unwritable({ name, operation }: GraphNode, sentence: string, found?: unknown): AltsparseError {
  return new AltsparseError('node-unwritable', sentence, {
    place: `node '${name}' (${operation.op})`,
    ...(found === undefined ? {} : { found }),
  });
}
