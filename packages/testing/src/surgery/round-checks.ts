import {
  alternating,
  joint,
  keepSome,
  type RunState,
  type Scheduler,
  type Strategy,
  type Surgery,
  train,
} from '@altsparse/core';
import { sameBits } from '../bits.ts';
import { type Check, messageOf } from '../check/check.ts';
import { runOptions } from '../strategy/record.ts';
import { type Scenario, scenariosFor } from '../strategy/scenario.ts';
import type { SurgerySubject } from './subject.ts';

const masks = (): Strategy => ({ name: 'first masks', initialSparsity: 0.8, initial: keepSome(), moves: [] });

/** What happened in a run with a surgery. */
interface Operated {
  readonly states: readonly RunState[];
  /** Per step: the sub-nets whose gradients met another. */
  readonly met: readonly (readonly number[])[];
}

async function operated(
  { options: { network } }: Pick<SurgerySubject, 'options'>,
  surgery: Surgery | undefined,
  scheduler: Scheduler,
  resume?: RunState,
): Promise<Operated> {
  const steps = 12;
  const [scenario] = scenariosFor([0.4, 0.6, 0.8]) as [Scenario];
  const options = runOptions(scenario, masks(), {
    ...{ steps, scheduler },
    ...(network && { network }),
    ...(resume && { resume }),
  });
  const stages = options.stages.map((stage) => ({ ...stage, ...(surgery && { surgery }) }));
  const states: RunState[] = [];
  const met: number[][] = Array.from({ length: steps }, () => []);
  const run = train({
    ...options,
    stages,
    keeper: { keep: ({ state }) => void states.push(structuredClone(state())) },
  });
  for await (const event of run)
    if (event.type === 'conflict') met[event.step]?.push(...event.conflicts.map((one) => one.subnet));
  return { states, met };
}

const masters = ({ states }: Operated, step: number): Float32Array =>
  states[step]?.store.masters ?? new Float32Array(0);

const first: Check<SurgerySubject> = {
  name: 'first-of-a-round-is-left-alone',
  says: 'leaves the first sub-net of each round alone',
  async run(subject) {
    if (subject.make().together === true) return []; // it never meets a turn of one sub-net
    const once = await operated(subject, subject.make(), alternating());
    const plain = await operated(subject, undefined, alternating());
    const faults = once.met.flatMap((subnets, step) =>
      step % 3 === 0 && subnets.length > 0 ? [`step ${step}: sub-net ${subnets[0]} is compared`] : [],
    );
    return sameBits(masters(once, 0), masters(plain, 0))
      ? faults
      : [...faults, 'the first step is not that of a run without surgery'];
  },
};

const resumes: Check<SurgerySubject> = {
  name: 'resumes-bit-equal',
  says: 'goes on after every step as if it had never been stopped, with sub-nets in turn and together',
  async run(subject) {
    const { make } = subject;
    const faults: string[] = [];
    for (const scheduler of make().together === true ? [joint()] : [alternating(), joint()]) {
      const whole = await operated(subject, make(), scheduler);
      for (const state of whole.states.slice(0, -1)) {
        const rest = await operated(subject, make(), scheduler, structuredClone(state)).catch(messageOf);
        if (typeof rest === 'string') faults.push(rest);
        else if (!sameBits(masters(whole, 11), masters(rest, rest.states.length - 1)))
          faults.push(`${scheduler.name}, from step ${state.step}: other weights at the end`);
      }
    }
    return faults;
  },
};

/** What a surgery does in runs. */
export const roundChecks: readonly Check<SurgerySubject>[] = [first, resumes];
