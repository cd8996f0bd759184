import { AltsparseError } from '../error.ts';
import type { Network } from '../network/network.ts';
import type { Turn } from '../schedule/scheduler.ts';
import { eventsOf } from '../schedule/timetable.ts';
import { type Stage, startSparsity } from './context.ts';

/** Refuses a stage whose parts cannot work together, naming both and what would do. */
export function refuseStage(stage: Stage, network?: Network): void {
  refuseSubnets(stage);
  stage.options.strategy.checkTargets?.(stage.targets);
  refuseParts(stage);
  const unreached = unreachedSubnets(stage);
  if (unreached.length > 0 && stage.options.unreached !== 'allow') {
    throw new AltsparseError('target-unreachable', 'A sub-net cannot reach its sparsity before the run ends.', {
      place: `stage ${stage.index}`,
      found: unreached.join('; '),
      hint: "Train longer, update masks more often, let the ramp end earlier, or set unreached: 'allow'.",
    });
  }
  const refused = network?.refuses(stage.plan.graph) ?? [];
  if (refused.length > 0)
    throw new AltsparseError('graph-refused', `The engine ${network?.engine} cannot run this model.`, {
      place: stage.plan.graph.name,
      found: refused,
    });
}

/** Refuses stages that rewind to a step that no stage before them runs. */
export function refuseStarts(stages: readonly Stage[]): void {
  for (const { index, options } of stages) {
    const { start, masks } = options;
    if (masks === 'previous' && (index === 0 || start === 'fresh'))
      throw new AltsparseError('stage-start', 'A stage takes over masks, but no stage before it leaves any to it.', {
        place: `stage ${index}, masks`,
        found: masks,
        hint: "Only a stage that goes on from another can: leave start: 'fresh' out, or use masks: 'strategy'.",
      });
    if (typeof start !== 'object') continue;
    const length = start.stage < index ? (stages[start.stage]?.length.steps ?? 0) : 0;
    if (Number.isInteger(start.step) && start.step >= 0 && start.step < length) continue;
    throw new AltsparseError('stage-start', 'A stage rewinds to a step that no stage before it runs.', {
      place: `stage ${index}, start`,
      found: start,
      hint: 'Stages and steps are counted from 0.',
    });
  }
}

/** Sub-nets whose ramp does not end in time, one line each. */
export function unreachedSubnets(stage: Stage): string[] {
  const { timetable, scheduler, targets } = stage;
  const ramps = stage.options.strategy.moves.some((move) => move.reachesTarget);
  return targets.flatMap((target, subnet) => {
    if (target <= startSparsity(stage, subnet)) return [];
    const name = `sub-net ${stage.names[subnet]}`;
    if (timetable === undefined || !ramps)
      return [
        `${name}: strategy '${stage.options.strategy.name}' starts at ${startSparsity(stage, subnet)} and has no move that prunes to a target`,
      ];
    const last = eventsOf(timetable, scheduler, targets.length, subnet).at(-1)?.[0];
    if (last !== undefined && last >= timetable.rampEnd) return [];
    const found = last === undefined ? 'it has no event' : `its last event is number ${last}`;
    return [`${name}: ${found}, its ramp ends with number ${timetable.rampEnd}`];
  });
}

/** A stage is walked through step by step before it begins; a length beyond this is a slip of the hand. */
const mostSteps = 10_000_000;

