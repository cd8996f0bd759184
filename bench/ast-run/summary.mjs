// From the answers of a run to its time, its phases, and how it compares with dense PyTorch.
import { randomStream } from '@altsparse/core';
import { quantile } from '../lib/statistics.mjs';

const sum = (values) => values.reduce((all, one) => all + one, 0);

/**
 * A run's numbers, times in ms. `start` is what comes before the first step (engine, data, first masks) and is not part of `total`.
 *
 * @throws Error where the run failed.
 */
export function recordOf({ label, start: from, distribution, engine, precision, answers }) {
  const [first, ...chunks] = answers;
  const last = answers.at(-1);
  const failed = answers.find(({ error }) => error !== undefined);
  if (failed !== undefined) throw new Error(`${label}: ${failed.error}`);
  const total = sum(chunks.map(({ ms }) => ms));
  const about = {
    label,
    from,
    distribution,
    engine,
    precision,
    start: first.ms,
    total,
    chunks: chunks.map(({ ms }) => ms),
  };
  const phases = last.report === undefined ? torchPhases(last, total) : ourPhases(last, total);
  return { ...about, peakBytes: last.peakBytes, version: versionOf(last), phases, ...resultOf(last) };
}

const versionOf = ({ version, engine }) => version ?? `altsparse on ${engine.name}`;

const resultOf = ({ report, work, accuracy }) =>
  report === undefined
    ? { accuracy }
    : {
        folder: report.folder,
        subnets: report.subnets.map(({ name, sparsity, test }, index) => ({
          ...{ name, sparsity, accuracy: test.accuracy, macs: work?.subnets[index] },
        })),
        denseMacs: work?.dense,
      };

const torchPhases = ({ phases }, total) => [
  { name: 'data', ms: phases.data },
  { name: 'forward and backward', ms: phases.pass },
  { name: 'optimizer', ms: phases.update },
  { name: 'evaluation', ms: phases.evaluation },
  { name: 'rest', ms: total - sum(Object.values(phases)) },
];

/** How passes are called whose gradient is of masked weights too. */
export const everywhere = 'gradient everywhere';

/** Passes by sub-net and engine; those that give the gradient at all positions, for growth, by themselves. */
function ourPhases({ phases, report }, total) {
  const named = phases.passes.map(({ subnet, engine, want, ms, count }) => ({
    name: `forward and backward, sub-net ${report.subnets[subnet].name}${want === 'all' ? `, ${everywhere}` : ''}`,
    engine,
    count,
    ms,
  }));
  const { data, masks, update, evaluation, inSteps } = phases;
  return [
    { name: 'data', ms: data },
    ...named,
    { name: 'mask updates', ms: masks, count: phases.updates },
    { name: 'optimizer, correction', ms: update },
    { name: 'evaluation', ms: evaluation },
    { name: 'rest', ms: total - inSteps - evaluation },
  ];
}

/**
 * How many times as fast as another, over all steps, with a 95 % interval: chunks of steps are drawn again with replacement, those of both together.
 */
export function timesAsFast(own, base, { draws = 2000, seed = 1 } = {}) {
  const random = randomStream(seed, 'bootstrap of chunks');
  const ratios = Array.from({ length: draws }, () => {
    const chosen = own.map(() => random.below(own.length));
    return sum(chosen.map((index) => base[index])) / sum(chosen.map((index) => own[index]));
  });
  return { ratio: sum(base) / sum(own), low: quantile(ratios, 0.025), high: quantile(ratios, 0.975) };
}

/** All records, each with its ratio to dense PyTorch in fp32 where that took part. */
export function summarise(runs) {
  const records = runs.map(recordOf);
  const base = records.find(({ engine, precision }) => engine === 'pytorch' && precision === 'fp32');
  return records.map((one) =>
    base === undefined || base === one ? one : { ...one, asFastAsPytorch: timesAsFast(one.chunks, base.chunks) },
  );
}
