// Updates of masks: the first engine trains; from the state before each update the second makes the same step.
import { countKept } from '@altsparse/core';
import { progress } from '../lib/progress.mjs';
import { relativeDistance } from '../lib/statistics.mjs';
import { watchNetwork } from '../lib/watch-network.mjs';
import { withRuns } from './open.mjs';
import { enginesOf, valuesOf } from './options.mjs';

/** Share of all kept positions that may differ. */
const limit = 1e-4;
/** Relative: gradients so near to each other are a tie. */
const tie = 1e-5;

/** Compares the masks after every update in the first `--mask-steps` steps of an ordinary run. */
export async function compareMasks(given) {
  const [engine, other] = enginesOf(given);
  const most = Number(given['mask-steps']);
  const configs = [engine, other].map((name) =>
    valuesOf(given, { engine: name, steps: Math.max(most, Number(given.steps)) }),
  );
  const line = progress('masks', most);
  const updates = await withRuns(configs, async (first, second) => {
    const found = [];
    await stepUpdates(first, { most, tick: line.tick }, async (before, ours) => {
      let theirs;
      await stepUpdates(second, { most: 1, resume: before }, (_, made) => {
        theirs = made;
      });
      found.push(describe(first.plan, before, ours, theirs));
    });
    return found;
  });
  line.end();
  return { updates, ...maskCheck(updates) };
}

/** Makes steps; at each update of masks tells the state before the step, and `{ subnet, step, masks, gradient }` after it. */
async function stepUpdates({ network, train }, { most, resume, tick = () => {} }, told) {
  const stop = new AbortController();
  let [before, event, gradient, done] = [resume, undefined, undefined, 0];
  const watched = watchNetwork(network, (_, pass, { want }) => {
    if (want === 'all') gradient = pass.gradient.slice(); // the loop restricts its own to the mask
  });
  const observer = {
    name: 'updates',
    observe(one) {
      if (one.type === 'mask') event = one;
    },
  };
  async function keep(moment) {
    if (moment.stopping) return;
    const now = structuredClone(moment.state());
    if (event !== undefined && before !== undefined)
      await told(before, { subnet: event.subnet, step: event.step, masks: now.store.masks, gradient });
    [before, event] = [now, undefined];
    tick();
    done++;
    if (done >= most) stop.abort();
  }
  const options = { network: watched, observers: [observer], keeper: { keep }, signal: stop.signal };
  try {
    await train({ ...options, ...(resume && { resume }) }).result;
  } catch (error) {
    if (error.code !== 'run-aborted') throw error;
  }
}

function describe(plan, before, ours, theirs) {
  const { subnet, step } = ours;
  if (theirs?.subnet !== subnet)
    throw new Error(`Step ${step}: the second engine changed no mask of sub-net ${subnet}.`);
  const [one, other] = [ours.masks[subnet], theirs.masks[subnet]];
  const layers = plan.parameters.filter(({ offset }) => offset < plan.maskableCount);
  const parts = layers.map(({ offset, length }) => compareLayer(one, other, ours.gradient, offset, offset + length));
  const sum = (key) => parts.reduce((all, part) => all + part[key], 0);
  return {
    ...{ step, subnet, kept: countKept(one) },
    changed: countDifferent(before.store.masks[subnet], one),
    differ: sum('differ'),
    ties: sum('ties'),
    gap: Math.max(...parts.map(({ gap }) => gap)),
    elsewhere: ours.masks.reduce(
      (all, mask, index) => all + (index === subnet ? 0 : countDifferent(mask, theirs.masks[index])),
      0,
    ),
    gradient: relativeDistance(theirs.gradient.subarray(0, one.length), ours.gradient.subarray(0, one.length)),
  };
}

const countDifferent = (one, other) => one.reduce((sum, kept, index) => sum + (kept === other[index] ? 0 : 1), 0);

/**
 * Positions of a layer that one mask alone has. By the first engine's gradient all of its own are above all of the other's;
 * what lies less than a rounding from the far side is a tie. `gap`: the largest such distance, relative.
 */
export function compareLayer(one, other, gradient, from, to) {
  const [own, their] = [[], []];
  for (let i = from; i < to; i++) if (one[i] !== other[i]) (one[i] === 1 ? own : their).push(Math.abs(gradient[i]));
  if (own.length + their.length === 0) return { differ: 0, ties: 0, gap: 0 };
  const [low, high] = [Math.max(0, ...their), Math.min(...own)];
  const distances = [
    ...own.map((score) => Math.abs(score - low) / score),
    ...their.map((score) => (Number.isFinite(high) ? Math.abs(high - score) / high : 1)),
  ].map((distance) => (Number.isNaN(distance) ? 0 : distance));
  return {
    differ: distances.length,
    ties: distances.filter((distance) => distance < tie).length,
    gap: Math.max(...distances),
  };
}

/** Counts over all updates; there must be one, and those that grew must have changed something. */
export function maskCheck(updates) {
  const sum = (key) => updates.reduce((all, one) => all + one[key], 0);
  const [kept, differ, changed] = [sum('kept'), sum('differ') + sum('elsewhere'), sum('changed')];
  return { kept, changed, differ, ties: sum('ties'), limit, passed: changed > 0 && differ <= limit * kept };
}
