// The nets that are compared, by the names of `--net`: a graph here, and what PyTorch builds its own from.
import { GraphBuilder } from '@altsparse/core';
import { findModel } from '@altsparse/models';
import { nets as residual } from '../lib/nets.mjs';

const vgg = { widths: [64, 128, 256, 512, 512], convolutions: [2, 2, 3, 3, 3], classes: 10 };

/** What PyTorch builds, by name. */
export const nets = {
  wide: residual['wide-resnet-32'],
  'resnet-18': residual['resnet-18'],
  vgg,
};

const graphs = {
  wide: () => findModel('wide-resnet-32').build(),
  'resnet-18': () => findModel('resnet-18').build(),
  vgg: () => plainGraph('vgg', vgg),
};

/** The net as a graph. Throws for a name that is not in `nets`. */
export function graphOf(name) {
  if (graphs[name] === undefined) throw new Error(`--net must be of ${Object.keys(graphs).join(', ')}, not '${name}'.`);
  return graphs[name]();
}

/** VGG with normalisation for 32x32 images: stages of 3x3 convolutions, a maximum over 2x2 at the end of each, one dense layer; the first convolution is never masked. */
function plainGraph(name, { widths, convolutions, classes }) {
  const net = new GraphBuilder(name, [32, 32, 3]);
  let last = net.input;
  for (const [stage, width] of widths.entries()) {
    const at = `stage${stage + 1}`;
    for (let index = 0; index < convolutions[stage]; index++) {
      const conv = net.conv(`${at}/conv${index}`, last, width, { maskable: stage + index > 0 });
      last = net.relu(`${at}/relu${index}`, net.batchNorm(`${at}/norm${index}`, conv));
    }
    last = net.pool(`${at}/pool`, last, 'max', 2);
  }
  net.dense('head', net.flatten('flatten', last), classes);
  return net.build();
}
