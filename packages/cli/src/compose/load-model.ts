import { dirname, extname } from 'node:path';
import {
  AltsparseError,
  attempt,
  type Graph,
  type GraphPlan,
  type InitialWeights,
  type ModelBuilder,
  type Network,
  partPlace,
  planGraph,
} from '@altsparse/core';
import type { VariablesNetwork } from '@altsparse/engine';
import type { ResolvedEngine } from '@altsparse/engine/node';
import { type LayersModelOrigin, readLayersModel } from '@altsparse/models';
import { loadLayersModel } from '@altsparse/models/node';
import type * as tfjs from '@tensorflow/tfjs';
import { importModule } from '../config/import-module.ts';
import type { DataSource } from '../parts/data-source.ts';
import type { OwnModel } from '../parts/own-model.ts';

/** A model with all that came with it. */
export interface LoadedModel {
  /** Planned. */
  readonly plan: GraphPlan;
  /** First weights that it brings. */
  readonly weights?: InitialWeights;
  /** The network of a model that is a function. */
  readonly network?: Network;
  /** Of a LayersModel, to write one again. */
  readonly origin?: LayersModelOrigin;
  /** What a person should know of it. */
  readonly notes: readonly string[];
  /** Frees what came with it. */
  dispose?(): void;
}

type Data = Pick<DataSource, 'shape' | 'classes'>;

/**
 * Builds a named model for the data, or loads one's own.
 *
 * @param name - What the config calls it.
 * @param engine - Called for a model of one's own: its file may use TensorFlow.js.
 * @throws AltsparseError `model-module` for a module without a model, `model-shape` for one that does not fit the data;
 * and as `readLayersModel` does.
 */
export async function loadModel(
  source: ModelBuilder | OwnModel,
  name: string,
  data: Data,
  engine: () => Promise<ResolvedEngine>,
): Promise<LoadedModel> {
  const { shape, classes } = data;
  if (typeof source === 'function') {
    const place = partPlace('model', name, 'build', source);
    return { plan: attempt(place, () => planGraph(source({ shape, classes }))), notes: [] };
  }
  await engine();
  const tf = await import('@tensorflow/tfjs');
  const isModule = /^\.[cm]?[jt]s$/.test(extname(source.file));
  const found = isModule ? await fromModule(tf, source, data) : await loadLayersModel(tf, source.file);
  const model = await understand(found, source);
  refuseOther(model, data, source.file);
  return model;
}

async function fromModule(tf: typeof tfjs, { file }: OwnModel, { shape, classes }: Data): Promise<unknown> {
  const engine = await import('@altsparse/engine');
  const library = { '@tensorflow/tfjs': tf, '@tensorflow/tfjs-core': tf, '@tensorflow/tfjs-layers': tf };
  const modules = { ...library, '@altsparse/engine': engine };
  try {
    const { default: found } = await importModule(file, dirname(file), modules);
    return typeof found === 'function' ? await found({ shape, classes, tf }) : found;
  } catch (cause) {
    if (cause instanceof AltsparseError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new AltsparseError('model-module', "The model's module does not run.", {
      place: file,
      found: message,
      cause,
    });
  }
}

async function understand(found: unknown, source: OwnModel): Promise<LoadedModel> {
  if (isLayersModel(found)) return fromLayers(found, source);
  if (has<VariablesNetwork>(found, 'network', 'plan', 'weights')) {
    const { network, plan, weights } = found;
    return { network, plan, weights, notes: [], dispose: () => found.disposeVariables() };
  }
  if (has<{ graph: Graph; weights: InitialWeights }>(found, 'graph', 'weights'))
    return { plan: planGraph(found.graph), weights: found.weights, notes: [] };
  if (has<Graph>(found, 'name', 'nodes')) return { plan: planGraph(found), notes: [] };
  throw new AltsparseError('model-module', 'This module holds no model.', {
    place: source.file,
    found: found === undefined ? 'no default export, or a function that returns nothing' : typeof found,
    expected:
      'a default export that is, or a function of { shape, classes, tf } that returns, a Graph, a LayersModel, or what variablesNetwork or readLayersModel gives',
  });
}

/** The model was made for this run alone, so it is disposed here. */
async function fromLayers(model: tfjs.LayersModel, { weights, leaveDense }: OwnModel): Promise<LoadedModel> {
  try {
    const reading = await readLayersModel(model, { ...(leaveDense !== undefined && { leaveDense }) });
    const { graph, origin, notes } = reading;
    return { plan: planGraph(graph), origin, notes, ...(weights === 'file' && { weights: reading.weights }) };
  } finally {
    model.dispose();
  }
}

function isLayersModel(found: unknown): found is tfjs.LayersModel {
  return has<tfjs.LayersModel>(found, 'layers', 'predict', 'getClassName');
}

function has<T extends object>(found: unknown, ...keys: readonly (keyof T)[]): found is T {
  return typeof found === 'object' && found !== null && keys.every((key) => Reflect.get(found, key) !== undefined);
}

function refuseOther({ plan: { graph, shapes } }: LoadedModel, { shape, classes }: Data, place: string): void {
  const [input, output] = [graph.nodes[0], graph.nodes.at(-1)].map((node) => shapes.get(node?.name ?? ''));
  const show = (from: unknown, to: unknown): string => `${JSON.stringify(from)} to ${JSON.stringify(to)}`;
  if (show(input, output) === show(shape, [classes])) return;
  throw new AltsparseError('model-shape', 'The model does not fit the data set.', {
    place,
    found: show(input, output),
    expected: show(shape, [classes]),
    hint: 'Export a function of { shape, classes }, which come from the data set.',
  });
}
