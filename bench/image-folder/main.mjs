// npm run bench -- image-folder [--folder PATH] [--model resnet-18-imagenet] [--images 96] [--size 224] [--batch 16] [--pairs 5]
// [--threads N] [--decoders N] [--json]: an epoch from JPEG files against the same epoch from decoded arrays. Both train the same net from the same weights
// on the same batches, so their losses are the same to the last bit; the ratio is taken in pairs, one epoch right after the other.
import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { keepAll, planGraph, train } from '@altsparse/core';
import { horizontalFlip } from '@altsparse/data';
import { imageBatches, pickFiles, readImageFolder } from '@altsparse/data/node';
import { findModel } from '@altsparse/models';
import { openNetwork } from '../lib/engine.mjs';
import { progress } from '../lib/progress.mjs';
import { pairedRatio } from '../lib/statistics.mjs';
import { table } from '../lib/table.mjs';

const { values: options } = parseArgs({
  options: {
    folder: { type: 'string', default: join(process.env.ALTSPARSE_DATA ?? '', 'imagenet-like', 'imagenette-224') },
    model: { type: 'string', default: 'resnet-18-imagenet' },
    images: { type: 'string', default: '96' },
    size: { type: 'string', default: '224' },
    batch: { type: 'string', default: '16' },
    pairs: { type: 'string', default: '5' },
    threads: { type: 'string' },
    decoders: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const seed = 1;
/** The promise: an epoch from files takes at most so many times one from arrays. */
const limit = 1.05;

/** As many of the train files as asked for, spread over the classes. */
function chooseFiles({ folder, images }) {
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder}: give --folder, or set ALTSPARSE_DATA.`);
  const { train: files, classNames } = readImageFolder(folder);
  const count = Math.min(Number(images), files.names.length);
  const chosen = Array.from({ length: count }, (_, i) => Math.floor((i * files.names.length) / count));
  return { files: pickFiles(files, chosen), classes: classNames.length };
}

const fromFiles = (files, { batch, size, decoders }) =>
  imageBatches({
    files,
    batchSize: Number(batch),
    size: Number(size),
    seed,
    shuffle: true,
    crop: 'random',
    augment: [horizontalFlip()],
    ...(decoders === undefined ? {} : { decoders: Number(decoders) }),
  });

/** The batches of the first epoch, decoded and kept. */
async function keepEpoch(source) {
  const kept = [];
  for (let index = 0; index < source.batchesPerEpoch; index++) kept.push(await source.batch(index));
  await source.dispose();
  const { batchesPerEpoch, size } = source;
  return { batchesPerEpoch, size, batch: async (index) => kept[index % kept.length] };
}

/** Processor time of all threads so far, in milliseconds. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Trains for an epoch: time and processor time after the first step, time spent waiting for batches in it, and every loss. */
async function epoch({ model, network, source, steps = source.batchesPerEpoch, tick = () => {} }) {
  let [started, used, waited] = [0, 0, 0];
  const losses = [];
  const data = {
    ...source,
    async batch(index) {
      const asked = performance.now();
      const batch = await source.batch(index);
      waited += performance.now() - asked;
      return batch;
    },
  };
  const strategy = { name: 'dense', initialSparsity: 0, initial: keepAll, moves: [] };
  const stage = { subnets: [0], strategy, data, length: { steps } };
  for await (const event of train({ model, network, seed, stages: [stage] })) {
    if (event.type !== 'step') continue;
    losses.push(event.trained[0].loss);
    if (event.step === 0) [started, used, waited] = [performance.now(), processorTime(), 0];
    tick();
  }
  return { milliseconds: performance.now() - started, processor: processorTime() - used, waited, losses };
}

async function measure() {
  const { files, classes } = chooseFiles(options);
  const side = Number(options.size);
  const model = planGraph(findModel(options.model).build({ classes, inputShape: [side, side, 3] }));
  const { network, engine } = await openNetwork(model, options.threads && Number(options.threads));
  const arrays = await keepEpoch(fromFiles(files, options));
  const pairs = Number(options.pairs);
  const line = progress('steps', 2 + 2 * pairs * arrays.batchesPerEpoch);
  const { tick } = line;
  const load = [loadavg()[0]];
  await epoch({ model, network, source: arrays, steps: 2, tick });
  const rounds = [];
  for (let pair = 0; pair < pairs; pair++) {
    const round = {};
    for (const name of pair % 2 === 0 ? ['arrays', 'files'] : ['files', 'arrays']) {
      const source = name === 'arrays' ? arrays : fromFiles(files, options);
      round[name] = await epoch({ model, network, source, tick });
      if (name === 'files') await source.dispose();
    }
    rounds.push(round);
  }
  line.end();
  network.dispose();
  return { engine, images: files.names.length, load: [...load, loadavg()[0]], rounds };
}

function summarise({ rounds, ...rest }) {
  const of = (name, what = 'milliseconds') => rounds.map((round) => round[name][what]);
  const all = rounds.flatMap(({ arrays, files }) => [arrays.losses, files.losses].map((one) => one.join()));
  const ratio = pairedRatio(of('files'), of('arrays'));
  const processorRatio = pairedRatio(of('files', 'processor'), of('arrays', 'processor'));
  const sameLosses = new Set(all).size === 1;
  return {
    ...rest,
    arrays: of('arrays'),
    files: of('files'),
    waited: of('files', 'waited'),
    ratio,
    processorRatio,
    limit,
    sameLosses,
  };
}

function show({ engine, images, load, arrays, files, waited, ratio, processorRatio, sameLosses }) {
  const seconds = (time) => `${(time / 1000).toFixed(2)} s`;
  const rows = arrays.map((time, i) => [
    String(i + 1),
    seconds(time),
    seconds(files[i]),
    (files[i] / time).toFixed(3),
    `${waited[i].toFixed(0)} ms`,
  ]);
  console.log(`${options.model}, ${images} images of ${options.size}, batch ${options.batch}, ${engine}`);
  console.log(`load ${load.map((one) => one.toFixed(1)).join(' to ')}; losses ${sameLosses ? 'the same' : 'DIFFER'}\n`);
  console.log(table(['pair', 'arrays', 'files', 'files / arrays', 'waited for files'], rows));
  const range = `${ratio.low.toFixed(3)} to ${ratio.high.toFixed(3)}`;
  console.log(`\nmedian ratio ${ratio.median.toFixed(3)} (95 %: ${range}), promised: at most ${limit}`);
  console.log(
    `median ratio of processor time ${processorRatio.median.toFixed(3)}: what else the machine does counts less in it`,
  );
}

const result = summarise(await measure());
if (options.json) console.log(JSON.stringify({ ...options, ...result }));
else show(result);
if (!result.sameLosses) process.exitCode = 1;
