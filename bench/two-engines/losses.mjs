// The first losses of both engines from one seed.
import { progress } from '../lib/progress.mjs';
import { withRuns } from './open.mjs';
import { enginesOf, valuesOf } from './options.mjs';

/** Relative, at every step. */
const limit = 1e-3;
/** Small: rounding must not grow from step to step. */
const rate = 0.01;

/** Trains on both engines, and compares step by step. */
export async function compareLosses(given) {
  const steps = Number(given['loss-steps']);
  const configs = enginesOf(given).map((engine) =>
    valuesOf(given, { engine, rate, steps: Math.max(steps, Number(given.steps)) }),
  );
  const line = progress('losses', 2 * steps);
  const found = await withRuns(configs, async (...runs) => {
    const losses = [];
    for (const run of runs) losses.push(await lossesOf(run, steps, line));
    return { engines: runs.map(({ name }) => name), losses };
  });
  line.end();
  return { ...found, rate, ...lossCheck(...found.losses) };
}

/** The first losses; the run is left there. */
async function lossesOf(run, steps, line) {
  const losses = [];
  for await (const event of run.train()) {
    if (event.type !== 'step') continue;
    losses.push(event.trained[0].loss);
    line.tick();
    if (losses.length === steps) break;
  }
  return losses;
}

/** The largest relative difference, and whether it passes. */
export function lossCheck(base, other) {
  const largest = Math.max(...base.map((loss, step) => Math.abs(other[step] - loss) / Math.abs(loss)));
  return { largest, limit, passed: other.length === base.length && largest <= limit };
}
