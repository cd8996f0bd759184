import { describe, expect, it } from 'vitest';
import { presets } from './presets.ts';

type Stage = Readonly<Record<string, unknown>>;
const stagesOf = (name: string): readonly Stage[] =>
  (presets.find((one) => one.name === name)?.values.stages ?? []) as readonly Stage[];

describe('the presets', () => {
  it('are plain data', () => {
    for (const { values } of presets) expect(JSON.parse(JSON.stringify(values))).toEqual(values);
  });

  it('have the lengths and sparsities of Tables 11 to 13', () => {
    const course = (name: string): unknown[] => stagesOf(name).map(({ subnets, epochs }) => [subnets, epochs]);
    for (const epochs of [10, 20, 30]) {
      expect(course(`dense-fine-tune-${epochs}`)).toEqual([
        [[0], 160],
        [[0.9], epochs],
      ]);
      expect(course(`sparse-fine-tune-${epochs}`)).toEqual([
        [[0.9], 160],
        [[0.95], epochs],
      ]);
    }
    expect(course('progressive')).toEqual([
      [[0.9], 60],
      [[0.95], 50],
      [[0.98], 50],
    ]);
    expect(presets).toHaveLength(7);
  });

  it('fine-tune at 0.01 down to 0, with the ramp over the first half, from the masks of before', () => {
    for (const { name } of presets)
      for (const stage of stagesOf(name).slice(1))
        expect(stage).toMatchObject({
          masks: 'previous',
          strategy: { use: 'granet', until: { share: 0.5 } },
          learningRate: { use: 'cosine', peak: 0.01, floor: 0 },
        });
  });

  it.each(presets.map((one) => [one.name, one] as const))('%s: gives sources of its values alone', (_, preset) => {
    for (const [path, source] of Object.entries(preset.sources)) {
      expect(preset.values).toHaveProperty(path);
      expect(source.length).toBeGreaterThan(10);
    }
    expect(preset.sources['stages.1.learningRate']).toMatch(/^ours/);
  });
});
