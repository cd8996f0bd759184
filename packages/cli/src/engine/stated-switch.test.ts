import { type GraphPlan, planGraph } from '@altsparse/core';
import { findModel } from '@altsparse/models';
import { describe, expect, it } from 'vitest';
import { leastSwitch, type SwitchPair, statedSwitch, suitsDense, whyAtOnce } from './stated-switch.ts';

const planOf = (name: string) => planGraph(findModel(name).build({ classes: 10 }));
const [wide, large, small] = ['wide-resnet-32', 'resnet-50-imagenet', 'small-conv'].map(planOf) as [
  GraphPlan,
  GraphPlan,
  GraphPlan,
];
const native: SwitchPair = { backend: 'tfjs-node', machine: 'native', isa: 'avx512', plan: wide };

describe('the stated switch point', () => {
  it('is half beside the library of TensorFlow, and 0 with AVX2 and AVX-512 on small nets and those that Winograd suits', () => {
    for (const isa of ['avx512', 'avx2']) expect(statedSwitch({ ...native, isa })).toBe(0);
    for (const isa of ['neon', 'baseline']) expect(statedSwitch({ ...native, isa })).toBe(0.5);
    expect(statedSwitch({ ...native, plan: large })).toBe(0.5);
  });

  it('is nine tenths in WebAssembly there, and 0 beside portable engines', () => {
    const wasm = { ...native, machine: 'wasm', isa: 'simd128' } as const;
    expect(statedSwitch(wasm)).toBe(0.9);
    expect(statedSwitch({ ...wasm, backend: 'wasm' })).toBe(0);
    expect(statedSwitch({ ...native, plan: large, backend: 'cpu' })).toBe(0);
  });

  it('goes by the model', () => {
    const suited = ['resnet-8', 'resnet-20', 'resnet-32', 'resnet-56', 'resnet-18', 'wide-resnet-32', 'small-conv'];
    const others = ['resnet-50-imagenet'];
    expect([...suited, ...others].map((name) => suitsDense(planOf(name)))).toEqual([
      ...suited.map(() => true),
      ...others.map(() => false),
    ]);
  });

  it('has its reason told where it is 0 for the sake of the model', () => {
    expect(whyAtOnce(native)).toBe(
      'dense as well, as 96 % of the multiply-adds are 3x3 convolutions of stride 1 on 4 columns or more',
    );
    expect(whyAtOnce({ ...native, plan: small })).toBe(
      'dense as well, as an image takes 10 million multiply-adds at most',
    );
    expect(whyAtOnce({ ...native, isa: 'neon' })).toBeUndefined();
    expect(whyAtOnce({ ...native, backend: 'wasm' })).toBeUndefined();
  });

  it('is never below the least that may come out', () => {
    for (const backend of ['tfjs-node', 'wasm', 'cpu'] as const)
      for (const machine of ['native', 'wasm'] as const)
        for (const isa of ['avx512', 'avx2', 'simd128'])
          for (const plan of [wide, large])
            expect(statedSwitch({ backend, machine, isa, plan })).toBeGreaterThanOrEqual(
              leastSwitch('stated', backend, plan),
            );
    expect([wide, large].map((plan) => leastSwitch('stated', 'tfjs-node', plan))).toEqual([0, 0.5]);
    expect([leastSwitch(0.3, 'wasm', wide), leastSwitch('measured', 'wasm', wide)]).toEqual([0.3, 0]);
    expect(leastSwitch('measured', 'tfjs-node', large)).toBe(0);
  });
});
