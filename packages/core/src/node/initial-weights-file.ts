import { AltsparseError } from '../error.ts';
import type { GraphPlan } from '../graph/graph.ts';
import type { InitialWeights } from '../store/initial-weights.ts';
import { type Checkpoint, checkpointFormat, readCheckpoint } from './checkpoint.ts';
import { readSafetensors, type TensorFile } from './safetensors.ts';

/** Looks up arrays of one sub-net by name; undefined where the file has none such. */
interface Lookup {
  parameter(name: string): Float32Array | undefined;
  /** Mean, then variance. */
  statistics(node: string): Float32Array | undefined;
  /** Of one maskable parameter. */
  mask(parameter: string): Uint8Array | undefined;
}

/**
 * Reads the weights of a file of weights or of a checkpoint, to begin another run with: one entry for each of its
 * sub-nets. Optimizer slots and all else is left behind. Parameters are found by name.
 *
 * @throws AltsparseError `weights-differ` when the file is of another model; and as `readSafetensors` does.
 */
export async function readInitialWeights(path: string, plan: GraphPlan): Promise<readonly InitialWeights[]> {
  const file = await readSafetensors(path);
  const lookups =
    file.metadata.format === checkpointFormat.format ? inCheckpoint(await readCheckpoint(path)) : inWeights(file);
  return lookups.map((lookup) => gather(path, lookup, plan));
}

function gather(path: string, lookup: Lookup, plan: GraphPlan): Required<InitialWeights> {
  const parameters = new Float32Array(plan.parameterCount);
  const statistics = new Float32Array(plan.statisticCount);
  const mask = new Uint8Array(plan.maskableCount);
  for (const { name, offset, length, maskable } of plan.parameters) {
    parameters.set(fitting(path, name, lookup.parameter(name), length), offset);
    if (maskable) mask.set(fitting(path, `mask of ${name}`, lookup.mask(name), length), offset);
  }
  for (const { node, offset, channels } of plan.normalisations)
    statistics.set(fitting(path, node, lookup.statistics(node), 2 * channels), offset);
  return { parameters, statistics, mask };
}

function fitting<T extends { readonly length: number }>(
  path: string,
  name: string,
  found: T | undefined,
  length: number,
): T {
  if (found?.length === length) return found;
  throw new AltsparseError('weights-differ', 'These weights are not of this model.', {
    place: `${path}: ${name}`,
    found: found === undefined ? 'missing' : `${found.length} numbers`,
    expected: `${length} numbers`,
  });
}

function inWeights({ tensors }: TensorFile): Lookup[] {
  const count = new Set([...tensors.keys()].flatMap((name) => /^masks\/(\d+)\//.exec(name)?.[1] ?? [])).size;
  const floats = (subnet: number, name: string): Float32Array | undefined =>
    (tensors.get(`masters/${name}`) ?? tensors.get(`subnets/${subnet}/${name}`))?.data as Float32Array | undefined;
  return Array.from({ length: count }, (_, subnet) => ({
    parameter: (name) => floats(subnet, name),
    statistics: (node) => joined(floats(subnet, `${node}/mean`), floats(subnet, `${node}/variance`)),
    mask: (name) => tensors.get(`masks/${subnet}/${name}`)?.data as Uint8Array | undefined,
  }));
}

function joined(mean?: Float32Array, variance?: Float32Array): Float32Array | undefined {
  return mean && variance && Float32Array.of(...mean, ...variance);
}

function inCheckpoint({ state: { store }, places }: Checkpoint): Lookup[] {
  return places.map(({ parameters, statistics }, subnet) => {
    const part = (list: typeof parameters, name: string, array: Float32Array): Float32Array | undefined => {
      const place = list.find((one) => one.name === name);
      return place && array.subarray(place.offset, place.offset + place.length);
    };
    return {
      parameter: (name) => part(parameters, name, store.masters),
      statistics: (node) => part(statistics, node, store.statistics),
      mask(name) {
        // maskable weights lie at the same places in masters and masks
        const place = parameters.find((one) => one.name === name);
        return place && store.masks[subnet]?.subarray(place.offset, place.offset + place.length);
      },
    };
  });
}
