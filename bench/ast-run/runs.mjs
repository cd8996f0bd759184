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
  distribution: { type: 'string', default: 'both' },
  engine: { type: 'string', default: 'auto' },
  precision: { type: 'string', default: 'fp32,mixed' },
  against: { type: 'string', default: 'pytorch' },
  'leave-out': { type: 'string', default: '' },
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

/** How the first masks of runs that begin sparse are spread over layers, by what `--distribution` says. */
const distributions = { uniform: ['uniform'], erk: ['erk'], both: ['uniform', 'erk'] };

/** How that is called. */
const called = { uniform: 'uniform', erk: 'ERK' };

/**
 * The runs of altsparse: a label, a name for `--leave-out` and a config each.
 *
 * @param given - Options.
 */
export function runsOf(given) {
  return list(given.starts)
    .flatMap((start) => beginningsOf(start, given))
    .flatMap(({ label, short, ...beginning }) =>
      list(given.engine).flatMap((engine) =>
        precisionsOf(engine, list(given.precision)).map((precision) => ({
          label: `${label}, ${engine}, ${precision}`,
          name: `${short}-${engine}-${precision}`,
          ...{ ...beginning, engine, precision },
          values: valuesOf(given, { ...beginning, engine, precision }),
        })),
      ),
    );
}

/** Where masks begin: all kept, or at 90 %, by each distribution that is asked for. */
function beginningsOf(start, given) {
  if (start === 'dense') return [{ label: 'dense to sparse (from 0 %)', short: 'dense', start }];
  if (start !== 'sparse') throw new Error(`--starts must be of sparse, dense, not '${start}'.`);
  const asked = distributions[given.distribution];
  if (asked === undefined)
    throw new Error(`--distribution must be ${Object.keys(distributions).join(', ')}, not '${given.distribution}'.`);
  return asked.map((distribution) => ({
    label: `sparse to sparse (from 90 %, ${called[distribution]})`,
    ...{ short: distribution, start, distribution },
  }));
}

/**
 * Those who are not named by `--leave-out`.
 *
 * @throws Error for a name that nobody has.
 */
export function withoutLeftOut(who, given) {
  const names = given['leave-out'] === '' ? [] : list(given['leave-out']);
  const other = names.find((name) => who.every((one) => one.name !== name));
  if (other !== undefined)
    throw new Error(`--leave-out must be of ${who.map(({ name }) => name).join(', ')}, not '${other}'.`);
  return who.filter(({ name }) => !names.includes(name));
}

/** Engines of TensorFlow have one precision. */
const precisionsOf = (engine, asked) => (['auto', 'sparse'].includes(engine) ? asked : ['fp32']);

/** A name, or a sparsity. */
const switchOf = (text) => (text === 'stated' || text === 'measured' ? text : Number(text));

function valuesOf(given, { start, distribution, engine, precision }) {
  const initialSparsity = start === 'sparse' ? 0.9 : 0;
  const take = { train: given['take-train'], test: given['take-test'] };
  return {
    ...astConfig(given, { take, initialSparsity, distribution, engine, precision }),
    steps: Number(given.steps),
    seeds: [Number(given.seed)],
    evaluateEvery: { steps: Number(given['evaluate-every']) },
    checkpoint: { every: { share: 1 }, keep: 1 },
    ...(engine === 'auto' && { switchAt: switchOf(given['switch-at']) }),
  };
}
