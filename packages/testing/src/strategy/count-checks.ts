import { onesIn } from '../bits.ts';
import type { Check } from '../check/check.ts';
import { askedAfter, askedFirst, countMissing, mostAtTarget, wholeCount } from './expected.ts';
import { everyLayer, everyMask, type SeenMask } from './masks.ts';
import { metFrom } from './met-from.ts';
import { masksAfter, masksBefore, type Recording } from './record.ts';
import type { StrategySubject } from './subject.ts';

type StrategyCheck = Check<StrategySubject>;

const askedOf = (recording: Recording, { step, subnet }: SeenMask): number | undefined =>
  (step < 0 ? askedFirst(recording, subnet) : askedAfter(recording, step)[subnet])?.count;

const runs: StrategyCheck = {
  name: 'runs',
  says: 'trains in every scenario, and refuses those that it is meant to refuse with a code',
  async run(subject) {
    const refused = subject.options.refuses ?? [];
    return (await subject.all()).flatMap(({ scenario: { name }, error }) => {
      if (refused.includes(name)) return isTyped(error) ? [] : [`${name}: it should be refused. Found: ${show(error)}`];
      return error === undefined ? [] : [`${name}: ${show(error)}`];
    });
  },
};

const isTyped = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code !== 'part-failed';

const show = (error: unknown): string =>
  error instanceof Error ? `${error.message}${'code' in error ? ` [${String(error.code)}]` : ''}` : 'no error';

const noLayerDies: StrategyCheck = {
  name: 'no-layer-dies',
  says: 'keeps one weight at least in each layer, unless it promises a strict threshold, which takes no account of layers',
  run: (subject) =>
    everyLayer(subject, (mask, { offset, length }, _, { made }) =>
      onesIn(mask, offset, length) > 0 || made.invariants?.includes('thresholdCount') ? undefined : 'no weight is left',
    ),
};

const exactCount: StrategyCheck = {
  name: 'exact-count',
  says: 'keeps exactly round(n · (1 − s)) weights after each event, if it promises so',
  run: (subject) =>
    everyMask(subject, (seen, recording) => {
      const count = askedOf(recording, seen);
      const found = onesIn(seen.mask);
      if (!recording.made.invariants?.includes('exactCount') || count === undefined || found === count)
        return undefined;
      return `${found} weights are kept, not ${count}`;
    }),
};

const thresholdCount: StrategyCheck = {
  name: 'threshold-count',
  says: 'keeps at most round(n · (1 − s)) weights after each event, if it promises so',
  run: (subject) =>
    everyMask(subject, (seen, recording) => {
      const count = askedOf(recording, seen);
      const found = onesIn(seen.mask);
      if (!recording.made.invariants?.includes('thresholdCount') || count === undefined || found <= count)
        return undefined;
      return `${found} weights are kept, more than ${count}`;
    }),
};

const targetsMet: StrategyCheck = {
  name: 'targets-are-met',
  says: 'has each sub-net at its target from the step on that its timetable says, if a move brings it there',
  async run(subject) {
    const faults = await everyMask(subject, (seen, recording) => {
      const from = metFrom(recording, seen.subnet);
      if (from === undefined || seen.step < from) return undefined;
      const target = recording.scenario.targets[seen.subnet] ?? 0;
      const most = mostAtTarget(recording, target, subject.options.units?.(target));
      const found = onesIn(seen.mask);
      if (found <= most) return undefined;
      return `${found} weights are kept, and from ${from < 0 ? 'the first mask' : `step ${from}`} on it may be ${most}`;
    });
    return [...faults, ...lastRounds(subject)];
  },
};

/** Rounds must end at the targets. */
function lastRounds({ make, scenarios }: StrategySubject): string[] {
  const strategy = make();
  return scenarios.flatMap(({ name, plan, targets }) => {
    const last = strategy.rounds?.({ targets, weights: plan.maskableCount }).at(-1)?.sparsities ?? targets;
    return targets.flatMap((target, subnet) => {
      const [count, found] = [target, last[subnet] ?? 0].map((sparsity) => wholeCount(plan, sparsity));
      return count === found
        ? []
        : [`${name}, sub-net ${subnet}: its last round asks for ${found} weights, not ${count}`];
    });
  });
}

const told: StrategyCheck = {
  name: 'events-tell-the-truth',
  says: 'changes masks at its events alone, by as many weights as the events say',
  async run(subject) {
    return (await subject.recordings()).flatMap((recording) =>
      recording.states.flatMap((_, step) =>
        recording.scenario.targets.flatMap((_, subnet) => {
          const [old, mask] = [masksBefore(recording, step)[subnet], masksAfter(recording, step)[subnet]];
          const found = [countMissing(old, mask), countMissing(mask, old)];
          const events = recording.events.filter((one) => one.step === step && one.subnet === subnet);
          const said = events.at(-1)?.told ?? [0, 0];
          const place = `${recording.scenario.name}, sub-net ${subnet}, step ${step}`;
          return events.length > 1 || said.join() === found.join()
            ? []
            : [`${place}: dropped and grown are ${found.join(' and ')}, not ${said.join(' and ')}`];
        }),
      ),
    );
  },
};

/** How many weights are kept, and what events tell of them. */
export const countChecks: readonly StrategyCheck[] = [runs, noLayerDies, exactCount, thresholdCount, targetsMet, told];
