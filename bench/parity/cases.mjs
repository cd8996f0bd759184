// What both sides compute: a net, its first weights, batches, and sub-nets on fixed masks.
import { initialParameters, planGraph, randomStream } from '@altsparse/core';
import { findModel } from '@altsparse/models';
import { writeArray } from '../lib/exchange.mjs';
import { loadBatches } from '../lib/images.mjs';
import { nets } from '../lib/nets.mjs';

/** How many batches first gradients are compared of, and images in each: few, so that rounding moves no activation across 0 in most. */
const gradients = { batches: 15, size: 2 };

/** One net with three ways to train it: whole, one sub-net, two sub-nets in turn. First weights and masks are drawn by the seed. */
export function makeProblem({ model, steps, batch, seed }) {
  const plan = planGraph(findModel(model).build());
  const masks = [0.8, 0.95].map((sparsity) => randomMask(plan.maskableCount, sparsity, seed));
  const parameters = initialParameters(plan, seed);
  const cases = [
    { name: 'dense', masks: [] },
    { name: 'one sub-net', masks: [masks[0]] },
    { name: 'two in turn', masks },
  ].map((one) => ({ ...one, parameters: restrictToUnion(parameters, one.masks) }));
  return {
    model,
    seed,
    net: nets[model],
    plan,
    parameters,
    cases,
    gradients,
    momentum: 0.9,
    decay: 5e-4,
    ...loadBatches(steps, batch),
  };
}

/** Exactly so many zeros, at places drawn by seed (the lowest of random keys). */
function randomMask(length, sparsity, seed) {
  const random = randomStream(seed, 'bench mask', Math.round(sparsity * 1000));
  const keys = Float64Array.from({ length }, () => random.uniform());
  const last = Float64Array.from(keys).sort()[Math.round(length * sparsity)];
  return Uint8Array.from(keys, (key) => (key >= last ? 1 : 0));
}

/** A weight in no mask starts at 0. */
function restrictToUnion(parameters, masks) {
  const inSome = (index) => masks.length === 0 || masks.some((mask) => index >= mask.length || mask[index] === 1);
  return parameters.map((value, index) => (inSome(index) ? value : 0));
}

/** Writes weights and masks of all cases beside the problem; returns what its JSON file says of them. */
export function writeCases(folder, cases) {
  return cases.map(({ name, masks, parameters }, index) => {
    const weights = `weights-${index}.bin`;
    writeArray(folder, weights, parameters);
    const files = masks.map((mask, subnet) => {
      const file = `mask-${index}-${subnet}.bin`;
      writeArray(folder, file, mask);
      return file;
    });
    return { name, weights, masks: files };
  });
}
