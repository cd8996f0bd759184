import { type ConvOptions, GraphBuilder, planGraph, planVariables } from '@altsparse/core';
import { expect, it } from 'vitest';
import { winogradShare } from './winograd-share.ts';

/** Of one convolution from 8 to 8 channels on 8 x 8 images, unless told, and a dense layer. */
function shareOf(options: ConvOptions, { size = 8, channels = 8 } = {}): number {
  const net = new GraphBuilder('one convolution', [size, size, channels]);
  const flat = net.flatten('flat', net.conv('conv', net.input, 8, options));
  net.dense('head', flat, 8);
  return winogradShare(planGraph(net.build()));
}

it('counts multiply-adds of convolutions of stride 1 with 3x3 weights', () => {
  // 64 positions · 9 places · 8 channels · 8 filters = 36,864 beside 512 features · 8 units = 4,096
  expect(shareOf({})).toBe(0.9);
});

it('counts no other convolutions, none on less than 4 columns, and none from less than 8 channels', () => {
  expect(shareOf({ stride: 2 }, { size: 16 })).toBe(0);
  expect(shareOf({ kernel: 1 })).toBe(0);
  expect(shareOf({ kernel: [3, 1] })).toBe(0);
  expect(shareOf({ groups: 2 })).toBe(0);
  expect(shareOf({ padding: 0 }, { size: 5 })).toBe(0); // 3 columns
  expect(shareOf({}, { size: 3 })).toBe(0);
  expect(shareOf({}, { channels: 7 })).toBe(0);
});

it('is not known of a function', () => {
  const variables = [{ name: 'w', shape: [4, 2], maskable: true }];
  expect(winogradShare(planVariables({ inputShape: [4], classes: 2, variables }))).toBeNaN();
});
