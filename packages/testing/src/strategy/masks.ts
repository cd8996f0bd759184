import { type MaskLayer, maskLayers } from '@altsparse/core';
import { masksAfter, type Recording } from './record.ts';
import type { StrategySubject } from './subject.ts';

/** One mask that a run had. */
export interface SeenMask {
  /** The mask. */
  readonly mask: Uint8Array;
  /** Whose. */
  readonly subnet: number;
  /** After which step; −1 for the first. */
  readonly step: number;
  /** For messages. */
  readonly place: string;
}

/** All masks of a run: the first ones, then those after each step. */
function masksOf(recording: Recording): readonly SeenMask[] {
  const { watched, states, scenario } = recording;
  const at = (masks: readonly Uint8Array[], step: number, when: string): SeenMask[] =>
    masks.map((mask, subnet) => ({ mask, subnet, step, place: `${scenario.name}, sub-net ${subnet}, ${when}` }));
  const later = states.flatMap((_, step) => at(masksAfter(recording, step), step, `step ${step}`));
  return [...at(watched.first, -1, 'first mask'), ...later];
}

/** Looks at every mask of every run that went to its end. */
export async function everyMask(
  subject: StrategySubject,
  look: (seen: SeenMask, recording: Recording) => string | undefined,
): Promise<string[]> {
  return (await subject.recordings()).flatMap((recording) =>
    masksOf(recording).flatMap((seen) => {
      const fault = look(seen, recording);
      return fault === undefined ? [] : [`${seen.place}: ${fault}`];
    }),
  );
}

/** Looks at every layer of every mask. */
export function everyLayer(
  subject: StrategySubject,
  look: (mask: Uint8Array, layer: MaskLayer, seen: SeenMask, recording: Recording) => string | undefined,
): Promise<string[]> {
  return everyMask(subject, (seen, recording) => {
    for (const layer of maskLayers(recording.scenario.plan)) {
      const fault = look(seen.mask, layer, seen, recording);
      if (fault !== undefined) return `layer ${layer.name}: ${fault}`;
    }
    return undefined;
  });
}
