import { AltsparseError } from '../error.ts';
import type { Graph, GraphPlan } from '../graph/graph.ts';
import { planGraph } from '../graph/plan-graph.ts';
import type { Network } from '../network/network.ts';
import type { InitialWeights } from '../store/initial-weights.ts';
import type { Observer } from './events.ts';
import { observed, refuseNamesakes, restoreObservers } from './observe.ts';
import { refuseStage, refuseStarts } from './refuse.ts';
import { resolveStages } from './rounds.ts';
import { createRun, type Run } from './run.ts';
import { runStages } from './run-stages.ts';
import type { StageOptions } from './stage.ts';
import { type Keeper, type RunState, refuseState } from './state.ts';
import type { Trace } from './trace.ts';

/** What a run is made of. */
export interface TrainOptions {
  /** The model, as a graph or already planned. */
  readonly model: Graph | GraphPlan;
  /** Executes it. The caller disposes it after the run. */
  readonly network: Network;
  /** All random decisions follow from it. Default 0. */
  readonly seed?: number;
  /** First weights that come from elsewhere: one for all sub-nets, or one for each. Default: drawn by seed. */
  readonly weights?: InitialWeights | readonly InitialWeights[];
  /** One or more passes of the loop. */
  readonly stages: readonly StageOptions[];
  /** Told of every event, and of the end. */
  readonly observers?: readonly Observer[];
  /** Stops the run after the step under way. */
  readonly signal?: AbortSignal;
  /** Told, entry by entry, what each part did: to compare two runs, or to test one. Costs some milliseconds a step. Default: nobody. */
  readonly trace?: Trace;
  /** Keeps the run's state while it goes on. */
  readonly keeper?: Keeper;
  /** Goes on from a state that was kept of the same run: the bits are those of a run that was never stopped. */
  readonly resume?: RunState;
}

/**
 * Trains sub-nets inside one set of weights.
 *
 * @param options - Parts as values: no container, no registry.
 * @returns A run; nothing happens until it is iterated or its result asked for.
 * @throws AltsparseError when parts cannot go together, a target cannot be reached or the state to go on from is of another run; later, through the run, `run-aborted`, `loss-not-finite`, `weights-not-finite`, `gradient-not-finite`, and `part-failed` or a code of its own for a part that fails or gives what cannot be used.
 * @example
 * const run = train({ model: graph, network, stages: [{ subnets: [0.9, 0.95], strategy, data, length: epochs(10) }] });
 * for await (const event of run) if (event.type === 'evaluation') console.log(event);
 */
export function train(options: TrainOptions): Run {
  const plan = 'graph' in options.model ? options.model : planGraph(options.model);
  const base = { plan, seed: options.seed ?? 0, trace: options.trace };
  const stages = resolveStages(options.stages, base);
  if (stages.length === 0) throw new AltsparseError('stages-empty', 'A run needs one stage or more.');
  refuseStarts(stages);
  for (const stage of stages) refuseStage(stage, options.network);
  const { observers = [], resume } = options;
  refuseNamesakes(observers);
  if (resume !== undefined) {
    refuseState(resume, stages);
    restoreObservers(observers, resume.observers);
  }
  return createRun(observed(runStages(stages, options), observers));
}
