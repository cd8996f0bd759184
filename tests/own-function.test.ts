import { alternating, joint, share, subnetWeights, train } from '@altsparse/core';
import { tfjsNetwork, variablesNetwork } from '@altsparse/engine';
import { resolveEngine } from '@altsparse/engine/node';
import { pcgrad, projection } from '@altsparse/gc-projection';
import { ast, granet } from '@altsparse/prune-granet';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { drawBatch } from './own-model.test.kit.ts';

const strategies = {
  'ast from dense': ast({ every: 2, offset: 1, until: share(0.7), initialSparsity: 0 }),
  'ast from ERK': ast({ every: 2, offset: 1, until: share(0.7), initialSparsity: 0.5 }),
  granet: granet({ every: 2, until: share(0.7), initialSparsity: 0.5 }),
};
const schedulers = [alternating(), joint()];
const surgeries = { none: undefined, projection: projection(), pcgrad: pcgrad() };

const cases = Object.entries(strategies).flatMap(([name, strategy]) =>
  schedulers.flatMap((scheduler) =>
    Object.entries(surgeries).map(([what, surgery]) => ({ name, strategy, scheduler, what, surgery })),
  ),
);

describe('a function over variables', () => {
  it.each(cases)('trains by $name, $scheduler.name, surgery $what, and keeps no tensor', async (one) => {
    const engine = await resolveEngine({ prefer: 'wasm' });
    const { scheduler, strategy, surgery } = one;
    const kernel = tf.variable(tf.randomNormal([3, 3, 1, 4], 0, 0.3, 'float32', 1) as tf.Tensor4D);
    const head = tf.variable(tf.randomNormal([144, 4], 0, 0.1, 'float32', 2) as tf.Tensor2D);
    const bias = tf.variable(tf.zeros([4]));
    const before = tf.memory().numTensors;
    const { network, plan, weights, assign } = await variablesNetwork({
      tf: engine.tf,
      inputShape: [8, 8, 1],
      classes: 4,
      variables: [{ variable: kernel, name: 'conv' }, { variable: head, name: 'head' }, bias],
      forward: (images) => {
        const seen = tf.relu(tf.conv2d(images as tf.Tensor4D, kernel, 1, 'valid'));
        return tf.add(tf.matMul(tf.reshape(seen, [-1, 144]), head), bias);
      },
    });
    const tensors: number[] = [];
    const observers = [{ name: 'balance', observe: () => void tensors.push(tf.memory().numTensors) }];
    const data = { size: 24, batchesPerEpoch: 3, batch: async (index: number) => drawBatch([8, 8, 1], 8, index % 3) };
    const stage = {
      ...{ subnets: [0.6, 0.8], strategy, scheduler, data, evaluation: data, length: 12 },
      ...(surgery && { surgery }),
    };
    const { store, subnets } = await train({ model: plan, network, weights, stages: [stage], observers }).result;
    expect(new Set(tensors)).toEqual(new Set([before]));
    for (const { sparsity, target } of subnets) expect(sparsity).toBeCloseTo(target, 2);
    assign(subnetWeights(store, 1));
    const zeros = [...kernel.dataSync(), ...head.dataSync()].filter((value) => value === 0).length;
    expect(zeros).toBe(store.masks[1]?.filter((bit) => bit === 0).length);
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([kernel, head, bias]);
  });

  it('is refused by a network of graphs', async () => {
    const engine = await resolveEngine({ prefer: 'wasm' });
    const weight = tf.variable(tf.zeros([1, 1]));
    const options = { inputShape: [1], classes: 1, variables: [weight], forward: (x: tf.Tensor) => x };
    const { plan } = await variablesNetwork({ tf: engine.tf, ...options });
    expect(() => tfjsNetwork({ plan, tf: engine.tf })).toThrow(/only the network that was made with this function/);
    weight.dispose();
  });
});
