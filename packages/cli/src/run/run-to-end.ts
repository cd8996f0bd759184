import { join } from 'node:path';
import { AltsparseError, crossEntropy, type Evaluation, evaluate, type Run, type RunResult } from '@altsparse/core';
import { type CheckpointOptions, checkpointKeeper, saveWeights } from '@altsparse/core/node';
import * as tokens from '../compose/tokens.ts';
import { lastStage } from '../config/stages.ts';
import { shortPath } from '../terminal/run-head.ts';
import { metricsWriter } from './metrics.ts';
import { openObservers } from './observers.ts';
import { type RunReport, reportSubnets, rules } from './result.ts';
import type { OwnNote } from './resume-point.ts';
import { runFiles } from './run-folder.ts';
import { openLog, type RunLog } from './run-log.ts';
import type { RunStart, Session } from './session.ts';
import { writeJson } from './write-json.ts';

/** Runs what is prepared, now that it has a folder, and leaves its report there, however it ends. */
export async function runToEnd(session: Session, run: Run, start: RunStart): Promise<RunReport> {
  const { late, request, clock, engines, conflicts } = session;
  const mark = request.fork === true ? undefined : request.resume?.checkpoint?.note.own.log;
  late.log = await openLog(start.folder, start.experiment.trace, mark);
  late.keeper = checkpointKeeper(keeping(session, start, late.log));
  late.observers.push(metricsWriter(late.log.metrics), ...request.begin(start));
  try {
    late.observers.push(...(await openObservers(request, start, request.resume?.checkpoint?.state)));
    const result = await run.result;
    const tests = await testAll(session, result);
    await late.log.mark();
    await saveWeights(join(start.folder, runFiles.weights), result.store);
    const { evaluation, test } = await session.scope.get(tokens.batchesToken);
    const validated = evaluation !== test;
    const subnets = reportSubnets({ result, tests, validated, clock, engines, conflicts: conflicts.report() });
    const best = late.keeper.best();
    return await report(session, start, { status: 'complete', subnets, ...(best && { best }) });
  } catch (cause) {
    const error = withLastGood(cause, start.folder, late.keeper.last() ?? request.resume?.checkpoint?.path);
    await reportFailure(session, start, error);
    throw error;
  }
}

function keeping({ request }: Session, { folder, experiment, environment }: RunStart, log: RunLog): CheckpointOptions {
  const { every, keep, best } = experiment.checkpoint;
  const named = lastStage(experiment).subnets.findIndex(({ name }) => name === best);
  const of = best === 'mean' ? best : named < 0 ? undefined : named;
  return {
    folder: join(folder, runFiles.checkpoints),
    every,
    keep,
    ...(of !== undefined && { best: of }),
    bestBefore: request.resume?.checkpoint?.note.best ?? undefined,
    about: async (): Promise<OwnNote> => ({ engine: environment.engine, log: await log.mark() }),
  };
}

/** Test evaluations: those of the last step where the test images were used all along. */
async function testAll({ scope }: Session, { subnets, store }: RunResult): Promise<Evaluation[]> {
  const { training, evaluation, test } = await scope.get(tokens.batchesToken);
  if (evaluation === test) return subnets.flatMap((one) => one.evaluation ?? []);
  const loss = (await scope.get(tokens.stagesToken)).at(-1)?.loss;
  const network = await scope.get(tokens.networkToken);
  const results: Evaluation[] = [];
  for (const subnet of subnets.keys())
    results.push(await evaluate({ network, store, subnet, data: test, training, loss: loss ?? crossEntropy() }));
  return results;
}

async function report(
  { clock }: Session,
  { id, folder, experiment }: RunStart,
  ending: Pick<RunReport, 'status' | 'subnets' | 'best' | 'error'>,
): Promise<RunReport> {
  const about = { id, folder, seed: experiment.seeds[0] ?? 0, rules };
  const done: RunReport = { ...about, steps: clock.steps(), seconds: clock.total(), ...ending };
  await writeJson(join(folder, runFiles.result), done);
  return done;
}

/** Where nothing more can be written, the error itself says so. */
async function reportFailure(session: Session, start: RunStart, error: unknown): Promise<void> {
  const [code, message] = error instanceof AltsparseError ? [error.code, error.message] : ['unexpected', String(error)];
  const status = code === 'run-aborted' ? 'stopped' : 'failed';
  try {
    await session.late.log?.mark();
    await report(session, start, { status, subnets: [], error: { code, message } });
  } catch (cause) {
    if (code !== 'file-write') throw cause;
  }
}

/** A fault that ends a run says how to go on, or where its last good state lies. */
function withLastGood(error: unknown, folder: string, last: string | undefined): unknown {
  if (!(error instanceof AltsparseError)) return error;
  const { code, summary, details } = error;
  const go = `Go on with: altsparse train --resume ${shortPath(folder)}`;
  const good = last === undefined ? 'There is no checkpoint yet.' : `The last good checkpoint is ${shortPath(last)}.`;
  const hint = code === 'run-aborted' ? go : [details.hint, good].filter((one) => one !== undefined).join(' ');
  return new AltsparseError(code, summary, { ...details, hint, cause: error });
}