function refuseSubnets(stage: Stage): void {
  const { targets, length } = stage;
  const place = `stage ${stage.index}`;
  if (targets.length === 0)
    throw new AltsparseError('subnets-empty', 'There must be one sub-net or more.', { place: `${place}, subnets` });
  targets.forEach((target, subnet) => {
    if (!(target >= 0 && target < 1))
      throw new AltsparseError('sparsity-range', 'A sparsity lies from 0 up to, not including, 1.', {
        place: `${place}, subnets[${subnet}]`,
        found: target,
      });
  });
  const { initialSparsity } = stage.options.strategy;
  if (!(initialSparsity >= 0 && initialSparsity < 1))
    throw new AltsparseError('sparsity-range', 'A sparsity lies from 0 up to, not including, 1.', {
      place: `${place}, strategy.initialSparsity`,
      found: initialSparsity,
    });
  if (length.steps < 1)
    throw new AltsparseError('stage-length', 'A stage must have one step or more.', {
      place,
      found: stage.options.length,
      hint: 'Give its length in epochs or steps; a share has nothing to be a share of.',
    });
  if (length.steps > mostSteps)
    throw new AltsparseError('stage-length', 'A stage is too long.', {
      place,
      found: `${length.steps} steps`,
      expected: `${mostSteps} steps at most`,
    });
}

/** How many turns are looked at before a run: enough for every sub-net to have had several. */
const turnsPerSubnet = 10;

/** The first turns of a stage; a turn that cannot be taken is refused with them. */
function firstTurns({ scheduler, targets, length }: Stage): Turn[] {
  const count = Math.min(length.steps, turnsPerSubnet * targets.length);
  return Array.from({ length: count }, (_, step) => scheduler.turn(step, targets.length));
}

function refuseParts(stage: Stage): void {
  const { strategy } = stage.options;
  const needy = strategy.moves.find((move) => move.needs?.includes('gradient'));
  if (stage.timetable?.place === 'forward' && needy !== undefined) {
    throw new AltsparseError(
      'parts-clash',
      `Move '${needy.name}' reads a gradient, but the timetable acts before the forward pass.`,
      { place: `strategy ${strategy.name}`, hint: "Use place: 'update', 'insteadOfUpdate' or 'afterUpdate'." },
    );
  }
  if (strategy.gradient === 'straightThrough' && stage.options.surgery !== undefined) {
    throw new AltsparseError(
      'parts-clash',
      `Surgery '${stage.options.surgery.name}' works inside masks, but strategy '${strategy.name}' trains straight through them.`,
      { place: `strategy ${strategy.name}`, hint: "Leave the surgery out, or use gradient: 'restricted'." },
    );
  }
  if (strategy.gradient === 'straightThrough' && stage.policies.nowhere === 'zero') {
    throw new AltsparseError(
      'parts-clash',
      `Strategy '${strategy.name}' trains weights outside all masks, but its policy nowhere: 'zero' sets them to 0.`,
      { place: `strategy ${strategy.name}`, hint: "Use policies: { nowhere: 'keep' }, or gradient: 'restricted'." },
    );
  }
  const fallen = stage.targets.findIndex((target, i) => target < (stage.targets[i - 1] ?? 0));
  if (strategy.relation?.nested === true && fallen > 0) {
    throw new AltsparseError(
      'parts-clash',
      `Relation '${strategy.relation.name}' puts each sub-net inside the one before, but sub-net ${stage.names[fallen]} is to be denser than that.`,
      { place: `stage ${stage.index}, subnets[${fallen}]`, hint: 'List sub-nets least sparse first.' },
    );
  }
  const turns = firstTurns(stage);
  const together = turns.some((turn) => turn.subnets.length > 1);
  const { surgery } = stage.options;
  if (surgery?.together === true && stage.targets.length > 1 && turns.some((turn) => turn.subnets.length === 1)) {
    throw new AltsparseError(
      'parts-clash',
      `Surgery '${surgery.name}' needs all gradients of a round at once, but scheduler '${stage.scheduler.name}' trains one sub-net a step.`,
      { place: 'surgery', hint: "Use scheduler 'joint' or 'sandwich', or another surgery." },
    );
  }
  if (stage.policies.slots === 'perSubnet' && together) {
    throw new AltsparseError(
      'parts-clash',
      `Slots per sub-net cannot go with scheduler '${stage.scheduler.name}', which updates several sub-nets at once.`,
      { place: `strategy ${strategy.name}`, hint: "Use slots: 'shared' or an alternating scheduler." },
    );
  }
}
