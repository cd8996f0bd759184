// npm run bench -- ast-run [--steps 1000] [--every 100] [--starts sparse,dense] [--distribution both] [--engine auto] [--precision fp32,mixed] …: whole runs of AST with gradient
// correction by the command's own code, against dense training in PyTorch, from the first step to the last evaluation. All go on in turn, some steps each.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { waitForQuiet, watchOthers } from '../lib/others.mjs';
import { writePicture } from '../lib/picture.mjs';
import { progress } from '../lib/progress.mjs';
import { startServer } from '../lib/server.mjs';
import { contestants } from './contestants.mjs';
import { options } from './runs.mjs';
import { draw, show } from './show.mjs';
import { summarise } from './summary.mjs';
import { timeLeft } from './time-left.mjs';

const { values: given } = parseArgs({ options });
const who = contestants(given);
const [steps, chunk] = [Number(given.steps), Number(given.chunk)];
const rounds = 1 + Math.ceil(steps / chunk);

/** The first round starts all, one after the other; each further one is a chunk of steps. */
async function runAll(servers) {
  const turns = who.map(() => []); // with what a turn waits for
  const line = progress('turns', rounds * who.length, () => timeLeft(turns, { steps, chunk }));
  const answers = who.map(() => []);
  let most = 0;
  for (let round = 0; round < rounds; round++) {
    for (const [index, { program, args, env }] of who.entries()) {
      const begun = performance.now();
      if (round === 0) servers.push(startServer(program, args, env));
      if (given.quiet) await waitForQuiet(0.1);
      const others = watchOthers(servers.map(({ pid }) => pid));
      const answer = await servers[index].ask({ do: 'go on' });
      most = Math.max(most, others() ?? 0);
      if (answer.error !== undefined) throw new Error(`${who[index].label}: ${answer.error}`);
      answers[index].push(answer);
      turns[index].push(performance.now() - begun);
      line.tick();
    }
  }
  line.end();
  return { answers, others: most };
}

const servers = [];
try {
  const { answers, others } = await runAll(servers);
  await Promise.all(servers.map((server) => server.end()));
  const records = summarise(who.map((one, index) => ({ ...one, answers: answers[index] })));
  const picture = writePicture(given.picture, draw(records, given));
  const result = {
    options: given,
    ompWaitPolicy: process.env.OMP_WAIT_POLICY ?? 'as PyTorch has it',
    others,
    picture,
    records,
  };
  if (given.json) console.log(JSON.stringify(result));
  else show(result, given);
} finally {
  for (const server of servers) server.kill();
}
