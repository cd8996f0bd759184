// The config of a shortened run of AST with gradient correction, as the paper trains.

import { list } from './list.mjs';

/** The paper's runs have 62,560 steps: the ramp ends at 110 of 160 epochs, a sub-net's updates are 300 steps after those of the one before where its period is 999. */
const paper = { until: { share: 110 / 160 }, offset: 300 / 999 };

/**
 * What all runs of a benchmark have in common.
 *
 * @param given - Options: `data`, `model`, `subnets`, `every`, `batch`, `threads`.
 * @param about - `{ take, initialSparsity, distribution, engine, precision }`; `take`: images of each part, undefined for all; `distribution` of the first
 * masks, undefined: as AST has it, ERK.
 */
export function astConfig(given, { take, initialSparsity, distribution, engine, precision }) {
  const every = Number(given.every);
  const taken = Object.entries(take).filter(([, count]) => count !== undefined);
  const counts = Object.fromEntries(taken.map(([part, count]) => [part, Number(count)]));
  const first = { initialSparsity, ...(distribution !== undefined && { distribution }) };
  return {
    data: taken.length === 0 ? given.data : { use: given.data, take: counts },
    model: given.model,
    subnets: list(given.subnets).map(Number),
    scheduler: 'alternating',
    strategy: { use: 'ast', ...first, every, offset: Math.round(every * paper.offset), until: paper.until },
    surgery: 'projection',
    normalisation: [{ match: 'stem/*', use: 'shared' }],
    optimizer: { use: 'sgd', momentum: 0.9 },
    learningRate: { use: 'cosine', peak: 0.1, per: 'step' },
    weightDecay: 5e-4,
    batchSize: Number(given.batch),
    engine,
    threads: Number(given.threads),
    ...(precision !== 'fp32' && { precision }),
  };
}
