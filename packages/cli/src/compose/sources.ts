import { definePlugin } from '@altsparse/core';
import { listDatasets } from '@altsparse/data/node';
import { plugin as projectionPlugin } from '@altsparse/gc-projection';
import { modelsPlugin } from '@altsparse/models';
import { plugin as granetPlugin } from '@altsparse/prune-granet';
import { plugin as mestPlugin } from '@altsparse/prune-mest';
import { plugin as nmPlugin } from '@altsparse/prune-nm';
import { plugin as riglPlugin } from '@altsparse/prune-rigl';
import { plugin as staticPlugin } from '@altsparse/prune-static';
import { csvObserver } from '../observers/csv.ts';
import { jsonlObserver } from '../observers/jsonl.ts';
import { tensorboardObserver } from '../observers/tensorboard.ts';
import { augmentations } from '../parts/augmentations.ts';
import { builtInPlugin } from '../parts/built-in.ts';
import { imageFolderData } from '../parts/image-folder.ts';
import { ownModel } from '../parts/own-model.ts';
import { publishedData } from '../parts/published-data.ts';
import { type Source, sourceOf } from '../parts/registry.ts';

const here = 'with altsparse';

/** Readers of events that need a run's folder. */
const observersPlugin = definePlugin({
  name: 'altsparse',
  contributes: { observers: [csvObserver, jsonlObserver, tensorboardObserver] },
});

/** The plug-ins that are loaded without being told. */
const plugins = [
  builtInPlugin,
  modelsPlugin,
  granetPlugin,
  nmPlugin,
  riglPlugin,
  mestPlugin,
  staticPlugin,
  projectionPlugin,
  observersPlugin,
];

/** All parts that come with the command. */
export async function bundledSources(): Promise<readonly Source[]> {
  const data = [...(await listDatasets()).map(publishedData), imageFolderData];
  return [
    { plugin: '@altsparse/data', from: here, contributes: { data, augmentations } },
    { plugin: 'altsparse', from: here, contributes: { models: [ownModel] } },
    ...plugins.map((plugin) => sourceOf(plugin, here)),
  ];
}
