import {
  createLayout,
  createStore,
  GraphBuilder,
  maskLayers,
  type Patient,
  planGraph,
  type Store,
} from '@altsparse/core';
import fc from 'fast-check';

const net = new GraphBuilder('two layers', [2]);
net.dense('b', net.dense('a', net.input, 1, { bias: false }), 2, { bias: false });
const plan = planGraph(net.build());

/** Layers of a net with two weights in layer a and two in layer b. */
export const layers: ReturnType<typeof maskLayers> = maskLayers(plan);

/** A store of that net, with three sub-nets. */
export function freshStore(): Store {
  return createStore(createLayout(plan, 3), 0, { names: [], sets: 1 });
}

/** A gradient over the net's four weights; without a mask, all are kept. */
export function patientOf(
  subnet: number,
  gradient: readonly number[],
  mask: readonly number[] = [1, 1, 1, 1],
): Patient {
  return { subnet, gradient: Float32Array.from(gradient), mask: Uint8Array.from(mask) };
}

/** One layer of four weights, for cases by hand and at random. */
export const oneLayer: { name: string; offset: number; length: number }[] = [{ name: 'a', offset: 0, length: 4 }];

/** Four whole numbers from -8 to 8. */
export const vectors: fc.Arbitrary<number[]> = fc.array(fc.integer({ min: -8, max: 8 }), {
  minLength: 4,
  maxLength: 4,
});

/** A mask over four weights. */
export const masks: fc.Arbitrary<number[]> = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 4, maxLength: 4 });

/** ⟨a, b⟩, place by place. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}

/** A vector inside a mask. */
export function inside(vector: ArrayLike<number>, mask: ArrayLike<number>): number[] {
  return Array.from(vector, (value, i) => (mask[i] === 0 ? 0 : value));
}
