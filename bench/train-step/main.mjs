// npm run bench -- train-step [--pairs 20] [--model wide-resnet-32|resnet-20] [--batch 128] [--threads 2] [--json]: milliseconds of one
// training step, here and elsewhere. Every contestant is a process of its own that makes one step when asked; they are asked in turn, so that
// whatever else the machine does meets all of them alike.
import { loadavg } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { initialParameters, planGraph } from '@altsparse/core';
import { findModel } from '@altsparse/models';
import { withFolder, writeProblem } from '../lib/exchange.mjs';
import { loadBatches } from '../lib/images.mjs';
import { nets } from '../lib/nets.mjs';
import { progress } from '../lib/progress.mjs';
import { startServer } from '../lib/server.mjs';
import { median, pairedRatio, quantile } from '../lib/statistics.mjs';
import { table } from '../lib/table.mjs';
import { torchPython } from '../lib/torch.mjs';

const { values: options } = parseArgs({
  options: {
    pairs: { type: 'string', default: '20' },
    model: { type: 'string', default: 'wide-resnet-32' },
    batch: { type: 'string', default: '128' },
    threads: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
  },
});

const seed = 1;
/** Steps that are made before any is counted: caches, kernels and allocators need them. */
const warmUp = 2;
/** So that the threads of the one before are at rest. */
const pause = 30;
/** Load average from which on times say little; PyTorch suffers most, its threads wait for each other at every layer. */
const busy = 0.5;

const here = (name) => fileURLToPath(new URL(`contestants/${name}`, import.meta.url));

function contestants(folder, threads) {
  const python = torchPython();
  const env = { TF_NUM_INTRAOP_THREADS: threads, OMP_NUM_THREADS: threads, TF_CPP_MIN_LOG_LEVEL: '1' };
  const node = (name, script, ...args) => ({
    name,
    program: process.execPath,
    args: [here(script), folder, threads, ...args],
    env,
  });
  const torch = (layout) => ({
    name: `PyTorch, ${layout}`,
    program: python,
    args: [here('torch-server.py'), folder, threads, layout],
    env,
  });
  return [
    node('altsparse, dense', 'altsparse.mjs', 'dense'),
    node('altsparse, AST + correction', 'altsparse.mjs', 'ast'),
    node('TensorFlow.js as it comes', 'stock-tfjs.mjs'),
    torch('channels_last'),
    torch('default'),
  ];
}

function writeStepProblem(folder, { model, batch }) {
  if (nets[model] === undefined) throw new Error(`--model must be one of ${Object.keys(nets).join(', ')}.`);
  const plan = planGraph(findModel(model).build());
  const { from, batches } = loadBatches(1, Number(batch));
  writeProblem(folder, { model, net: nets[model], plan, seed, parameters: initialParameters(plan, seed), batches });
  return from;
}

/** Asks all in turn, round after round; the warm-up rounds are not in the result. */
async function interleave(servers, pairs) {
  const rounds = [];
  const line = progress('steps', (warmUp + pairs) * servers.length);
  for (let round = 0; round < warmUp + pairs; round++) {
    const answers = [];
    for (const server of servers) {
      answers.push(await server.ask({ do: 'step' }));
      line.tick();
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    rounds.push(answers);
  }
  line.end();
  return rounds;
}

/** Those that train the whole net start from the same weights on the same batch: a first loss of its own is a fault of the comparison. */
function refuseOtherWork(all) {
  const dense = all.filter(({ name }) => !name.includes('AST'));
  const wrong = dense.find(({ firstLoss }) => Math.abs(firstLoss - dense[0].firstLoss) > 1e-3);
  if (wrong)
    throw new Error(`${wrong.name} starts with loss ${wrong.firstLoss}, ${dense[0].name} with ${dense[0].firstLoss}.`);
}

async function measure({ pairs, threads, ...rest }) {
  return withFolder(async (folder) => {
    const images = writeStepProblem(folder, rest);
    const who = contestants(folder, threads);
    const servers = who.map(({ program, args, env }) => startServer(program, args, env));
    try {
      const load = loadavg()[0];
      const rounds = await interleave(servers, Number(pairs));
      await Promise.all(servers.map((server) => server.end()));
      const all = who.map(({ name }, index) => ({ name, ...resultOf(rounds.map((round) => round[index])) }));
      refuseOtherWork(all);
      return { images, load, contestants: all };
    } finally {
      for (const server of servers) server.kill();
    }
  });
}

function resultOf(answers) {
  const last = answers.at(-1);
  const ms = answers.slice(warmUp).map((answer) => answer.ms);
  return { version: last.version, firstLoss: answers[0].loss, lastLoss: last.loss, peakBytes: last.peakBytes, ms };
}

/** Adds medians and ratios to each PyTorch. */
function summarise({ contestants: all, ...rest }) {
  const bases = all.filter(({ name }) => name.startsWith('PyTorch'));
  return {
    ...rest,
    contestants: all.map((one) => ({
      ...one,
      median: median(one.ms),
      quarter: quantile(one.ms, 0.25),
      threeQuarters: quantile(one.ms, 0.75),
      ratios: bases.map((base) => ({ to: base.name, ...pairedRatio(one.ms, base.ms) })),
    })),
  };
}

const number = (value, digits = 2) => value.toFixed(digits);

function show({ images, load, contestants: all }) {
  const { model, batch, threads, pairs } = options;
  console.log(`One training step of ${model}, batch ${batch} (${images}), ${threads} threads, ${pairs} rounds in turn`);
  console.log(
    'ratio: time / time of PyTorch in the same round, median and 95 % interval; below 1 is faster than PyTorch\n',
  );
  const ratio = ({ median: middle, low, high }) => `${number(middle)} [${number(low)}, ${number(high)}]`;
  const heading = [
    '',
    'ms, median',
    'quarters',
    ...all[0].ratios.map(({ to }) => `ratio to ${to}`),
    'peak MB',
    'first loss',
  ];
  const rows = all.map((one) => [
    one.name,
    number(one.median, 0),
    `${number(one.quarter, 0)} – ${number(one.threeQuarters, 0)}`,
    ...one.ratios.map(ratio),
    number(one.peakBytes / 1e6, 0),
    number(one.firstLoss, 5),
  ]);
  console.log(table(heading, rows));
  console.log(`\n${[...new Set(all.map((one) => one.version))].join(', ')}, Node ${process.version}`);
  if (load > busy)
    console.log(`The machine was busy when this began (load ${number(load, 1)}): do not quote these times.`);
}

const result = summarise(await measure(options));
if (options.json) console.log(JSON.stringify({ ...options, ...result }));
else show(result);
