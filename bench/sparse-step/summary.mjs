// From answers to medians, rates and ratios.
import { median, pairedRatio, quantile } from '../lib/statistics.mjs';

const mean = (values) => values.reduce((sum, one) => sum + one, 0) / values.length;

/** What a row of several sparsities together has in place of one. */
export const meanRow = 'mean';

/**
 * A setting with a row for each contestant and sparsity, and one for the mean where there are several.
 *
 * @throws Error where two that begin with the same weights do not begin with the same loss.
 */
export function summarise({ contestants, warmUp, ...setting }) {
  const rows = contestants.flatMap((one) => rowsOf(one, warmUp, setting));
  refuseOtherWork(rows);
  const all = [...rows, ...meanRows(rows)];
  const torch = bestTorch(rows);
  const rival = (row) => all.find(({ engine, sparsity }) => engine === 'sparseprop' && sparsity === row.sparsity);
  return { ...setting, pytorch: torch?.name, rows: all.map((row) => withRatios(row, torch, rival(row))) };
}

function rowsOf({ sparsities, answers, ...about }, warmUp, { work, dense }) {
  const { version, peakBytes } = answers.at(-1);
  return sparsities.map((sparsity, index) => {
    const of = answers.map(({ steps }) => steps[index]);
    const made = (about.engine !== 'pytorch' && work.find((one) => one.sparsity === sparsity)) || dense;
    const times = of.slice(warmUp);
    return {
      ...about,
      version,
      sparsity,
      moved: index > 0,
      macs: made.macs,
      flops: made.flops,
      peakBytes,
      firstLoss: of[0].loss,
      lastLoss: of.at(-1).loss,
      ...splitOf(times, about.engine),
      ...timesOf(
        times.map(({ ms }) => ms),
        made.flops,
      ),
    };
  });
}

const timesOf = (ms, flops) => ({
  ms,
  median: median(ms),
  quarter: quantile(ms, 0.25),
  threeQuarters: quantile(ms, 0.75),
  gflopsPerSecond: flops / median(ms) / 1e6,
});

/** Medians of milliseconds outside of the network, in the network but not in its kernels, and in the kernels; the last two are one where nobody can tell. */
function splitOf(times, engine) {
  if (times[0].network === undefined) return {};
  const bookkeeping = median(times.map(({ ms, network }) => ms - network));
  if (engine === 'tensorflow') return { split: { bookkeeping, network: median(times.map(({ network }) => network)) } };
  const kernels = median(times.map((one) => one.kernels));
  return { split: { bookkeeping, host: median(times.map((one) => one.network - one.kernels)), kernels } };
}

/** Sub-nets that train in turn: the mean of their times, round by round. Of nets that train alone likewise. */
function meanRows(rows) {
  const names = [...new Set(rows.map(({ name }) => name))];
  return names.flatMap((name) => {
    const own = rows.filter((row) => row.name === name);
    if (own.length < 2) return [];
    const ms = own[0].ms.map((_, round) => mean(own.map((row) => row.ms[round])));
    const { engine, precision, version } = own[0];
    const work = { macs: mean(own.map(({ macs }) => macs)), flops: mean(own.map(({ flops }) => flops)) };
    const peakBytes = Math.max(...own.map((row) => row.peakBytes));
    return [{ name, engine, precision, version, sparsity: meanRow, ...work, peakBytes, ...timesOf(ms, work.flops) }];
  });
}

/** PyTorch's dense step in fp32, in the layout that is faster here. */
function bestTorch(rows) {
  const dense = rows.filter(({ engine, precision }) => engine === 'pytorch' && precision === 'fp32');
  return dense.sort((a, b) => a.median - b.median)[0];
}

/** How many times as fast as PyTorch's dense step and as SparseProp at the same sparsity, from times of the same round. */
function withRatios(row, torch, rival) {
  const to = (base) => base !== undefined && base !== row && { ...pairedRatio(base.ms, row.ms) };
  const [toTorch, toRival] = [to(torch), to(rival)];
  return { ...row, ...(toTorch && { asFastAsPytorch: toTorch }), ...(toRival && { asFastAsSparseprop: toRival }) };
}

/** Sub-nets after the first begin when the shared weights have moved a little. */
const tolerance = { alike: 1e-3, moved: 0.05, mixed: 0.05 };

function refuseOtherWork(rows) {
  const bases = new Map();
  for (const row of rows) {
    const base = bases.get(row.sparsity) ?? row;
    bases.set(row.sparsity, base);
    const mixed = row.precision === 'mixed' || base.precision === 'mixed';
    const limit = mixed ? tolerance.mixed : row.moved || base.moved ? tolerance.moved : tolerance.alike;
    if (Math.abs(row.firstLoss - base.firstLoss) <= limit) continue;
    throw new Error(
      `${row.name} starts at ${row.sparsity} with loss ${row.firstLoss}, ${base.name} with ${base.firstLoss}.`,
    );
  }
}
