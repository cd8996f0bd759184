import {
  alternating,
  type Batch,
  crossEntropy,
  GraphBuilder,
  keepSome,
  type Network,
  planGraph,
  randomStream,
  subnetWeights,
  train,
  uniform,
} from '@altsparse/core';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tfjsNetwork } from '../network/tfjs-network.ts';
import { type VariablesForward, type VariablesNetwork, variablesNetwork } from './variables-network.ts';

const random = randomStream(5, 'variables');
const draw = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());
const batch: Batch = { size: 3, images: draw(3 * 16), labels: Int32Array.of(0, 2, 1) };

/** The same model as a graph. */
function graph() {
  const net = new GraphBuilder('twin', [4, 4, 1]);
  const features = net.flatten('flat', net.activation('tanh', net.conv('conv', net.input, 2, { padding: 0 }), 'tanh'));
  net.dense('head', features, 3);
  return planGraph(net.build());
}

let kernel: tf.Variable<tf.Rank.R4>;
let head: tf.Variable<tf.Rank.R2>;
let bias: tf.Variable<tf.Rank.R1>;
let before: number;

const forward: VariablesForward = (images) => {
  const seen = tf.tanh(tf.conv2d(images as tf.Tensor4D, kernel, 1, 'valid'));
  return tf.add(tf.matMul(tf.reshape(seen, [images.shape[0] as number, -1]), head), bias);
};

const make = (other: VariablesForward = forward): Promise<VariablesNetwork> =>
  variablesNetwork({
    tf,
    inputShape: [4, 4, 1],
    classes: 3,
    variables: [bias, { variable: kernel, name: 'conv' }, { variable: head, name: 'head' }],
    forward: other,
  });

const request = ({ weights, plan }: VariablesNetwork) => ({
  subnet: 0,
  batch,
  weights: { ...weights, mask: new Uint8Array(plan.maskableCount).fill(1), maskVersion: 0 },
});

const differentiate = (model: VariablesNetwork, noise = 0) =>
  model.network.differentiate({ ...request(model), loss: crossEntropy(), want: 'all', noise });

beforeAll(() => tf.setBackend('cpu'));
beforeEach(() => {
  const value = (shape: number[]) => tf.tensor(draw(shape.reduce((a, b) => a * b)), shape);
  const variable = <R extends tf.Rank>(shape: number[]) =>
    tf.tidy(() => tf.keep(tf.variable(value(shape) as tf.Tensor<R>)));
  kernel = variable<tf.Rank.R4>([3, 3, 1, 2]);
  head = variable<tf.Rank.R2>([8, 3]);
  bias = variable<tf.Rank.R1>([3]);
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose([kernel, head, bias]);
});

