// Updates of masks: the first engine trains; from the state before each update the second makes the same step.
import { countKept, maskLayers } from '@altsparse/core';
import { progress } from '../lib/progress.mjs';
import { watchNetwork } from '../lib/watch-network.mjs';
import { compareLayer, joinLayers, maskCheck } from './mask-layers.mjs';
import { withRuns } from './open.mjs';
import { enginesOf, valuesOf } from './options.mjs';
import { withOtherBits } from './other-bits.mjs';

/**
 * Compares the masks after every update in the first `--mask-steps` steps of an ordinary run. As a control of what rounding does, the second engine is
 * compared with itself in the same way, from weights some of which have another last bit.
 */
export async function compareMasks(given) {
  const most = Number(given['mask-steps']);
  const steps = Math.max(most, Number(given.steps));
  const configs = enginesOf(given).map((engine) => valuesOf(given, { engine, steps }));
  const line = progress('masks', most);
  const updates = await withRuns(configs, async (first, second) => {
    const found = [];
    await stepUpdates(first, { most, tick: line.tick }, async (before, ours) => {
      const theirs = await stepOnce(second, before);
      const nudged = await stepOnce(second, withOtherBits(before));
      const control = describe(first.plan, before, theirs, nudged);
      found.push({ ...describe(first.plan, before, ours, theirs), control });
    });
    return found;
  });
  line.end();
  const control = maskCheck(updates.map((one) => one.control));
  return { updates, ...maskCheck(updates, control.distance), control };
}

/** What a step from this state makes of the masks. */
async function stepOnce(run, before) {
  let made;
  await stepUpdates(run, { most: 1, resume: before }, (_, update) => {
    made = update;
  });
  return made;
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
  const [first, second] = [ours, theirs].map(({ masks, gradient }) => ({ mask: masks[subnet], gradient }));
  const parts = maskLayers(plan).map(({ offset, length }) => compareLayer(first, second, offset, offset + length));
  const elsewhere = ours.masks.map((mask, index) => (index === subnet ? 0 : countDifferent(mask, theirs.masks[index])));
  return {
    ...{ step, subnet, kept: countKept(first.mask), changed: countDifferent(before.store.masks[subnet], first.mask) },
    ...joinLayers(parts),
    elsewhere: elsewhere.reduce((sum, one) => sum + one, 0),
  };
}

const countDifferent = (one, other) => one.reduce((sum, kept, index) => sum + (kept === other[index] ? 0 : 1), 0);
