// Asks all who take part in turn, round after round, so that whatever else the machine does meets all of them alike.
import { waitForQuiet, watchOthers } from './others.mjs';

/** Rounds that are made before any is counted: caches, kernels and allocators need them. */
export const warmUp = 2;
/** So that the threads of the one before are at rest. */
const pause = 30;
/** Share of the processors that others may take in a round that counts as quiet. */
const disturbed = 0.1;
/** With `quiet`, so many times as many rounds are made at most. */
const patience = 4;

/**
 * Makes rounds until so many count.
 *
 * @param servers - As `startServer` gives them.
 * @param rounds - How many are to count.
 * @param before - Rounds that warm up.
 * @param quiet - Wait for a quiet moment before each round, and leave out rounds in which others took more than a tenth of the processors; where
 * there are too few others, those with the least disturbance count.
 * @param tick - Told after each answer.
 * @param skip - Told how many answers fewer or more there will be.
 * @returns `rounds` lists of answers, one of each server; `warm`: those of the rounds before; `others`: the largest share that others took in each.
 */
export async function interleave({ servers, rounds, before = warmUp, quiet = false, tick, skip }) {
  const warm = [];
  for (let round = 0; round < before; round++) warm.push((await makeRound(servers, tick)).answers);
  const made = [];
  const good = () => made.filter(({ others }) => !quiet || others === undefined || others <= disturbed);
  while (good().length < rounds && made.length < patience * rounds) {
    if (quiet) await waitForQuiet(disturbed);
    if (made.length >= rounds) skip(-servers.length);
    made.push(await makeRound(servers, tick));
  }
  const best = quiet ? leastDisturbed(made, rounds) : made;
  return { warm, rounds: best.map(({ answers }) => answers), others: best.map(({ others }) => others) };
}

async function makeRound(servers, tick) {
  const answers = [];
  let most;
  for (const server of servers) {
    const others = watchOthers(servers.map(({ pid }) => pid));
    answers.push(await server.ask({ do: 'step' }));
    const share = others();
    if (share !== undefined) most = Math.max(most ?? 0, share);
    tick();
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return { answers, others: most };
}

/** In the order in which they were made. */
function leastDisturbed(made, count) {
  const ranked = [...made.keys()].sort((a, b) => (made[a].others ?? 0) - (made[b].others ?? 0) || a - b);
  return ranked
    .slice(0, count)
    .sort((a, b) => a - b)
    .map((index) => made[index]);
}
