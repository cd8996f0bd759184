import { AltsparseError, createStore, type Layout, type Segment, type Store, setMask } from '../index.ts';
import { type NamedTensor, readSafetensors, writeSafetensors } from './safetensors.ts';

/** A stretch of a store that has a name in a file of weights. */
interface Stretch {
  readonly name: string;
  readonly shape: readonly number[];
  readonly array: Float32Array | Uint8Array;
  readonly offset: number;
  readonly length: number;
}

/** What the file says of itself. */
const format = { format: 'altsparse-weights', version: '1' };

/**
 * Writes the weights, statistics and masks of a run: `masters/<parameter>` for what all sub-nets share,
 * `subnets/<i>/<parameter>` for what is one's own, `…/<node>/mean` and `…/<node>/variance` for running statistics,
 * `masks/<i>/<parameter>` with a byte of 0 or 1 per weight.
 */
export async function saveWeights(path: string, store: Store): Promise<void> {
  const stretches = stretchesOf(store.layout, store);
  const tensors = stretches.map(({ name, shape, array, offset, length }): [string, NamedTensor] => [
    name,
    { shape, data: array.subarray(offset, offset + length) as NamedTensor['data'] },
  ]);
  await writeSafetensors(path, { tensors: new Map(tensors), metadata: format });
}

/**
 * Reads weights into a new store without optimizer slots.
 *
 * @param layout - Of the run that wrote them.
 * @throws AltsparseError `weights-differ` when the file is of another model, other sub-nets or another version; and as
 * `readSafetensors` does.
 */
export async function loadWeights(path: string, layout: Layout): Promise<Store> {
  const { tensors, metadata } = await readSafetensors(path);
  if (metadata.format !== format.format || metadata.version !== format.version)
    throw differ(path, { format: metadata.format, version: metadata.version }, format);
  const store = createStore(layout, 0, { names: [], sets: 0 });
  for (let subnet = 0; subnet < layout.subnetCount; subnet++)
    setMask(store, subnet, new Uint8Array(layout.plan.maskableCount));
  const stretches = stretchesOf(layout, store);
  if (stretches.length !== tensors.size) throw differ(path, `${tensors.size} tensors`, `${stretches.length} tensors`);
  for (const stretch of stretches) fill(path, stretch, tensors.get(stretch.name));
  return store;
}

function fill(path: string, { name, shape, array, offset }: Stretch, tensor: NamedTensor | undefined): void {
  const found = tensor && `${tensor.data.constructor.name} [${tensor.shape}]`;
  const expected = `${array.constructor.name} [${shape}]`;
  if (tensor === undefined || found !== expected) throw differ(`${path}: ${name}`, found ?? 'missing', expected);
  array.set(tensor.data, offset);
}

function stretchesOf(layout: Layout, store: Store): readonly Stretch[] {
  const found = new Map<string, Stretch>();
  for (let subnet = 0; subnet < layout.subnetCount; subnet++)
    for (const one of [
      ...parameterStretches(layout, store, subnet),
      ...statisticStretches(layout, store, subnet),
      ...maskStretches(layout, store, subnet),
    ])
      found.set(one.name, one);
  return [...found.values()];
}

function parameterStretches({ plan, parameters }: Layout, store: Store, subnet: number): Stretch[] {
  const shapes = new Map(plan.parameters.map((one) => [one.name, one.shape]));
  return (parameters[subnet] ?? []).map((segment) => ({
    name: `${ownerOf(parameters, segment, subnet)}/${segment.name}`,
    shape: shapes.get(segment.name) ?? [segment.length],
    array: store.masters,
    offset: segment.target,
    length: segment.length,
  }));
}

function statisticStretches({ statistics }: Layout, store: Store, subnet: number): Stretch[] {
  return (statistics[subnet] ?? []).flatMap((segment) => {
    const length = segment.length / 2;
    return ['mean', 'variance'].map((what, half) => ({
      name: `${ownerOf(statistics, segment, subnet)}/${segment.name}/${what}`,
      shape: [length],
      array: store.statistics,
      offset: segment.target + half * length,
      length,
    }));
  });
}

function maskStretches({ plan }: Layout, store: Store, subnet: number): Stretch[] {
  const maskable = plan.parameters.filter((one) => one.maskable);
  return maskable.map(({ name, shape, offset, length }) => ({
    name: `masks/${subnet}/${name}`,
    shape,
    array: store.masks[subnet] ?? new Uint8Array(0),
    offset,
    length,
  }));
}

/** Shared if another sub-net has it at the same place. */
function ownerOf(all: readonly (readonly Segment[])[], { name, target }: Segment, subnet: number): string {
  const shared = all.every((segments) => segments.some((one) => one.name === name && one.target === target));
  return shared ? 'masters' : `subnets/${subnet}`;
}

function differ(place: string, found: unknown, expected: unknown): AltsparseError {
  return new AltsparseError('weights-differ', 'These weights are not of this run.', { place, found, expected });
}
