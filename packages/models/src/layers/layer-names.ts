import type { LayersModel } from '@tensorflow/tfjs-layers';
import { isModel, type Layer } from './layer.ts';

/** What a layer is called: by TensorFlow.js, and in the graph. */
export interface LayerName {
  /** Its own name, after those of the models it lies in. */
  readonly path: readonly string[];
  /** Its name in the graph, parts set apart by `/`. */
  readonly node: string;
}

/**
 * Names of all layers of a model. TensorFlow.js numbers layers without a name through the whole process; a run and its
 * files need names that stay, so these are numbered within their model, class by class: `conv2d_1`, `conv2d_2`.
 */
export function namesOf(model: LayersModel, above?: LayerName): Map<Layer, LayerName> {
  const names = new Map<Layer, LayerName>();
  const counts = new Map<string, number>();
  for (const layer of model.layers) {
    const own = lasting(layer, counts);
    const name = {
      path: [...(above?.path ?? []), layer.name],
      node: above === undefined ? own : `${above.node}/${own}`,
    };
    names.set(layer, name);
    if (isModel(layer)) for (const [inner, deeper] of namesOf(layer, name)) names.set(inner, deeper);
  }
  return names;
}

/** A model's name, without the number that it has in this process. */
export function modelName({ name }: LayersModel): string {
  return name.replace(/^(sequential|model)_?\d+$/, '$1');
}

function lasting(layer: Layer, counts: Map<string, number>): string {
  const base = isModel(layer) ? modelName(layer) : layer.name.replace(new RegExp(`_${layer.getClassName()}\\d+$`), '');
  if (base === layer.name) return base;
  const number = (counts.get(base) ?? 0) + 1;
  counts.set(base, number);
  return `${base}_${number}`;
}
