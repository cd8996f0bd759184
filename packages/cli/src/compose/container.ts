import 'reflect-metadata';
import { type BatchSource, planStages, type StagePlan } from '@altsparse/core';
import { resolveEngine } from '@altsparse/engine/node';
import { type DependencyContainer, type InjectionToken, instanceCachingFactory, container as root } from 'tsyringe';
import type { ResolvedExperiment } from '../config/experiment.ts';
import { openRunEngine, type RunEngine, type RunEngineRequest } from '../engine/run-engine.ts';
import { type EngineWish, wishOf } from '../engine/wish.ts';
import { type BatchesRequest, disposeBatches, type RunBatches } from '../parts/data-source.ts';
import type { Registry } from '../parts/registry.ts';
import { syntheticBatches } from '../plan/synthetic-batches.ts';
import { type LoadedModel, loadModel } from './load-model.ts';
import { makeStages } from './stage.ts';
import * as tokens from './tokens.ts';

/** Everything of one run, made when it is first asked for. */
export interface RunScope {
  /** What a token stands for; the same at each call. */
  get<T>(token: tokens.Token<T>): T;
  /** Frees threads and tensors; what was never asked for is not made for it. */
  dispose(): Promise<void>;
}

/**
 * The composition root: a container for one run. Nothing else of the project knows of a container.
 *
 * @param experiment - With one seed.
 * @param registry - The parts that it names.
 * @param note - Told, in a line, of what the user should know meanwhile.
 * @param wish - Which engines; default: what the experiment says.
 */
export function openScope(
  experiment: ResolvedExperiment,
  registry: Registry,
  note: (line: string) => void = () => {},
  wish: EngineWish = wishOf(experiment),
): RunScope {
  const container = root.createChildContainer();
  const closers: Closers = [];
  const get = <T>(token: tokens.Token<T>): T => container.resolve(token as InjectionToken<T>);
  const set = <T>(token: tokens.Token<T>, make: () => T): void => register(container, token, make);
  set(tokens.experimentToken, () => experiment);
  set(tokens.registryToken, () => registry);
  set(tokens.dataSourceToken, () => registry.create('data', experiment.data));
  set(tokens.modelToken, () => makeModel(get, closers));
  set(tokens.planToken, async () => (await get(tokens.modelToken)).plan);
  set(tokens.tensorflowToken, () => resolveEngine({ prefer: wish.backend, threads: wish.threads }));
  set(tokens.engineToken, () => makeEngine(get, closers, { wish, note }));
  set(tokens.networkToken, async () => (await get(tokens.engineToken)).network);
  set(tokens.batchesToken, () => makeBatches(get, closers, note));
  set(tokens.stagesToken, async () => {
    const { training, evaluation } = await get(tokens.batchesToken);
    return makeStages(experiment, registry, training, evaluation);
  });
  return {
    get,
    async dispose() {
      for (const close of closers.splice(0).reverse()) await close();
      await container.dispose();
    },
  };
}

type Get = RunScope['get'];
type Closers = (() => void | Promise<void>)[];

function register<T>(container: DependencyContainer, token: tokens.Token<T>, make: () => T): void {
  container.register<T>(token as InjectionToken<T>, { useFactory: instanceCachingFactory(make) });
}

async function makeModel(get: Get, closers: Closers): Promise<LoadedModel> {
  const choice = get(tokens.experimentToken).model;
  const source = get(tokens.registryToken).create('models', choice);
  const model = await loadModel(source, choice.use, get(tokens.dataSourceToken), () => get(tokens.tensorflowToken));
  closers.push(() => model.dispose?.());
  return model;
}

async function makeEngine(
  get: Get,
  closers: Closers,
  asked: Pick<RunEngineRequest, 'wish' | 'note'>,
): Promise<RunEngine> {
  const model = await get(tokens.modelToken);
  const data = syntheticBatches(get(tokens.experimentToken), get(tokens.dataSourceToken));
  const engine = await openRunEngine({
    ...asked,
    model,
    tensorflow: () => get(tokens.tensorflowToken),
    stages: () => plannedStages(get, model, data),
    batch: () => data.batch(0),
  });
  closers.push(() => engine.network.dispose());
  return engine;
}

function plannedStages(get: Get, { plan }: LoadedModel, data: BatchSource): readonly StagePlan[] {
  const experiment = get(tokens.experimentToken);
  return planStages(plan, makeStages(experiment, get(tokens.registryToken), data), experiment.seeds[0]);
}

async function makeBatches(get: Get, closers: Closers, note: BatchesRequest['note']): Promise<RunBatches> {
  const { batchSize, validation, seeds } = get(tokens.experimentToken);
  const request = { batchSize, validation, seed: seeds[0] ?? 0, augment: augmentOf(get), note };
  const batches = await get(tokens.dataSourceToken).batches(request);
  closers.push(() => disposeBatches(batches));
  return batches;
}

function augmentOf(get: Get): BatchesRequest['augment'] {
  const { augment } = get(tokens.experimentToken);
  if (typeof augment === 'string') return augment;
  return augment.map((choice) => get(tokens.registryToken).create('augmentations', choice));
}
