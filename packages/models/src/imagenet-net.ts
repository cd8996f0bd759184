import { type Graph, GraphBuilder, type Initialiser } from '@altsparse/core';
import type { ModelOptions } from './model.ts';

/** What one residual net for ImageNet has different from another. */
export interface ImagenetDesign {
  /** Blocks in each of the four stages. */
  readonly blocks: readonly number[];
  /** Two 3x3 convolutions; or 1x1, 3x3 and 1x1, the last with four times the channels. */
  readonly block: 'basic' | 'bottleneck';
}

const convInitialiser: Initialiser = { kind: 'kaimingNormal', fan: 'in' };
const headInitialiser: Initialiser = { kind: 'fanInUniform' };

/** Channels of the first stage's 3x3 convolutions; every later stage has twice those of the one before. */
const firstWidth = 64;

/**
 * Writes a residual net for ImageNet as the paper's code has it: dense 7x7 stem with stride 2, 3x3 max-pool with stride
 * 2, four stages, mean over the image, a dense head. The last normalisation of every branch starts with scale 0, so
 * that each block starts as its shortcut.
 *
 * Nodes are named `stem/conv`, `stem/pool`, `stage1/block0/conv1`, `stage2/block0/shortcut/norm`, …, `head`.
 *
 * @param name - The graph's name.
 * @param design - Blocks.
 * @param options - Complete.
 */
export function imagenetNet(name: string, design: ImagenetDesign, options: Required<ModelOptions>): Graph {
  const net = new GraphBuilder(name, options.inputShape);
  const write = design.block === 'basic' ? basicBlock : bottleneck;
  let channels = firstWidth;
  let last = stem(net);
  for (const [stage, blocks] of design.blocks.entries()) {
    const width = firstWidth * 2 ** stage;
    for (let block = 0; block < blocks; block++) {
      const stride = stage > 0 && block === 0 ? 2 : 1;
      const made = write(net, { name: `stage${stage + 1}/block${block}`, from: last, channels, width, stride });
      ({ last, channels } = made);
    }
  }
  const initialise = { kernel: headInitialiser, bias: headInitialiser };
  const features = net.globalPool('pool', last);
  net.node('head', { op: 'dense', units: options.classes, bias: true, maskable: false, initialise }, features);
  return net.build();
}

function stem(net: GraphBuilder): string {
  const options = { kernel: 7, stride: 2, maskable: false, initialiser: convInitialiser };
  const conv = net.conv('stem/conv', net.input, firstWidth, options);
  return net.pool('stem/pool', net.relu('stem/relu', net.batchNorm('stem/norm', conv)), 'max', 3, 2, 1);
}

interface BlockDesign {
  readonly name: string;
  readonly from: string;
  readonly channels: number;
  readonly width: number;
  readonly stride: number;
}

interface BlockEnd {
  readonly last: string;
  readonly channels: number;
}

function basicBlock(net: GraphBuilder, design: BlockDesign): BlockEnd {
  const { name, from, width, stride } = design;
  const first = unit(net, name, 1, from, { filters: width, kernel: 3, stride });
  const branch = conv(net, name, 2, first, { filters: width, kernel: 3, stride: 1 });
  return close(net, design, net.batchNorm(`${name}/norm2`, branch, 0), width);
}

function bottleneck(net: GraphBuilder, design: BlockDesign): BlockEnd {
  const { name, from, width, stride } = design;
  const first = unit(net, name, 1, from, { filters: width, kernel: 1, stride: 1 });
  const second = unit(net, name, 2, first, { filters: width, kernel: 3, stride });
  const branch = conv(net, name, 3, second, { filters: 4 * width, kernel: 1, stride: 1 });
  return close(net, design, net.batchNorm(`${name}/norm3`, branch, 0), 4 * width);
}

interface ConvDesign {
  readonly filters: number;
  readonly kernel: number;
  readonly stride: number;
}

function conv(net: GraphBuilder, name: string, at: number, from: string, { filters, kernel, stride }: ConvDesign) {
  return net.conv(`${name}/conv${at}`, from, filters, { kernel, stride, initialiser: convInitialiser });
}

/** Convolution, normalisation, ReLU. */
function unit(net: GraphBuilder, name: string, at: number, from: string, design: ConvDesign): string {
  return net.relu(`${name}/relu${at}`, net.batchNorm(`${name}/norm${at}`, conv(net, name, at, from, design)));
}

/** Adds the shortcut, with a 1x1 convolution and its normalisation where the shape changes. */
function close(net: GraphBuilder, design: BlockDesign, branch: string, filters: number): BlockEnd {
  const { name, from, channels, stride } = design;
  let shortcut = from;
  if (stride !== 1 || channels !== filters) {
    const options = { kernel: 1, stride, initialiser: convInitialiser };
    shortcut = net.batchNorm(`${name}/shortcut/norm`, net.conv(`${name}/shortcut/conv`, from, filters, options));
  }
  return { last: net.relu(`${name}/relu`, net.add(`${name}/add`, branch, shortcut)), channels: filters };
}
