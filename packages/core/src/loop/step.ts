import type { Batch } from '../data/batch.ts';
import { dueEvent, type Place } from '../schedule/timetable.ts';
import { copyKept } from '../store/kept.ts';
import { maskOf, updateStatistics } from '../store/store.ts';
import type { StageRun } from './context.ts';
import { differentiate, restrict } from './differentiate.ts';
import type { RunEvent, StepEvent } from './events.ts';
import { gradientDemand } from './gradient-demand.ts';
import { distilled, type Lesson } from './lesson.ts';
import { type Due, remask } from './remask.ts';
import { digest, tell } from './trace.ts';
import { correctGradients, type TurnGradient, updateWeights } from './update.ts';

/**
 * One step: the heart of the project.
 *
 *     turn  = scheduler(step)
 *     batch = data(turn.batch)
 *     for each sub-net of the turn:
 *         due 'forward' → remask                       rules that choose the mask before the forward pass
 *         pass = differentiate                         effective weights in, gradient at every position out
 *         due 'update' → remask                        the paper's place: after backward, before the update
 *         restrict the gradient to the mask            unless the strategy trains straight through
 *         is it the turn's teacher? → distil           the sub-nets after it learn from its logits
 *     optimizer(surgery(all gradients of the turn))    left out where a remask stands instead of it (RigL)
 *     due 'insteadOfUpdate', 'afterUpdate' → remask    RigL; GraNet, SET
 *
 * @returns What happened, in order; the last event is the step itself.
 */
export async function runStep(stage: StageRun, step: number): Promise<readonly RunEvent[]> {
  const started = performance.now();
  const turn = stage.scheduler.turn(step, stage.targets.length);
  const trained: Trained[] = [];
  let lesson: Lesson = { batches: await batchesOf(stage, turn.batch), loss: stage.loss };
  for (const subnet of turn.subnets) {
    const one = await trainSubnet(stage, { subnet, step, alone: turn.subnets.length === 1 }, lesson);
    trained.push(one);
    if (subnet === turn.teacher) lesson = distilled(lesson, one.logits);
  }
  const replaced = stage.timetable?.place === 'insteadOfUpdate' && trained.some((one) => one.late !== undefined);
  const rate = replaced ? 0 : updateWeights(stage, step, correctGradients(stage, step, turn.round, trained));
  for (const { late } of trained) if (late !== undefined) remask(stage, late.due, late.dense);
  const report = trained.map(({ subnet, loss, accuracy, sparsity, engine }) => ({
    ...{ subnet, loss, accuracy, sparsity, engine },
  }));
  stage.pending.push({
    type: 'step',
    stage: stage.index,
    step,
    trained: report,
    rate,
    milliseconds: performance.now() - started,
  });
  return stage.pending.splice(0);
}

/** What a sub-net brings out of its part of a step. */
type Trained = TurnGradient &
  StepEvent['trained'][number] & {
    readonly logits: readonly Float32Array[];
    readonly late: { readonly due: Due; readonly dense: Float32Array } | undefined;
  };

/** One sub-net's part of a step. */
interface Part {
  readonly subnet: number;
  readonly step: number;
  /** Does no other train in the step? Then what its last step left can go, but for what its own surgery made. */
  readonly alone: boolean;
}

async function trainSubnet(stage: StageRun, part: Part, lesson: Lesson): Promise<Trained> {
  const { subnet, step, alone } = part;
  const due = dueOf(stage, subnet, step);
  const at = (...places: readonly Place[]): Due | undefined =>
    stage.timetable && places.includes(stage.timetable.place) ? due : undefined;
  const early = at('forward');
  if (early) remask(stage, early);
  const before = stage.books.of(subnet);
  const want = wanted(stage, due);
  const into = alone && want === 'kept' ? before.gradient : undefined;
  const pass = await differentiate(stage, subnet, step, lesson, want, into);
  const { loss, accuracy, logits, engine } = pass;
  const told = { step, hook: 'differentiate', part: engine, subnet } as const;
  tell(stage, told, () => `loss ${loss}, gradient ${digest(pass.gradient)}`);
  for (const moments of pass.moments) updateStatistics(stage.store, subnet, moments);
  const now = at('update');
  if (now) remask(stage, now, pass.gradient);
  const later = at('insteadOfUpdate', 'afterUpdate');
  const late = later && { due: later, dense: pass.gradient.slice() };
  const restricted = pass.restricted && stage.books.of(subnet) === before;
  const gradient = restricted ? pass.gradient : atKept(stage, part, pass.gradient);
  const { sparsity } = stage.books.of(subnet);
  return { subnet, gradient, loss, accuracy, logits, engine, sparsity, late };
}

/** A gradient that is 0 where the mask is, unless the strategy trains straight through. */
function atKept(
  { options, store, books, algebra }: StageRun,
  { subnet, alone }: Part,
  gradient: Float32Array,
): Float32Array {
  if (options.strategy.gradient === 'straightThrough') return gradient;
  const own = books.of(subnet);
  if (!alone || gradient === own.gradient) {
    restrict(gradient, maskOf(store, subnet));
    return gradient;
  }
  if (own.kept.length === own.mask.length) return gradient;
  return copyKept(own.gradient, gradient, own, algebra);
}

function dueOf(stage: StageRun, subnet: number, step: number): Due | undefined {
  const { timetable, scheduler, targets } = stage;
  const k = timetable && dueEvent(timetable, { scheduler, count: targets.length, subnet, step });
  return k === undefined ? undefined : { subnet, step, k };
}

function wanted(stage: StageRun, due: Due | undefined): 'all' | 'kept' {
  const demand = gradientDemand(stage);
  return demand === 'always' || (demand === 'atEvents' && due !== undefined) ? 'all' : 'kept';
}

async function batchesOf(stage: StageRun, first: number): Promise<readonly Batch[]> {
  const batches: Batch[] = [];
  for (let index = 0; index < stage.accumulate; index++)
    batches.push(await stage.data.batch(first * stage.accumulate + index));
  return batches;
}
