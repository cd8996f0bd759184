import { AltsparseError } from '../error.ts';
import type { Round } from '../mask/strategy.ts';
import { partPlace } from '../plugin/origin.ts';
import { inSteps } from '../schedule/duration.ts';
import { cosineRate } from '../schedule/learning-rate.ts';
import { attempt } from './blame.ts';
import { type RunBase, resolveStage, type Stage } from './context.ts';
import { nameOf, type StageOptions, targetOf } from './stage.ts';

/**
 * Fills in the defaults of all stages; one whose strategy asks for rounds becomes as many stages. Where a stage rewinds,
 * the number that it gives is that of a stage as it was given: of its first round.
 *
 * @throws AltsparseError as `resolveStage` does; `part-failed` for rounds that cannot be used.
 */
export function resolveStages(given: readonly StageOptions[], base: RunBase): readonly Stage[] {
  const stages: Stage[] = [];
  const firsts: number[] = [];
  given.forEach((options, number) => {
    firsts.push(stages.length);
    const first = stages.length;
    const add = (one: StageOptions): void => {
      stages.push({ ...resolveStage(one, stages.length, base, stages.at(-1)), given: number });
    };
    const own = withStart(options, firsts);
    const rounds = roundsOf(own, base);
    if (rounds === undefined) add(own);
    else for (const round of rounds) add(roundStage(own, round, first, stages[first]));
  });
  return stages;
}

function withStart(options: StageOptions, firsts: readonly number[]): StageOptions {
  const { start } = options;
  return typeof start === 'object' ? { ...options, start: { ...start, stage: firsts[start.stage] ?? -1 } } : options;
}

function roundsOf({ strategy, subnets }: StageOptions, { plan }: RunBase): readonly Round[] | undefined {
  if (strategy.rounds === undefined) return undefined;
  const request = { targets: subnets.map(targetOf), weights: plan.maskableCount };
  return attempt(partPlace('strategy', strategy.name, 'rounds', strategy), () => {
    const rounds = strategy.rounds?.(request) ?? [];
    const wrong = rounds.findIndex(({ sparsities }) => sparsities.length !== subnets.length);
    if (rounds.length > 0 && wrong < 0) return rounds;
    throw new AltsparseError('part-failed', 'A strategy must give rounds, and each a sparsity for every sub-net.', {
      found: wrong < 0 ? 'no round' : `${rounds[wrong]?.sparsities.length} sparsities in round ${wrong}`,
      expected: `${subnets.length} sparsities`,
    });
  });
}

/** A round as a stage: the stage's own parts with the round's strategy and sparsities; later rounds go on or go back. */
function roundStage(stage: StageOptions, round: Round, number: number, first: Stage | undefined): StageOptions {
  const name = [stage.name, round.name].filter((one) => one !== undefined).join(', ');
  const subnets = stage.subnets.map((one, i) => ({ name: nameOf(one), sparsity: round.sparsities[i] ?? 0 }));
  const { rounds: _, ...strategy } = round.strategy;
  const own = { ...stage, name, subnets, strategy };
  if (first === undefined) return own;
  const { start: __, masks: ___, ...rest } = own;
  if (round.rewindTo === undefined) return rest;
  const step = inSteps(round.rewindTo, first.length);
  return { ...repeatedFrom(rest, step, first), start: { stage: number, step } };
}

/** The rest of a stage: what is left of its length, with the batches and the rates that it had there. */
function repeatedFrom(options: StageOptions, from: number, { accumulate, length }: Stage): StageOptions {
  if (from === 0) return options;
  const { data, learningRate = cosineRate(0.1) } = options;
  return {
    ...options,
    length: { steps: Math.max(0, length.steps - from) },
    data: { ...data, batch: (index) => data.batch(index + from * accumulate) },
    learningRate: (clock) => learningRate({ ...clock, step: clock.step + from, steps: length.steps }),
  };
}
