import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/builder.ts';
import type { GraphPlan } from '../graph/graph.ts';
import { planGraph } from '../graph/plan-graph.ts';
import { plainNetwork } from '../loop/plain-network.test.kit.ts';
import { begin, dense, toyData } from '../loop/toy.test.kit.ts';
import { maskOf, subnetWeights } from '../store/store.ts';
import { countKept } from './count.ts';
import { leadingChannels } from './pattern-leading.ts';
import { layersOf, viewOf } from './view.test.kit.ts';

/** 6 → 8 → 4 → 3 as dense layers, or as 1×1 convolutions, `hidden` and `middle` wide. */
function net(hidden: number, middle: number): GraphPlan {
  const build = new GraphBuilder('narrow', [1, 2, 3]);
  const first = build.dense('first', build.flatten('flat', build.input), hidden);
  const second = build.dense('second', build.activation('tanh', build.batchNorm('norm', first), 'tanh'), middle);
  build.dense('head', build.activation('tanh2', second, 'tanh'), 3);
  return planGraph(build.build());
}

describe('leadingChannels', () => {
  it('gives the logits of the net that is cut to these channels', async () => {
    const [wide, narrow] = [net(8, 4), net(4, 2)];
    const batch = await toyData().batch(0);
    const initial = leadingChannels({ widths: [0.5] });
    const stage = await begin(wide, { subnets: [0], strategy: { ...dense, initial }, data: toyData(), length: 4 });
    const cut = await begin(narrow, { subnets: [0], strategy: dense, data: toyData(), length: 4 });
    // biases and scales that show
    const weights = subnetWeights(stage.store, 0);
    const all = weights.parameters.map((one, i) => (i < wide.maskableCount ? one : 0.3 + 0.1 * (i % 5)));
    const wideWeights = { ...weights, parameters: all };
    const narrowWeights = { ...subnetWeights(cut.store, 0), parameters: leadingOf(wide, all, narrow) };
    const from = await plainNetwork(wide).forward({ subnet: 0, weights: wideWeights, batch });
    const to = await plainNetwork(narrow).forward({ subnet: 0, weights: narrowWeights, batch });
    expect(countKept(maskOf(stage.store, 0))).toBe(6 * 4 + 4 * 2 + 2 * 3);
    expect(to.length).toBe(batch.size * 3);
    for (const [i, logit] of to.entries()) expect(from[i]).toBeCloseTo(logit, 5);
    expect(Math.max(...to)).not.toBe(Math.min(...to));
  });

  const layers = layersOf({ stem: [1, 1, 3, 4], body: [1, 1, 4, 4], head: [4, 2] });
  const view = (initial: number, subnet = 0) => viewOf({ layers, weights: new Array(36).fill(1), initial, subnet });

  it('keeps the image channels of the first layer and the classes of the last', () => {
    const { mask } = leadingChannels({ widths: [0.5] }).apply(view(0), undefined);
    expect([...mask]).toEqual([
      ...[1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0],
      ...[1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      ...[1, 1, 1, 1, 0, 0, 0, 0],
    ]);
  });

  it('finds the width that comes nearest to the sparsity, and nests', () => {
    // widths 1/4 … 4/4 keep 3 + 1 + 2 = 6, 14, 24 and 36 of 36 weights
    const masks = [0, 0.4, 0.6, 0.9].map((sparsity) => leadingChannels().apply(view(sparsity), undefined).mask);
    expect(masks.map((mask) => countKept(mask))).toEqual([36, 24, 14, 6]);
    for (const [i, mask] of masks.slice(1).entries())
      expect(mask.every((kept, at) => kept <= (masks[i]?.[at] ?? 0))).toBe(true);
  });

  it.each([[[0]], [[1.5]], [[]]])('refuses widths %j', (widths) => {
    expect(() => leadingChannels({ widths }).apply(view(0), undefined)).toThrow(
      expect.objectContaining({ code: 'pattern-option' }),
    );
  });
});

/** What leading channels have: rows and columns of kernels, the first of vectors. */
function leadingOf(from: GraphPlan, source: Float32Array, to: GraphPlan): Float32Array {
  const found = new Float32Array(to.parameterCount);
  for (const { name, shape, offset, length } of to.parameters) {
    const wide = from.parameters.find((one) => one.name === name);
    const [columns, wideColumns] = [shape.at(-1) ?? 1, wide?.shape.at(-1) ?? 1];
    const at = (i: number): number => (wide?.offset ?? 0) + Math.floor(i / columns) * wideColumns + (i % columns);
    for (let i = 0; i < length; i++) found[offset + i] = source[at(i)] as number;
  }
  return found;
}
