// Options, and the config of each run that follows from them.

import { astConfig } from '../lib/ast-config.mjs';
import { list } from '../lib/list.mjs';

/** Options, for `parseArgs`. */
export const options = {
  parts: { type: 'string', default: 'losses,masks,accuracies' },
  engines: { type: 'string', default: 'tensorflow,sparse' },
  precision: { type: 'string', default: 'fp32,mixed' },
  model: { type: 'string', default: 'resnet-20' },
  data: { type: 'string', default: 'cifar10' },
  'take-train': { type: 'string' },
  test: { type: 'string' },
  batch: { type: 'string', default: '128' },
  subnets: { type: 'string', default: '0.9,0.95,0.98' },
  every: { type: 'string', default: '50' },
  'loss-steps': { type: 'string', default: '20' },
  'mask-steps': { type: 'string', default: '100' },
  steps: { type: 'string', default: '500' },
  seeds: { type: 'string', default: '3' },
  threads: { type: 'string', default: '2' },
  folder: { type: 'string', default: 'runs/two-engines' },
  json: { type: 'boolean', default: false },
};

/** The two engines: the one that is compared with, and the other. */
export function enginesOf({ engines }) {
  const names = list(engines);
  if (names.length !== 2) throw new Error(`--engines must be two names, not '${engines}'.`);
  return names;
}

/**
 * The config of a run: AST with gradient correction from 90 %, masks as in `ast-run`.
 *
 * @param about - `{ engine, precision, seed, steps, rate }`; without `rate` the cosine of ordinary runs.
 */
export function valuesOf(given, { engine, precision = 'fp32', seed = 0, steps = Number(given.steps), rate }) {
  const take = { train: given['take-train'], test: given.test };
  return {
    ...astConfig(given, { take, initialSparsity: 0.9, engine, precision }),
    ...(rate !== undefined && { learningRate: rate }),
    steps,
    seeds: [seed],
    evaluateEvery: { share: 1 },
    checkpoint: { every: { minutes: 2 }, keep: 1 },
  };
}
