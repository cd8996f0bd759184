import { type Graph, GraphBuilder, type Initialiser } from '@altsparse/core';
import type { ModelOptions } from './model.ts';

/** First values of the kernels of a net, and of the bias of its head. */
export interface Initialisation {
  /** Of every convolution. */
  readonly conv: Initialiser;
  /** Of the head's kernel. */
  readonly head: Initialiser;
  /** Of the head's bias. */
  readonly headBias: Initialiser;
}

/** What one residual net for small images has different from another. */
export interface ResidualDesign {
  /** Channels of each stage; the stem has those of the first. Every stage but the first starts with stride 2. */
  readonly widths: readonly number[];
  /** Blocks in each stage. */
  readonly blocks: number;
  /** First values. */
  readonly initialise: Initialisation;
}

/** Kaiming normal by fan out for convolutions; a small normal head with bias 0. */
export const kaimingFanOut: Initialisation = {
  conv: { kind: 'kaimingNormal', fan: 'out' },
  head: { kind: 'normal', deviation: 0.01 },
  headBias: { kind: 'constant', value: 0 },
};

/** What PyTorch gives its layers by default: uniform in ±1/√(fan in), the bias too. */
export const pytorchDefault: Initialisation = {
  conv: { kind: 'fanInUniform' },
  head: { kind: 'fanInUniform' },
  headBias: { kind: 'fanInUniform' },
};

/**
 * Writes a residual net for small images: a dense 3x3 stem, stages of basic blocks, mean over the image, head.
 *
 * Nodes are named `stem/conv`, `stage1/block0/conv1`, `stage2/block0/shortcut/norm`, …, `head`.
 *
 * @param name - The graph's name.
 * @param design - Widths, blocks and first values.
 * @param options - Complete.
 */
export function residualNet(name: string, design: ResidualDesign, options: Required<ModelOptions>): Graph {
  const net = new GraphBuilder(name, options.inputShape);
  const { conv, head, headBias } = design.initialise;
  let channels = design.widths[0] ?? 0;
  const stem = net.conv('stem/conv', net.input, channels, { maskable: false, initialiser: conv });
  let last = net.relu('stem/relu', net.batchNorm('stem/norm', stem));
  for (const [stage, width] of design.widths.entries()) {
    for (let block = 0; block < design.blocks; block++) {
      const stride = stage > 0 && block === 0 ? 2 : 1;
      last = basicBlock(net, `stage${stage + 1}/block${block}`, last, { channels, width, stride, initialiser: conv });
      channels = width;
    }
  }
  const initialise = { kernel: head, bias: headBias };
  const features = net.globalPool('pool', last);
  net.node('head', { op: 'dense', units: options.classes, bias: true, maskable: true, initialise }, features);
  return net.build();
}

interface BlockDesign {
  readonly channels: number;
  readonly width: number;
  readonly stride: number;
  readonly initialiser: Initialiser;
}

/** Two 3x3 convolutions; a 1x1 convolution with its normalisation in the shortcut where the shape changes. */
function basicBlock(net: GraphBuilder, name: string, from: string, design: BlockDesign): string {
  const { channels, width, stride, initialiser } = design;
  const first = net.conv(`${name}/conv1`, from, width, { stride, initialiser });
  const middle = net.relu(`${name}/relu1`, net.batchNorm(`${name}/norm1`, first));
  const branch = net.batchNorm(`${name}/norm2`, net.conv(`${name}/conv2`, middle, width, { initialiser }));
  let shortcut = from;
  if (stride !== 1 || channels !== width) {
    const projected = net.conv(`${name}/shortcut/conv`, from, width, { kernel: 1, stride, initialiser });
    shortcut = net.batchNorm(`${name}/shortcut/norm`, projected);
  }
  return net.relu(`${name}/relu2`, net.add(`${name}/add`, branch, shortcut));
}
