// Measures one setting: writes the problem down, starts who takes part, asks them in turn.

import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { forwardCost, initialParameters, planGraph } from '@altsparse/core';
import { withFolder, writeProblem } from '../lib/exchange.mjs';
import { loadBatches } from '../lib/images.mjs';
import { interleave, warmUp } from '../lib/interleave.mjs';
import { startServer } from '../lib/server.mjs';
import { contestants } from './contestants.mjs';
import { masksFor } from './masks.mjs';
import { graphOf, nets } from './nets.mjs';

const seed = 1;
/** Small: all stay near the weights that they begin with, so that their losses can be compared. It costs no less time than another. */
const rate = 0.001;

/**
 * Measures a setting.
 *
 * @param choice - What `readOptions` gives, with `quiet`.
 * @param line - Progress, counted in answers.
 * @returns The setting with images, work by sparsity, load, and `contestants` with their `answers`: those of the warm-up, then those that count.
 */
export function measureSetting(setting, choice, line) {
  return withFolder(async (folder) => {
    const about = await writeStepProblem(folder, setting);
    const who = contestants(folder, setting, choice);
    const servers = [];
    const load = loadavg()[0];
    try {
      const first = await startAll(who, servers, line);
      const { pairs: rounds, quiet } = choice;
      const asked = await interleave({ servers, rounds, before: warmUp - 1, quiet, tick: line.tick, skip: line.skip });
      await Promise.all(servers.map((server) => server.end()));
      const all = [first, ...asked.warm, ...asked.rounds];
      const answered = who.map(({ name, engine, precision, sparsities }, index) => {
        return { name, engine, precision, sparsities, answers: all.map((answers) => answers[index]) };
      });
      return { ...setting, ...about, load, others: asked.others, warmUp, contestants: answered };
    } finally {
      for (const server of servers) server.kill();
    }
  });
}

/** One after the other: SparseProp times its layers when it starts, and nobody should disturb it. */
async function startAll(who, servers, line) {
  const answers = [];
  for (const { program, args, env } of who) {
    const server = startServer(program, args, env);
    servers.push(server);
    answers.push(await server.ask({ do: 'step' }));
    line.tick();
  }
  return answers;
}

async function writeStepProblem(folder, { net, batch, masks, sparsities }) {
  const plan = planGraph(graphOf(net));
  const { from, batches } = loadBatches(1, batch);
  const parameters = initialParameters(plan, seed);
  writeProblem(folder, { model: net, net: nets[net], plan, seed, rate, parameters, batches });
  const made = await masksFor(plan, sparsities, masks, seed);
  const work = sparsities.map((sparsity, index) => {
    writeFileSync(join(folder, `mask-${sparsity}.bin`), made[index]);
    return { sparsity, ...workOf(plan, made[index], batch) };
  });
  return { images: from, work, dense: workOf(plan, undefined, batch) };
}

/**
 * Multiply-adds of one image forward by `forwardCost`, and the FLOPs of a step: forward pass, gradient to the input, gradient to kept weights,
 * each 2 FLOPs a multiply-add; the first layer has no gradient to its input.
 */
export function workOf(plan, mask, batch) {
  const { nodes } = forwardCost(plan, mask);
  const macs = nodes.reduce((sum, node) => sum + node.macs, 0);
  return { macs, flops: 2 * batch * (3 * macs - nodes[0].macs) };
}
