import { defaultPolicies, type Policies } from '@altsparse/core';
import { anyOf } from '../bits.ts';
import { masksAfter, masksBefore, type Recording } from './record.ts';
import type { StrategySubject } from './subject.ts';

/** A weight in a step. */
export interface Change {
  /** Which. */
  readonly i: number;
  /** 1 if a mask had it before. */
  readonly was: number;
  /** 1 if a mask has it afterwards. */
  readonly is: number;
}

/** Every weight with its place in the union before a step and after it. */
export function changesAt(recording: Recording, step: number): readonly Change[] {
  const [old, now] = [anyOf(masksBefore(recording, step)), anyOf(masksAfter(recording, step))];
  return Array.from(old, (was, i) => ({ i, was, is: now[i] ?? 0 }));
}

/** Steps at rest in which one event at most changed masks. */
export async function quietSteps(
  subject: StrategySubject,
): Promise<readonly { readonly recording: Recording; readonly step: number }[]> {
  return (await subject.recordings())
    .filter(({ scenario }) => scenario.name === 'weights at rest')
    .flatMap((recording) =>
      recording.states
        .map((_, step) => ({ recording, step }))
        .filter(({ step }) => recording.events.filter((event) => event.step === step).length <= 1),
    );
}

/** What a strategy's policies are, with the defaults. */
export function policiesOf({ made }: Recording): Policies {
  return { ...defaultPolicies, ...made.policies };
}
