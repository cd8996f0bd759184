import { expect, it } from 'vitest';
import { cifar10Names, cifar100CoarseNames, cifar100FineNames, fashionNames } from './class-names.ts';

it('names every class once, by label', () => {
  expect([cifar10Names[9], cifar100FineNames[99], cifar100CoarseNames[19], fashionNames[9]]).toEqual([
    'truck',
    'worm',
    'vehicles_2',
    'Ankle boot',
  ]);
  const lists = [cifar10Names, cifar100FineNames, cifar100CoarseNames, fashionNames];
  expect(lists.map((names) => new Set(names).size)).toEqual([10, 100, 20, 10]);
});
