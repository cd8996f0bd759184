import type { LayersModelOrigin } from './origin.ts';

/** A layer as `toJSON` has it; one of a model inside of a model has layers of its own. */
interface LayerJson {
  readonly class_name: string;
  readonly config: Record<string, unknown> & { readonly layers?: readonly LayerJson[] };
}

/** What TensorFlow.js 4.22 writes in a way that it cannot load: the regulariser of a depthwise kernel as its constraint. */
const unsound = 'depthwise_regularizer';

/**
 * A copy of the topology in which layers can take what they are given: a normalisation has scale and offset. There are
 * no constraints, as none was read, and nothing else that could not be saved and loaded.
 */
export function changedTopology({ topology, ties }: LayersModelOrigin): object {
  const copy = structuredClone(topology) as LayerJson;
  const changes = new Map(ties.map(({ path, change }) => [JSON.stringify(path), change]));
  change(copy, [], changes);
  return copy;
}

function change(json: LayerJson, path: readonly string[], changes: ReadonlyMap<string, object>): void {
  Object.assign(json.config, changes.get(JSON.stringify(path)));
  for (const key of Object.keys(json.config))
    if (key.endsWith('_constraint') || key === unsound) json.config[key] = null;
  for (const layer of json.config.layers ?? []) change(layer, [...path, String(layer.config.name)], changes);
}
