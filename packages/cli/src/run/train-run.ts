import { join } from 'node:path';
import {
  AltsparseError,
  crossEntropy,
  type Evaluation,
  evaluate,
  type Observer,
  type Run,
  type RunResult,
  train,
} from '@altsparse/core';
import { saveWeights, writeWhole } from '@altsparse/core/node';
import { conflictSummary } from '@altsparse/gc-projection';
import { openScope, type RunScope } from '../compose/container.ts';
import * as tokens from '../compose/tokens.ts';
import type { ResolvedExperiment } from '../config/experiment.ts';
import { runId } from '../config/identity.ts';
import type { Registry } from '../parts/registry.ts';
import { stepClock } from './clock.ts';
import { describeEnvironment, type Environment } from './environment.ts';
import { metricsFile } from './metrics.ts';
import { type RunReport, reportSubnets, rules } from './result.ts';
import { createRunFolder, runFiles } from './run-folder.ts';

/** What is known of a run before its first step. */
export interface RunStart {
  /** The run's identity. */
  readonly id: string;
  /** Where it lies, absolute. */
  readonly folder: string;
  /** With one seed. */
  readonly experiment: ResolvedExperiment;
  /** What it runs on. */
  readonly environment: Environment;
}

/** What to train, where to keep it, and who listens. */
export interface TrainRunRequest {
  /** With one seed. */
  readonly experiment: ResolvedExperiment;
  /** The parts that it names. */
  readonly registry: Registry;
  /** The folder of all runs. */
  readonly runs: string;
  /** Told once, before the first step; gives the readers of events. */
  begin(start: RunStart): readonly Observer[];
  /** Stops the run after the step under way. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains one experiment with one seed and keeps everything of it in a folder of its own.
 *
 * @returns What `result.json` holds.
 * @throws AltsparseError as `train` does; a run that was begun leaves a `result.json` that says why it ended.
 */
export async function trainRun(request: TrainRunRequest): Promise<RunReport> {
  const scope = openScope(request.experiment, request.registry);
  try {
    const engine = await scope.get(tokens.engineToken);
    const listeners: Observer[] = [];
    // Whatever refuses the run does so here, before there is a folder.
    const run = await prepare(scope, request, listeners);
    const environment = await describeEnvironment(engine);
    const id = runId(request.experiment);
    const folder = await createRunFolder(request.runs, id);
    const start: RunStart = { id, folder, experiment: request.experiment, environment };
    await writeJson(join(folder, runFiles.config), start.experiment);
    await writeJson(join(folder, runFiles.environment), environment);
    return await runToEnd({ scope, request, start, run, listeners });
  } finally {
    await scope.dispose();
  }
}

async function prepare(scope: RunScope, request: TrainRunRequest, listeners: readonly Observer[]): Promise<Run> {
  const { experiment, registry, signal } = request;
  const own = experiment.observers.map((choice) => registry.create('observers', choice));
  const told: Observer = {
    name: 'listeners',
    async observe(event) {
      for (const one of listeners) await one.observe(event);
    },
  };
  return train({
    model: scope.get(tokens.planToken),
    network: await scope.get(tokens.networkToken),
    seed: experiment.seeds[0] ?? 0,
    stages: [await scope.get(tokens.stageToken)],
    observers: [told, ...own],
    ...(signal && { signal }),
  });
}

/** A run that has a folder. */
interface Begun {
  readonly scope: RunScope;
  readonly request: TrainRunRequest;
  readonly start: RunStart;
  readonly run: Run;
  readonly listeners: Observer[];
}

async function runToEnd({ scope, request, start, run, listeners }: Begun): Promise<RunReport> {
  const { id, folder, experiment } = start;
  const [clock, conflicts, metrics] = [stepClock(), conflictSummary(), metricsFile(join(folder, runFiles.metrics))];
  listeners.push(clock, conflicts, metrics, ...request.begin(start));
  const about = { id, folder, seed: experiment.seeds[0] ?? 0, rules };
  const finish = async (report: RunReport): Promise<RunReport> => {
    await metrics.flush();
    await writeJson(join(folder, runFiles.result), report);
    return report;
  };
  try {
    const result = await run.result;
    const tests = await testAll(scope, result);
    await saveWeights(join(folder, runFiles.weights), result.store);
    const validated = experiment.validation !== undefined;
    const subnets = reportSubnets({ result, tests, validated, clock, conflicts: conflicts.report() });
    return await finish({ ...about, status: 'complete', steps: clock.steps(), seconds: clock.total(), subnets });
  } catch (error) {
    const [code, message] =
      error instanceof AltsparseError ? [error.code, error.message] : ['unexpected', String(error)];
    const status = code === 'run-aborted' ? 'stopped' : 'failed';
    await finish({
      ...about,
      status,
      steps: clock.steps(),
      seconds: clock.total(),
      subnets: [],
      error: { code, message },
    });
    throw error;
  }
}

/** Test evaluations: those of the last step where the test images were used all along. */
async function testAll(scope: RunScope, { subnets, store }: RunResult): Promise<Evaluation[]> {
  const { training, evaluation, test } = await scope.get(tokens.batchesToken);
  if (evaluation === test) return subnets.flatMap((one) => one.evaluation ?? []);
  const { loss } = await scope.get(tokens.stageToken);
  const network = await scope.get(tokens.networkToken);
  const results: Evaluation[] = [];
  for (const subnet of subnets.keys())
    results.push(await evaluate({ network, store, subnet, data: test, training, loss: loss ?? crossEntropy() }));
  return results;
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}
