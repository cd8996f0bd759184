import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planStages, type Run, train } from '@altsparse/core';
import { conflictSummary } from '@altsparse/gc-projection';
import { openScope } from '../compose/container.ts';
import * as tokens from '../compose/tokens.ts';
import { runId } from '../config/identity.ts';
import { type EngineWish, wishOf, wishOfRecord } from '../engine/wish.ts';
import { stepClock } from './clock.ts';
import { engineSteps } from './engine-steps.ts';
import { describeEnvironment, type Environment } from './environment.ts';
import { initialWeights } from './initial-weights.ts';
import { withKnownSwitch } from './known-switch.ts';
import { type Lock, lockFolder } from './lock.ts';
import { checkObservers } from './observers.ts';
import type { RunReport } from './result.ts';
import { refuseOtherEngine } from './resume-point.ts';
import { createRunFolder, runFiles } from './run-folder.ts';
import { traceLine } from './run-log.ts';
import { runToEnd } from './run-to-end.ts';
import type { RunStart, Session, TrainRunRequest } from './session.ts';
import { writeJson } from './write-json.ts';

/**
 * Trains one experiment with one seed and keeps everything of it in a folder of its own.
 *
 * @returns What `result.json` holds.
 * @throws AltsparseError as `train` does; a run that was begun leaves a `result.json` that says why it ended.
 */
export async function trainRun(request: TrainRunRequest): Promise<RunReport> {
  const wish = await engineWish(request);
  const scope = openScope(request.experiment, request.registry, request.note, wish);
  const [clock, engines, conflicts] = [stepClock(), engineSteps(), conflictSummary()];
  const listeners = [clock, engines, conflicts];
  const session: Session = { scope, request, clock, engines, conflicts, late: { observers: listeners } };
  let lock = request.resume?.lock;
  try {
    const environment = await describeEnvironment((await scope.get(tokens.engineToken)).record);
    const before = request.resume?.checkpoint?.note.own.engine;
    if (before !== undefined && request.force !== true) refuseOtherEngine(before, environment.engine);
    // Whatever refuses the run does so here, before there is a folder.
    checkObservers(request, environment.engine.name);
    const run = await prepare(session);
    const taken = await takeFolder(request, environment, await stepsBefore(session));
    lock = taken.lock;
    return await runToEnd(session, run, taken.start);
  } finally {
    await session.late.log?.close();
    await lock?.release();
    await scope.dispose();
  }
}

/** A resumed run takes the engines that it had, where they changed; forced, the experiment's, but it measures nothing again. */
async function engineWish({ experiment, resume, force }: TrainRunRequest): Promise<EngineWish> {
  const wish = wishOf(experiment);
  if (resume === undefined) return wish;
  const before = resume.checkpoint?.note.own.engine;
  if (before !== undefined && force !== true) return wishOfRecord(before);
  return withKnownSwitch(wish, resume.folder);
}

async function prepare({ scope, request, late }: Session): Promise<Run> {
  const { experiment, signal, resume } = request;
  const { plan, weights: brought } = await scope.get(tokens.modelToken);
  const network = await scope.get(tokens.networkToken);
  const begins = resume?.checkpoint === undefined;
  const weights = begins && (experiment.init ? await initialWeights(experiment.init.from, plan) : brought);
  return train({
    model: plan,
    network: request.watch?.(network) ?? network,
    seed: experiment.seeds[0] ?? 0,
    stages: await scope.get(tokens.stagesToken),
    observers: late.observers, // more come once the run has a folder
    keeper: { keep: (moment) => late.keeper?.keep(moment) },
    ...(experiment.trace && { trace: (entry) => late.log?.trace?.add(traceLine(entry)) }),
    ...(weights && { weights }),
    ...(signal && { signal }),
    ...(resume?.checkpoint && { resume: resume.checkpoint.state }),
  });
}

/** A folder that is this run's, and what is known of the run before its first step. */
interface Taken {
  readonly start: RunStart;
  readonly lock: Lock;
}

/** Steps of all stages that were done before. */
async function stepsBefore({ scope, request }: Session): Promise<number> {
  const state = request.resume?.checkpoint?.state;
  if (state === undefined) return 0;
  const stages = planStages(await scope.get(tokens.planToken), await scope.get(tokens.stagesToken));
  return stages.slice(0, state.stage).reduce((sum, { steps }) => sum + steps, state.step);
}

async function takeFolder(request: TrainRunRequest, environment: Environment, before: number): Promise<Taken> {
  const { experiment, runs, resume } = request;
  const id = runId(experiment);
  const about = { id, experiment, environment, stepsBefore: before };
  if (resume !== undefined && request.fork !== true) {
    await noteSession(resume.folder, environment, about.stepsBefore);
    return { start: { ...about, folder: resume.folder }, lock: resume.lock };
  }
  let lock: Lock | undefined;
  const folder = await createRunFolder(runs, id, async (made) => {
    lock = await lockFolder(made);
    await writeJson(join(made, runFiles.config), experiment);
    await writeJson(join(made, runFiles.environment), { ...environment, ...(resume && { forked: resume.folder }) });
  });
  await resume?.lock.release();
  return { start: { ...about, folder }, lock: (lock as Lock).moved(folder) };
}

/** Adds to a run's environment what it goes on in. */
async function noteSession(folder: string, environment: Environment, step: number): Promise<void> {
  const path = join(folder, runFiles.environment);
  const first = JSON.parse(await readFile(path, 'utf8')) as Environment;
  await writeJson(path, { ...first, resumed: [...(first.resumed ?? []), { step, ...environment }] });
}
