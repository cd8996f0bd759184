import { z } from 'zod';
import { AltsparseError } from '../error.ts';
import type { RunState } from '../loop/state.ts';
import type { Layout, Segment } from '../store/layout.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { packBits, unpackBits } from './pack-bits.ts';
import { decodeTree, encodeTree } from './plain-tree.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

/** A run's state with what its writer says of it. */
export interface Checkpoint {
  /** Where the run stood. */
  readonly state: RunState;
  /** Anything plain that the writer wants to find again: which run, which engine. */
  readonly about: unknown;
  /** Where each sub-net's arrays lie in `masters` and `statistics`, for readers who know parameters by name. */
  readonly places: readonly SubnetPlaces[];
}

/** A stretch of a flat array. */
export interface NamedPlace {
  /** Parameter or normalisation node. */
  readonly name: string;
  /** Its first number. */
  readonly offset: number;
  /** How many. */
  readonly length: number;
}

/** Where the arrays of one sub-net lie. Maskable weights lie at the same places in masks. */
export interface SubnetPlaces {
  /** In `masters`. */
  readonly parameters: readonly NamedPlace[];
  /** In `statistics`: means, then variances, of each normalisation. */
  readonly statistics: readonly NamedPlace[];
}

/** The places of a layout. */
export function placesOf({ parameters, statistics }: Layout): SubnetPlaces[] {
  const named = ({ name, target, length }: Segment): NamedPlace => ({ name, offset: target, length });
  return parameters.map((segments, subnet) => ({
    parameters: segments.map(named),
    statistics: (statistics[subnet] ?? []).map(named),
  }));
}

/** What every file says of itself. */
export const checkpointFormat: { readonly format: string; readonly version: string } = {
  format: 'altsparse-checkpoint',
  version: '1',
};

/**
 * Writes a checkpoint as a safetensors file, whole or not at all. `state/store/masters` is one flat array, masks are
 * packed eight to a byte (`packBits`); the metadata hold the rest as JSON under `tree`, and under `places` which numbers of
 * the flat arrays are which parameter's.
 *
 * @throws AltsparseError `file-write`; `state-not-plain` if a move or an observer remembers something that is no plain tree.
 */
export async function writeCheckpoint(path: string, { state, about, places }: Checkpoint): Promise<void> {
  const { json, tensors } = encodeTree(
    { ...state, store: packed(state.store), rewinds: rewindsOf(state, packed) },
    'state',
  );
  const own = encodeTree(about, 'about');
  await writeSafetensors(path, {
    tensors: new Map([...tensors, ...own.tensors]),
    metadata: {
      ...checkpointFormat,
      tree: JSON.stringify(json),
      about: JSON.stringify(own.json),
      places: JSON.stringify(places),
    },
  });
}

/**
 * Reads a checkpoint and checks all of it.
 *
 * @throws AltsparseError `checkpoint-format` for another kind or version of file; `state-damaged`; and as `readSafetensors` does.
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const { tensors, metadata } = await readSafetensors(path);
  const { tree, about, places, ...found } = metadata;
  if (found.format !== checkpointFormat.format || found.version !== checkpointFormat.version)
    throw new AltsparseError('checkpoint-format', 'This is no checkpoint that can be read here.', {
      place: path,
      found,
      expected: checkpointFormat,
      hint: 'It was written by another version, or is a file of weights.',
    });
  try {
    const decoded = stateShape.parse(decodeTree({ json: JSON.parse(tree ?? ''), tensors }));
    const state = { ...decoded, store: unpacked(decoded.store), rewinds: rewindsOf(decoded, unpacked) } as RunState;
    return {
      state,
      about: decodeTree({ json: JSON.parse(about ?? 'null'), tensors }),
      places: z.array(placesShape).parse(JSON.parse(places ?? '')),
    };
  } catch (cause) {
    throw new AltsparseError('state-damaged', 'A checkpoint does not hold together.', { place: path, cause });
  }
}

const floats = z.custom<Float32Array>((value) => value instanceof Float32Array);
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const count = z.number().int().min(0);
const packedMask = z.strictObject({ length: count, bits: bytes });
const snapshotShape = z.strictObject({
  masters: floats,
  statistics: floats,
  masks: z.array(packedMask),
  maskVersions: z.array(count),
  slots: z.map(z.string(), z.array(floats)),
  moveStates: z.array(z.array(z.unknown())),
  remembered: z.array(z.strictObject({ subnet: count, gradient: floats })),
  rememberedRound: z.number(),
  updates: count,
  ownUpdates: z.array(count),
});
const stateShape = z.strictObject({
  stage: count,
  step: count,
  store: snapshotShape,
  rewinds: z.map(z.string(), snapshotShape),
  evaluations: z.array(z.strictObject({ loss: z.number().or(z.nan()), accuracy: z.number() })),
  observers: z.record(z.string(), z.unknown()),
});
const place = z.strictObject({ name: z.string(), offset: count, length: count });
const placesShape = z.strictObject({ parameters: z.array(place), statistics: z.array(place) });
type PackedSnapshot = z.output<typeof snapshotShape>;

function packed(store: Snapshot): PackedSnapshot {
  const { remembered, maskVersions, ownUpdates, ...rest } = store;
  return {
    ...rest,
    maskVersions: [...maskVersions],
    ownUpdates: [...ownUpdates],
    remembered: remembered.map((one) => ({ ...one })),
    masks: store.masks.map((mask) => ({ length: mask.length, bits: packBits(mask) })),
  };
}

function unpacked(store: PackedSnapshot): Snapshot {
  return { ...store, masks: store.masks.map(maskOf) };
}

function maskOf({ bits, length }: z.output<typeof packedMask>): Uint8Array {
  if (bits.length !== Math.ceil(length / 8)) throw new RangeError(`${bits.length} bytes for ${length} bits`);
  return unpackBits(bits, length);
}

function rewindsOf<From, To>(state: { rewinds: ReadonlyMap<string, From> }, turn: (one: From) => To): Map<string, To> {
  return new Map([...state.rewinds].map(([key, one]) => [key, turn(one)]));
}
