import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AltsparseError } from '@altsparse/core';
import { writeWhole } from '@altsparse/core/node';
import type { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { LayersLibrary } from '../layers/library.ts';

/** Attributes of saving that have a default. */
export interface SaveOptions {
  /** Takes the place of a model that lies there. Default false: it is refused. */
  readonly replace?: boolean;
}

const weightsFile = 'weights.bin';

/**
 * Saves a LayersModel as `model.json` and `weights.bin`; it needs no native backend. Any TensorFlow.js loads it by the
 * address of `model.json`.
 *
 * @param tf - `@tensorflow/tfjs`, or core and layers together.
 * @param model - It stays the caller's.
 * @param folder - Made if need be.
 * @returns The paths of both files, `model.json` first.
 * @throws AltsparseError `model-exists` when a model lies there already.
 */
export async function saveLayersModel(
  tf: LayersLibrary,
  model: LayersModel,
  folder: string,
  options: SaveOptions = {},
): Promise<readonly [string, string]> {
  const [json, weights] = [join(resolve(folder), 'model.json'), join(resolve(folder), weightsFile)] as const;
  if (options.replace !== true) await refuseExisting(json);
  await mkdir(resolve(folder), { recursive: true });
  const save = async (artifacts: io.ModelArtifacts): Promise<io.SaveResult> => {
    const specs = artifacts.weightSpecs ?? [];
    const { weightData: _, weightSpecs: __, ...rest } = artifacts;
    const manifest = [{ paths: [weightsFile], weights: specs }];
    await writeWhole(weights, [bytesOf(artifacts.weightData)]);
    await writeWhole(json, JSON.stringify({ ...rest, weightsManifest: manifest }));
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  };
  await model.save(tf.io.withSaveHandler(save));
  return [json, weights];
}

function bytesOf(data: io.WeightData | undefined): Uint8Array {
  const pieces = data === undefined ? [] : Array.isArray(data) ? data : [data];
  return Buffer.concat(pieces.map((piece) => new Uint8Array(piece)));
}

async function refuseExisting(place: string): Promise<void> {
  const exists = await stat(place).then(
    () => true,
    () => false,
  );
  if (!exists) return;
  throw new AltsparseError('model-exists', 'A model lies here already.', {
    place,
    hint: 'Choose another folder, or say that it is to be replaced.',
  });
}
