// npm run bench -- train-step [--pairs 20] [--model wide-resnet-32|resnet-20] [--batch 128] [--threads 2] [--json]: milliseconds of one
// training step, here and elsewhere. Every contestant is a process of its own that makes one step when asked; they are asked in turn, so that
// whatever else the machine does meets all of them alike.
import { loadavg } from 'node:os';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { initialParameters, planGraph } from '@altsparse/core';
import { findModel } from '@altsparse/models';
import { withFolder, writeProblem } from '../lib/exchange.mjs';
import { loadBatches } from '../lib/images.mjs';
import { interleave, warmUp } from '../lib/interleave.mjs';
import { nets } from '../lib/nets.mjs';
import { progress } from '../lib/progress.mjs';
import { startServer } from '../lib/server.mjs';
import { contestants } from './contestants.mjs';
import { refuseOtherWork, resultOf, show, summarise } from './summary.mjs';

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

function writeStepProblem(folder, { model, batch }) {
  if (nets[model] === undefined) throw new Error(`--model must be one of ${Object.keys(nets).join(', ')}.`);
  const plan = planGraph(findModel(model).build());
  const { from, batches } = loadBatches(1, Number(batch));
  writeProblem(folder, { model, net: nets[model], plan, seed, parameters: initialParameters(plan, seed), batches });
  return from;
}

/** The answers of all, those of the warm-up rounds first. */
async function ask(servers, pairs) {
  const line = progress('steps', (warmUp + pairs) * servers.length);
  const { warm, rounds } = await interleave({ servers, rounds: pairs, tick: line.tick, skip: line.skip });
  line.end();
  return [...warm, ...rounds];
}

async function measure({ pairs, threads, ...rest }) {
  return withFolder(async (folder) => {
    const images = writeStepProblem(folder, rest);
    const who = contestants(folder, threads);
    const servers = who.map(({ program, args, env }) => startServer(program, args, env));
    try {
      const load = loadavg()[0];
      const rounds = await ask(servers, Number(pairs));
      await Promise.all(servers.map((server) => server.end()));
      const all = who.map(({ name }, index) => ({
        name,
        ...resultOf(
          rounds.map((round) => round[index]),
          warmUp,
        ),
      }));
      refuseOtherWork(all);
      return { images, load, ompWaitPolicy: process.env.OMP_WAIT_POLICY ?? 'as PyTorch has it', contestants: all };
    } finally {
      for (const server of servers) server.kill();
    }
  });
}

const result = summarise(await measure(options));
if (options.json) console.log(JSON.stringify({ ...options, ...result }));
else show(result, options);
