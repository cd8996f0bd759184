import type { GraphPlan, Network, StageOptions } from '@altsparse/core';
import type { ResolvedEngine } from '@altsparse/engine/node';
import type { ResolvedExperiment } from '../config/experiment.ts';
import type { RunEngine } from '../engine/run-engine.ts';
import type { DataSource, RunBatches } from '../parts/data-source.ts';
import type { Registry } from '../parts/registry.ts';
import type { LoadedModel } from './load-model.ts';

/** A key of the container that knows the type of what it stands for. */
export type Token<T> = symbol & { readonly __type?: T };

function token<T>(name: string): Token<T> {
  return Symbol(name);
}

/** The run's config, with one seed. */
export const experimentToken: Token<ResolvedExperiment> = token('experiment');
/** The parts that the config names. */
export const registryToken: Token<Registry> = token('registry');
/** What is known of the data set without reading it. */
export const dataSourceToken: Token<DataSource> = token('data source');
/** The model with all that came with it. */
export const modelToken: Token<Promise<LoadedModel>> = token('model');
/** The model, planned. */
export const planToken: Token<Promise<GraphPlan>> = token('plan');
/** TensorFlow.js with its backend, ready: whether or not it trains. */
export const tensorflowToken: Token<Promise<ResolvedEngine>> = token('tensorflow');
/** The engines that train, with the model on them. */
export const engineToken: Token<Promise<RunEngine>> = token('engine');
/** The model on its engines. */
export const networkToken: Token<Promise<Network>> = token('network');
/** Batches of the run. */
export const batchesToken: Token<Promise<RunBatches>> = token('batches');
/** The stages of the run. */
export const stagesToken: Token<Promise<readonly StageOptions[]>> = token('stages');
