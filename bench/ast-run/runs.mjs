// Options, and the configs of the runs that follow from them.

import { astConfig } from '../lib/ast-config.mjs';
import { list } from '../lib/list.mjs';

/** Options, for `parseArgs`. */
export const options = {
  steps: { type: 'string', default: '1000' },
  every: { type: 'string', default: '100' },
  'switch-at': { type: 'string', default: 'measured' },
  'evaluate-every': { type: 'string', default: '391' },
  starts: { type: 'string', default: 'sparse,dense' },
  engine: { type: 'string', default: 'auto' },
  precision: { type: 'string', default: 'fp32,mixed' },
  against: { type: 'string', default: 'pytorch' },
  model: { type: 'string', default: 'wide-resnet-32' },
  data: { type: 'string', default: 'cifar10' },
  'take-train': { type: 'string' },
  'take-test': { type: 'string' },
  batch: { type: 'string', default: '128' },
  subnets: { type: 'string', default: '0.9,0.95,0.98' },
  threads: { type: 'string', default: '2' },
  seed: { type: 'string', default: '0' },
  chunk: { type: 'string', default: '20' },
  quiet: { type: 'boolean', default: false },
  folder: { type: 'string', default: 'runs/ast-run' },
  picture: { type: 'string', default: 'runs/ast-run.svg' },
  json: { type: 'boolean', default: false },
};

/** Where masks begin, and how that is called. */
const starts = {
  sparse: { name: 'sparse to sparse (from 90 %, ERK)', initialSparsity: 0.9 },
  dense: { name: 'dense to sparse (from 0 %)', initialSparsity: 0 },
};

/**
 * The runs of altsparse: a label and a config each.
 *
 * @param given - Options.
 */
export function runsOf(given) {
  for (const start of list(given.starts))
    if (starts[start] === undefined) throw new Error(`--starts must be of sparse, dense, not '${start}'.`);
  return list(given.starts).flatMap((start) =>
    list(given.engine).flatMap((engine) =>
      precisionsOf(engine, list(given.precision)).map((precision) => ({
        label: `${starts[start].name}, ${engine}, ${precision}`,
        start,
        engine,
        precision,
        values: valuesOf(given, { start, engine, precision }),
      })),
    ),
  );
}

/** Engines of TensorFlow have one precision. */
const precisionsOf = (engine, asked) => (['auto', 'sparse'].includes(engine) ? asked : ['fp32']);

/** A name, or a sparsity. */
const switchOf = (text) => (text === 'stated' || text === 'measured' ? text : Number(text));

function valuesOf(given, { start, engine, precision }) {
  const { initialSparsity } = starts[start];
  const take = { train: given['take-train'], test: given['take-test'] };
  return {
    ...astConfig(given, { take, initialSparsity, engine, precision }),
    steps: Number(given.steps),
    seeds: [Number(given.seed)],
    evaluateEvery: { steps: Number(given['evaluate-every']) },
    checkpoint: { every: { share: 1 }, keep: 1 },
    ...(engine === 'auto' && { switchAt: switchOf(given['switch-at']) }),
  };
}
