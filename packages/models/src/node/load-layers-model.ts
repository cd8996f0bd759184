import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AltsparseError } from '@altsparse/core';
import type { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { LayersLibrary } from '../layers/library.ts';

/**
 * Loads a saved LayersModel from the file system; it needs no native backend.
 *
 * @param tf - `@tensorflow/tfjs`, or core and layers together.
 * @param path - Its `model.json`, or the folder of it.
 * @returns The model; the caller disposes it.
 * @throws AltsparseError `model-file` when a file is missing, damaged or of something else.
 */
export async function loadLayersModel(tf: LayersLibrary, path: string): Promise<LayersModel> {
  const { json, place, weights } = await readModel(path);
  const specs = json.weightsManifest.flatMap((group) => group.weights);
  const weightData = new Uint8Array(Buffer.concat(weights)).buffer;
  try {
    const { modelTopology } = json;
    return await tf.loadLayersModel(
      tf.io.fromMemory({ modelTopology, weightSpecs: specs, weightData } as io.ModelArtifacts),
    );
  } catch (cause) {
    throw new AltsparseError('model-file', 'A saved model cannot be loaded.', {
      place,
      found: firstLine(cause),
      cause,
    });
  }
}

/**
 * The files of a saved LayersModel: `model.json` and its weights.
 *
 * @throws AltsparseError `model-file`.
 */
export async function layersModelFiles(path: string): Promise<readonly string[]> {
  const place = await modelJson(path);
  const { weightsManifest } = parse(place, await read(place));
  return [place, ...weightsManifest.flatMap((group) => group.paths).map((name) => join(dirname(place), name))];
}

interface ModelJson {
  readonly modelTopology: object;
  readonly weightsManifest: readonly { readonly paths: readonly string[]; readonly weights: readonly object[] }[];
}

async function readModel(path: string): Promise<{ place: string; json: ModelJson; weights: Buffer[] }> {
  const [place = '', ...shards] = await layersModelFiles(path);
  return { place, json: parse(place, await read(place)), weights: await Promise.all(shards.map(read)) };
}

async function modelJson(path: string): Promise<string> {
  const whole = resolve(path);
  const folder = await stat(whole).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return folder ? join(whole, 'model.json') : whole;
}

async function read(place: string): Promise<Buffer> {
  return readFile(place).catch((cause: unknown) => {
    throw new AltsparseError('model-file', 'A file of a saved model cannot be read.', {
      place,
      found: firstLine(cause),
      cause,
    });
  });
}

function parse(place: string, bytes: Buffer): ModelJson {
  const fault = (found: string): AltsparseError =>
    new AltsparseError('model-file', 'This file is no saved LayersModel.', {
      place,
      found,
      expected: 'model.json with modelTopology and weightsManifest, as LayersModel.save writes it',
    });
  let json: Partial<ModelJson> & { readonly format?: string };
  try {
    json = JSON.parse(bytes.toString('utf8')) as typeof json;
  } catch (cause) {
    throw fault(firstLine(cause));
  }
  if (json?.format === 'graph-model') throw fault('a graph model');
  if (typeof json?.modelTopology !== 'object' || !Array.isArray(json.weightsManifest))
    throw fault(Object.keys(json ?? {}).join(', '));
  return json as ModelJson;
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