describe('a function over variables', () => {
  it('has the loss, the logits and the gradient of the same model as a graph', async () => {
    const model = await make();
    const twin = tfjsNetwork({ plan: graph(), tf });
    expect(model.plan.parameters.map(({ length, offset }) => [offset, length])).toEqual(
      graph().parameters.map(({ length, offset }) => [offset, length]),
    );
    const [found, expected] = [await differentiate(model), await differentiate({ ...model, network: twin })];
    expect(found.loss).toBeCloseTo(expected.loss, 6);
    for (const key of ['logits', 'gradient', 'moments'] as const) {
      expect(found[key].length).toBe(expected[key].length);
      expected[key].forEach((value, i) => {
        expect(found[key][i]).toBeCloseTo(value, 5);
      });
    }
    const [mine, theirs] = [await model.network.forward(request(model)), await twin.forward(request(model))];
    theirs.forEach((value, i) => {
      expect(mine[i]).toBeCloseTo(value, 5);
    });
  });

  it('tells its variables as a plan and begins with their values', async () => {
    const { plan, weights } = await make();
    expect(plan.parameters.map(({ name, maskable, shape }) => [name, maskable, shape])).toEqual([
      ['conv', true, [3, 3, 1, 2]],
      ['head', true, [8, 3]],
      ['variable0', false, [3]],
    ]);
    expect([...weights.parameters]).toEqual([...kernel.dataSync(), ...head.dataSync(), ...bias.dataSync()]);
  });

  it('hands one noise to the one forward pass of a gradient, and none to an evaluation', async () => {
    const calls: unknown[][] = [];
    const model = await make((images, ...rest) => {
      calls.push(rest);
      return forward(images, ...rest);
    });
    await differentiate(model, 77);
    await model.network.forward(request(model));
    expect(calls).toEqual([
      [true, 77],
      [false, 0],
    ]);
  });

  it('gives 0 as the gradient of a variable that the logits do not depend on', async () => {
    const { gradient } = await differentiate(await make((images) => tf.mul(forward(images, true, 0), 1)));
    expect(gradient.some((value) => value === 0)).toBe(false);
    const without = await differentiate(
      await make((images) => tf.add(tf.matMul(tf.reshape(images, [3, 16]).slice([0, 0], [3, 8]), head), bias)),
    );
    expect([...without.gradient.subarray(0, 18)]).toEqual(Array(18).fill(0));
  });

  it('trains two sub-nets through the loop, and hands one of them to the variables at the end', async () => {
    const { network, plan, weights, assign } = await make();
    const initial = keepSome({ distribution: uniform });
    const { store } = await train({
      model: plan,
      network,
      weights,
      stages: [
        {
          subnets: [0.5, 0.5],
          strategy: { name: 'random', initialSparsity: 0.5, initial, moves: [] },
          scheduler: alternating(),
          data: { size: 3, batchesPerEpoch: 1, batch: async () => batch },
          evaluation: { size: 3, batchesPerEpoch: 1, batch: async () => batch },
          length: 6,
        },
      ],
    }).result;
    const effective = subnetWeights(store, 1);
    assign(effective);
    const values = [...kernel.dataSync(), ...head.dataSync()];
    expect(values).toEqual([...effective.parameters.subarray(0, plan.maskableCount)]);
    expect(values.filter((value) => value === 0)).toHaveLength(21); // half of 18 + 24
    expect([...effective.parameters]).not.toEqual([...weights.parameters]);
  });
});

describe('a function that cannot be used', () => {
  it('is told apart: another shape of logits, a promise, a frozen variable', async () => {
    const flat = await make((images) => tf.sum(forward(images, true, 0)));
    await expect(differentiate(flat)).rejects.toMatchObject({
      code: 'variables-output',
      details: { expected: [3, 3] },
    });
    const later = await make((async () => tf.scalar(1)) as never);
    await expect(later.network.forward(request(later))).rejects.toMatchObject({ code: 'variables-output' });
    const frozen = tf.tidy(() => tf.keep(tf.variable(tf.scalar(1), false)));
    const options = { tf, inputShape: [1], classes: 1, variables: [frozen], forward };
    await expect(variablesNetwork(options)).rejects.toMatchObject({ code: 'variables-frozen' });
    frozen.dispose();
  });

  it('leaves nothing behind where the function or the loss throws', async () => {
    const broken = await make((images, ...rest) => {
      forward(images, ...rest);
      throw new RangeError('no luck');
    });
    await expect(differentiate(broken)).rejects.toThrow('no luck');
    const loss = { name: 'bad', evaluate: () => ({ value: 0, gradient: new Float32Array(1) }) };
    const { network, ...rest } = await make();
    const call = network.differentiate({ ...request({ network, ...rest }), loss, want: 'all', noise: 0 });
    await expect(call).rejects.toMatchObject({ code: 'loss-gradient' });
  });

  it('runs no other graph and no batch of another shape', async () => {
    const model = await make();
    expect(model.network.refuses(graph().graph)).toHaveLength(1);
    expect(model.network.refuses(model.plan.graph)).toEqual([]);
    expect(tfjsRefusals(model)).toMatch(/only the network that was made with this function/);
    const wrong = { ...request(model), batch: { ...batch, images: draw(3) } };
    await expect(model.network.forward(wrong)).rejects.toMatchObject({ code: 'batch-shape' });
    model.network.dispose();
    await expect(differentiate(model)).rejects.toMatchObject({ code: 'engine-disposed' });
  });
});

function tfjsRefusals({ plan }: VariablesNetwork): string {
  try {
    const network: Network = tfjsNetwork({ plan, tf });
    return network.engine;
  } catch (error) {
    return String(error);
  }
}
