import { beforeEach, describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/builder.ts';
import { planGraph } from '../graph/plan-graph.ts';
import { maskLayers } from '../mask/layer.ts';
import { createLayout } from '../store/layout.ts';
import { restoreSnapshot, snapshotOf } from '../store/snapshot.ts';
import { createStore, type Store } from '../store/store.ts';
import type { Patient } from './correct.ts';
import { operate } from './operate.ts';
import { surgeryWith } from './oracle.test.kit.ts';
import type { Surgery } from './surgery.ts';

const net = new GraphBuilder('two layers', [2]);
net.dense('b', net.dense('a', net.input, 1, { bias: false }), 2);
const plan = planGraph(net.build());
const layers = maskLayers(plan);
const ones = new Uint8Array(4).fill(1);
/** Gradient over layers a (2 weights) and b (2), then b's bias. */
const of = (subnet: number, ...values: number[]): Patient => ({
  subnet,
  gradient: Float32Array.from([...values, 0, 0]),
  mask: ones,
});
const first = of(0, 1, 2, 3, 4);
const second = of(1, 5, 6, 7, 8);
const third = of(2, 1, 1, 1, 1);

describe('operate', () => {
  let store: Store;
  beforeEach(() => {
    store = createStore(createLayout(plan, 3), 0, { names: [], sets: 1 });
  });
  const against = (surgery: Surgery, round: number, ...patients: Patient[]): number[][] =>
    operate(store, surgery, round, patients, layers).map((one) => one.conflicts.map((conflict) => conflict.against));

  it('compares with the step before in the round, and not across rounds', () => {
    const surgery = surgeryWith();
    const steps = [first, second, third].map((patient) => against(surgery, 0, patient));
    expect(steps).toEqual([[[]], [[0]], [[1]]]);
    expect(against(surgery, 1, first)).toEqual([[]]);
    expect(against(surgery, 1, second)).toEqual([[0]]);
  });

  it('compares with all earlier ones, in the order in which they trained', () => {
    const surgery = surgeryWith({ against: 'allEarlier' });
    const steps = [second, first, third].map((patient) => against(surgery, 0, patient));
    expect(steps).toEqual([[[]], [[1]], [[1, 0]]]);
  });

  it('compares with later ones of the same turn only where all are asked for', () => {
    expect(against(surgeryWith({ against: 'all' }), 0, first, second, third)).toEqual([
      [1, 2],
      [0, 2],
      [0, 1],
    ]);
    expect(against(surgeryWith({ against: 'allEarlier' }), 1, first, second, third)).toEqual([[], [0], [0, 1]]);
    expect(against(surgeryWith(), 2, first, second, third)).toEqual([[], [0], [1]]);
  });

  it('does not compare a sub-net with its own earlier gradients, and remembers its latest', () => {
    const surgery = surgeryWith({ against: 'allEarlier' });
    expect(against(surgery, 0, first)).toEqual([[]]);
    expect(against(surgery, 0, of(0, 1, 0, 0, 0))).toEqual([[]]);
    const [corrected] = operate(store, surgery, 0, [second], layers);
    expect(corrected?.conflicts).toEqual([
      { subnet: 1, against: 0, layers: ['a', 'b'], before: [5, 0], after: [5, 0] },
    ]);
    expect(against(surgeryWith(), 0, of(1, 9, 9, 9, 9))).toEqual([[0]]);
  });

  it.each([
    ['raw', [5, 6, 7, 8]],
    ['corrected', [6, 8, 10, 12]],
  ] as const)('remembers the %s gradient, maskable weights alone', (remember, expected) => {
    const surgery = surgeryWith({ remember, coefficients: () => [1] });
    operate(store, surgery, 0, [first], layers);
    operate(store, surgery, 0, [second], layers);
    expect(store.remembered.map((one) => [one.subnet, [...one.gradient]])).toEqual([
      [0, [1, 2, 3, 4]],
      [1, expected],
    ]);
  });

  it('forms products over all layers together where asked', () => {
    operate(store, surgeryWith(), 0, [first], layers);
    const [corrected] = operate(store, surgeryWith({ scope: 'whole' }), 0, [second], layers);
    expect(corrected?.conflicts).toEqual([{ subnet: 1, against: 0, layers: ['*'], before: [70], after: [70] }]);
  });

  it('goes on after a snapshot as if nothing had happened', () => {
    operate(store, surgeryWith(), 4, [first], layers);
    const snapshot = snapshotOf(store);
    const other = createStore(createLayout(plan, 3), 1, { names: [], sets: 1 });
    restoreSnapshot(other, snapshot);
    expect(operate(other, surgeryWith(), 4, [second], layers)).toEqual(
      operate(store, surgeryWith(), 4, [second], layers),
    );
  });
});
