import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose, predict } from '../layers/models.test.kit.ts';
import { layersModelFiles, loadLayersModel, saveLayersModel } from './index.ts';

let folder: string;
beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'altsparse-layers-'));
});
afterAll(() => rm(folder, { recursive: true }));

const make = () =>
  tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [4, 4, 1], filters: 2, kernelSize: 3 }),
      tf.layers.batchNormalization(),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3 }),
    ],
  });

describe('a LayersModel in a folder', () => {
  it('is loaded as it was saved, without tensors left over, by its file or its folder', async () => {
    const before = tf.memory().numTensors;
    const model = make();
    const place = join(folder, 'a', 'b');
    expect(await saveLayersModel(tf, model, place)).toEqual([join(place, 'model.json'), join(place, 'weights.bin')]);
    expect((await readdir(place)).sort()).toEqual(['model.json', 'weights.bin']);
    for (const path of [place, join(place, 'model.json')]) {
      const loaded = await loadLayersModel(tf, path);
      expectClose(predict(loaded), predict(model));
      loaded.dispose();
    }
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(await layersModelFiles(place)).toEqual([join(place, 'model.json'), join(place, 'weights.bin')]);
  });

  it('replaces another one only when told', async () => {
    const place = join(folder, 'twice');
    const [first, second] = [make(), make()];
    await saveLayersModel(tf, first, place);
    const kept = await readFile(join(place, 'weights.bin'));
    await expect(saveLayersModel(tf, second, place)).rejects.toMatchObject({ code: 'model-exists' });
    expect(await readFile(join(place, 'weights.bin'))).toEqual(kept);
    await saveLayersModel(tf, second, place, { replace: true });
    expect(await readFile(join(place, 'weights.bin'))).not.toEqual(kept);
    for (const one of [first, second]) one.dispose();
  });

  it('may lie in several pieces', async () => {
    const place = join(folder, 'pieces');
    const model = make();
    const [json, weights] = await saveLayersModel(tf, model, place);
    const bytes = await readFile(weights);
    await writeFile(join(place, 'one.bin'), bytes.subarray(0, 10));
    await writeFile(join(place, 'two.bin'), bytes.subarray(10));
    await writeFile(json, (await readFile(json, 'utf8')).replace('["weights.bin"]', '["one.bin","two.bin"]'));
    const loaded = await loadLayersModel(tf, place);
    expectClose(predict(loaded), predict(model));
    for (const one of [model, loaded]) one.dispose();
  });

  it('that is missing, damaged or of something else is named', async () => {
    const place = join(folder, 'bad');
    const model = make();
    const [json, weights] = await saveLayersModel(tf, model, place);
    model.dispose();
    const fault = { code: 'model-file', details: { place: json } };
    await expect(loadLayersModel(tf, join(folder, 'none'))).rejects.toMatchObject({ code: 'model-file' });
    await rm(weights);
    await expect(loadLayersModel(tf, place)).rejects.toMatchObject({ code: 'model-file', details: { place: weights } });
    await writeFile(weights, new Uint8Array(3));
    await expect(loadLayersModel(tf, place)).rejects.toMatchObject(fault);
    await writeFile(json, '{"format":"graph-model"}');
    await expect(loadLayersModel(tf, place)).rejects.toMatchObject({ ...fault, message: /graph model/ });
    await writeFile(json, '{');
    await expect(loadLayersModel(tf, place)).rejects.toMatchObject(fault);
  });
});
