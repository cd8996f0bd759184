// What both studies are told in the same way, and the values that all their runs have in common.
import { resolve } from 'node:path';
import { listDatasets } from '@altsparse/data/node';

/** Options of a study, for `parseArgs`. */
export const studyOptions = {
  folder: { type: 'string' },
  data: { type: 'string' },
  'take-train': { type: 'string' },
  'take-test': { type: 'string' },
  model: { type: 'string' },
  epochs: { type: 'string' },
  steps: { type: 'string' },
  batch: { type: 'string', default: '128' },
  sparsity: { type: 'string' },
  engine: { type: 'string', default: 'auto' },
  threads: { type: 'string' },
  json: { type: 'boolean', default: false },
};

/** Classes, images of both parts and where everything of the study lies. */
export async function readSetting(options) {
  const facts = (await listDatasets()).find(({ name }) => name === options.data);
  if (facts === undefined) throw new Error(`There is no data set '${options.data}'.`);
  const least = (wanted, all) => Math.min(Number(wanted ?? all), all);
  const train = least(options['take-train'], facts.trainImages);
  const test = least(options['take-test'], facts.testImages);
  const stepsPerEpoch = Math.ceil(train / Number(options.batch));
  const steps = Number(options.steps ?? Math.round(Number(options.epochs) * stepsPerEpoch));
  return { classes: facts.classes, train, test, steps, folder: resolve(options.folder) };
}

/** Values that all runs of a study have; what is not here has the command's default. */
export function commonValues(options) {
  const take = { train: options['take-train'], test: options['take-test'] };
  const given = Object.entries(take).filter(([, count]) => count !== undefined);
  const taken = Object.fromEntries(given.map(([part, count]) => [part, Number(count)]));
  return {
    data: given.length === 0 ? options.data : { use: options.data, take: taken },
    model: options.model,
    optimizer: { use: 'sgd', momentum: 0.9 },
    learningRate: { use: 'cosine', peak: 0.1, per: 'step' },
    weightDecay: 5e-4,
    batchSize: Number(options.batch),
    evaluateEvery: { share: 1 },
    checkpoint: { every: { minutes: 2 }, keep: 1 },
    engine: options.engine,
    ...(options.threads !== undefined && { threads: Number(options.threads) }),
  };
}
