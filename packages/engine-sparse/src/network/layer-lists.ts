import type { Convolution } from '../form/form.ts';
import { readersOf } from '../form/readers.ts';
import { blockFor } from '../lists/block.ts';
import { forwardLists } from '../lists/forward-lists.ts';
import { inputLists } from '../lists/input-lists.ts';
import type { BuiltLists, ListShape } from '../lists/list-shape.ts';
import { haloOf, slabColumns } from '../program/geometry.ts';
import type { Lists } from '../tape/operands.ts';
import type { Engine } from './engine.ts';
import { type Layer, maskOf } from './layer.ts';
import { listsAt, placeLists } from './list-group.ts';

/** The lists of a convolution whose weights are all 1. */
export interface CopyLists {
  /** By filter. */
  readonly forward: Lists;
  /** By input channel. */
  readonly inputs: Lists;
}

/** Lists by filter of what a mask keeps; indices are places among the parameters. */
export function forwardListsOf(engine: Engine, mask: Uint8Array): ReadonlyMap<string, BuiltLists> {
  return eachLayer(engine.layers.own, (layer) => {
    const kept = maskOf(layer, mask);
    const shape = shapeOf(layer);
    return forwardLists(shape, kept, blockFor(shape, kept, 'filters', engine.tuning));
  });
}

/** Lists by input channel of what a mask keeps, where the input has a derivative. */
export function inputListsOf(engine: Engine, mask: Uint8Array): ReadonlyMap<string, BuiltLists> {
  const { derivativesOf } = readersOf(engine.forms.training);
  const layers = engine.layers.own.filter(({ reads }) => derivativesOf(reads[0] ?? -1) > 0);
  return eachLayer(layers, (layer) => {
    const kept = maskOf(layer, mask);
    const shape = shapeOf(layer);
    return inputLists(shape, kept, blockFor(shape, kept, 'channels', engine.tuning));
  });
}

/** Lists by filter of all positions. */
export function allListsOf(engine: Engine): ReadonlyMap<string, BuiltLists> {
  return eachLayer(engine.layers.own, (layer) => {
    const shape = shapeOf(layer);
    return forwardLists(shape, undefined, blockFor(shape, undefined, 'filters', engine.tuning));
  });
}

/** Places the lists of convolutions whose weights are all 1, with their values. */
export function placeCopies(engine: Engine): void {
  const { machine, regions } = engine;
  for (const work of engine.layers.copies) {
    const [forward, inputs] = [forwardLists(shapeOf(work), undefined, 1), inputLists(shapeOf(work), undefined, 1)];
    const group = placeLists(
      engine,
      new Map([
        ['forward', forward],
        ['inputs', inputs],
      ]),
    );
    const values = regions.take(group.valueLines).line;
    machine.write(values, new Float32Array(16 * group.valueLines).fill(1));
    engine.copies.set(work.name, {
      forward: listsAt(group, 'forward', values),
      inputs: listsAt(group, 'inputs', values),
    });
  }
}

function eachLayer(layers: readonly Layer[], build: (layer: Layer) => BuiltLists): ReadonlyMap<string, BuiltLists> {
  return new Map(
    layers.map((layer) => {
      const lists = build(layer);
      const indices = lists.indices.map((index) => (index < 0 ? index : index + layer.kernel));
      return [layer.name, { ...lists, indices }];
    }),
  );
}

function shapeOf(work: Convolution): ListShape {
  const { window, strides, padTop, padLeft, groups } = work;
  const { top, left, slabColumns: gradientColumns } = haloOf(work);
  return {
    ...{ window, strides, padTop, padLeft, groups, top, left, gradientColumns },
    channels: work.from.channels,
    filters: work.size.channels,
    slabColumns: slabColumns(work),
  };
}
