import { GraphBuilder } from '@altsparse/core';
import { defineModel, type Model } from './model.ts';

/**
 * A net for 28x28 digits that trains in seconds: a dense stem and three 3x3 convolutions, normalised, 16/32/48/64
 * channels, down to 4x4 places, then the head. 56,320 maskable weights for 10 classes: 1,126 are left at 98 % sparsity.
 */
export const smallConv: Model = defineModel(
  {
    name: 'small-conv',
    summary: 'Four convolutions with normalisation, 16/32/48/64 channels, for 28x28 digits.',
    source: 'made for the demo of altsparse',
    inputShape: [28, 28, 1],
  },
  (name, { classes, inputShape }) => {
    const net = new GraphBuilder(name, inputShape);
    const layer = (place: string, from: string, filters: number, stride: number, maskable = true): string => {
      const conv = net.conv(`${place}/conv`, from, filters, { stride, maskable });
      return net.relu(`${place}/relu`, net.batchNorm(`${place}/norm`, conv));
    };
    const stem = layer('stem', net.input, 16, 2, false);
    const first = layer('stage1', stem, 32, 1);
    const second = layer('stage2', first, 48, 2);
    const third = layer('stage3', second, 64, 2);
    net.dense('head', net.flatten('flatten', third), classes);
    return net.build();
  },
);
