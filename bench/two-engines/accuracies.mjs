// Test accuracies after whole runs of the command on both engines, over seeds.

import { list } from '../lib/list.mjs';
import { pairedDifference } from '../lib/statistics.mjs';
import { trainAll } from '../lib/study.mjs';
import { enginesOf, valuesOf } from './options.mjs';

/** A mean difference below this passes, wherever its interval lies. */
const limit = 0.01;

/** Trains what is not yet trained in `--folder`; `--test` images are evaluated once, at the end. */
export async function compareAccuracies(given) {
  const items = itemsOf(given);
  const { results, stopped } = await trainAll({ title: 'accuracies', items, folder: given.folder });
  if (stopped) throw new Error('Stopped; the same command goes on.');
  const missing = results.filter(
    ({ precision, error }) => precision === 'mixed' && error?.includes('[engine-precision]'),
  );
  const failed = results.filter((one) => one.error !== undefined && !missing.includes(one));
  if (failed.length > 0) throw new Error(failed.map(({ label, error }) => `${label}: ${error}`).join('\n'));
  const runs = results.filter(({ report }) => report !== undefined).map(runOf);
  const rows = accuracyRows(runs, enginesOf(given)[0]);
  const leftOut = missing.length > 0 ? ['mixed: this machine has no mixed precision'] : [];
  return { runs, rows, leftOut, limit, passed: rows.length > 0 && rows.every(({ passed }) => passed) };
}

/** The first engine in fp32; the second in every precision. */
export function itemsOf(given) {
  const [base, other] = enginesOf(given);
  const who = [
    { engine: base, precision: 'fp32' },
    ...list(given.precision).map((precision) => ({ engine: other, precision })),
  ];
  const seeds = Array.from({ length: Number(given.seeds) }, (_, seed) => seed);
  return seeds.flatMap((seed) =>
    who.map((one) => ({
      ...{ label: `${one.engine}, ${one.precision}, seed ${seed}`, seed, ...one },
      ...{ steps: Number(given.steps), values: valuesOf(given, { ...one, seed }) },
    })),
  );
}

const runOf = ({ engine, precision, seed, report }) => ({
  ...{ engine, precision, seed, folder: report.folder, seconds: report.seconds },
  subnets: report.subnets.map(({ name, sparsity, test }) => ({ name, sparsity, accuracy: test.accuracy })),
});

/** One row for each sub-net and precision: means of both engines, and their difference seed by seed. */
export function accuracyRows(runs, base) {
  const theirs = runs.filter(({ engine }) => engine === base);
  const others = runs.filter(({ engine }) => engine !== base);
  return [...new Set(others.map(({ precision }) => precision))].flatMap((precision) => {
    const ours = others.filter((one) => one.precision === precision);
    return ours[0].subnets.map(({ name }, subnet) => rowOf({ name, precision }, at(ours, subnet), at(theirs, subnet)));
  });
}

const at = (runs, subnet) => runs.toSorted((a, b) => a.seed - b.seed).map(({ subnets }) => subnets[subnet].accuracy);

const meanOf = (values) => values.reduce((sum, one) => sum + one, 0) / values.length;

function rowOf(about, own, base) {
  const { mean, low, high } = pairedDifference(own, base);
  const variance = own.reduce((sum, one, i) => sum + (one - base[i] - mean) ** 2, 0) / (own.length - 1);
  return {
    ...{ ...about, seeds: own.length, base: meanOf(base), own: meanOf(own), difference: mean },
    ...(own.length > 1 && { standardError: Math.sqrt(variance / own.length), interval: [low, high] }),
    passed: (low <= 0 && high >= 0) || Math.abs(mean) < limit,
  };
}
