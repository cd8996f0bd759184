import { onesIn } from '../bits.ts';
import type { Check } from '../check/check.ts';
import { askedAfter, askedFirst, wholeCount } from './expected.ts';
import { everyLayer, everyMask, type SeenMask } from './masks.ts';
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
  says: 'keeps one weight at least in each layer',
  run: (subject) =>
    everyLayer(subject, (mask, { offset, length }) =>
      onesIn(mask, offset, length) === 0 ? 'no weight is left' : undefined,
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
  says: 'has brought each sub-net to its target once the ramp has ended, if a move says that it does',
  run: (subject) =>
    everyMask(subject, (seen, recording) => {
      const { made, events, scenario } = recording;
      const ended = events.some(
        ({ subnet, step, progress }) => subnet === seen.subnet && step <= seen.step && progress >= 1,
      );
      if (!ended || !made.moves.some((move) => move.reachesTarget)) return undefined;
      const most = wholeCount(recording, scenario.targets[seen.subnet] ?? 0);
      const found = onesIn(seen.mask);
      return found > most
        ? `${found} weights are kept after the ramp's end, more than the target's ${most}`
        : undefined;
    }),
};

const balanced: StrategyCheck = {
  name: 'grows-what-was-not-kept',
  says: 'grows as many weights as it drops where its count is to stay: what is grown and what is kept are disjoint',
  async run(subject) {
    return (await subject.recordings()).flatMap((recording) =>
      recording.events.flatMap((event) => {
        const { step, subnet } = event;
        const before = step === 0 ? askedFirst(recording, subnet) : askedAfter(recording, step - 1)[subnet];
        const now = askedAfter(recording, step)[subnet];
        const steady = now?.count !== undefined && before?.count === now.count;
        if (!steady || !recording.made.invariants?.includes('exactCount')) return [];
        const [old, mask] = [masksBefore(recording, step)[subnet], masksAfter(recording, step)[subnet]];
        const dropped = difference(old, mask);
        const grown = difference(mask, old);
        return dropped === grown ? [] : [`${now.place}: ${dropped} weights are dropped and ${grown} are grown`];
      }),
    );
  },
};

const difference = (from: Uint8Array = new Uint8Array(), without: Uint8Array = new Uint8Array()): number =>
  from.reduce((count, kept, i) => count + (kept === 1 && without[i] === 0 ? 1 : 0), 0);

const told: StrategyCheck = {
  name: 'events-tell-the-truth',
  says: 'changes masks at its events alone, by as many weights as the events say',
  async run(subject) {
    return (await subject.recordings()).flatMap((recording) =>
      recording.states.flatMap((_, step) =>
        recording.scenario.targets.flatMap((_, subnet) => {
          const [old, mask] = [masksBefore(recording, step)[subnet], masksAfter(recording, step)[subnet]];
          const found = [difference(old, mask), difference(mask, old)];
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

/** How many weights are kept, and which leave and come. */
export const countChecks: readonly StrategyCheck[] = [
  runs,
  noLayerDies,
  exactCount,
  thresholdCount,
  targetsMet,
  balanced,
  told,
];
