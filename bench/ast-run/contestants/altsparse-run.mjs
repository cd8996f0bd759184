// A run of altsparse as the command makes it, which goes on by so many steps at each request: node altsparse-run.mjs CONFIG RUNS CHUNK.
// The first request prepares everything up to the first step; the last one's answer has the report.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { bundledSources } from '../../../packages/cli/dist/compose/sources.js';
import { resolveConfig } from '../../../packages/cli/dist/config/resolve.js';
import { trainRun } from '../../../packages/cli/dist/run/train-run.js';
import { serve } from '../../lib/server.mjs';
import { phaseClock } from './phases.mjs';
import { workCounter } from './work.mjs';

const [config, runs, chunk] = process.argv.slice(2);

/** Hands the turn back and forth between the requests and the run: `next` from without, `pass` from within. */
function turns() {
  let resume = () => {};
  let answer = () => {};
  return {
    /** Lets the run go on until it hands the turn back or ends. */
    next: () =>
      new Promise((resolve) => {
        answer = resolve;
        resume();
      }),
    /** Hands the turn back and waits for the next. */
    pass: () =>
      new Promise((resolve) => {
        resume = resolve;
        answer({});
      }),
    end: (last) => answer(last),
  };
}

const turn = turns();
const clock = phaseClock();
const work = workCounter();

/** Waits after the start of the stage, and after every so many steps but the last: what follows it belongs to its chunk. */
function pacer(steps) {
  let done = 0;
  return {
    name: 'pacer',
    async observe({ type }) {
      if (type === 'step') done++;
      if (type === 'stage' || (type === 'step' && done % Number(chunk) === 0 && done < steps)) await turn.pass();
    },
  };
}

async function train() {
  const { experiment, registry } = await resolveConfig({ file: config }, await bundledSources());
  const report = await trainRun({
    experiment,
    registry: work.watchRegistry(clock.watchRegistry(registry)),
    runs,
    watch: (network) => work.watchNetwork(clock.watchNetwork(network)),
    begin: () => [pacer(experiment.steps), clock.observer],
  });
  const environment = JSON.parse(await readFile(join(report.folder, 'environment.json'), 'utf8'));
  return { report, engine: environment.engine, phases: clock.report(), work: work.report() };
}

let asked = 0;
await serve(async () => {
  const start = performance.now();
  const back = turn.next();
  if (asked++ === 0) train().then(turn.end, (error) => turn.end({ error: `${error.message}` }));
  const answer = await back;
  return { ...answer, ms: performance.now() - start, peakBytes: process.resourceUsage().maxRSS * 1024 };
});
