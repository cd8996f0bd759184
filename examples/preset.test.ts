import { type Contribution, type Plugin, steps, train } from '@altsparse/core';
import { plugin as corrections } from '@altsparse/gc-projection';
import { modelsPlugin } from '@altsparse/models';
import { plugin as granet } from '@altsparse/prune-granet';
import { describe, expect, it } from 'vitest';
import { linesOf } from './claims.test.kit.ts';
import { digitsAst, plugin } from './preset.ts';
import { toyRun } from './toy.test.kit.ts';

type Kind = keyof Plugin['contributes'] & ('strategies' | 'surgery' | 'models');
const parts = [granet, corrections, modelsPlugin, plugin];

/** Makes the part that a preset's value names, as the command does. */
function make<Of extends Kind>(kind: Of, value: unknown) {
  const { use, ...options } = typeof value === 'string' ? { use: value } : (value as { use: string });
  type Made = NonNullable<Plugin['contributes'][Of]>[number] extends Contribution<infer Part> ? Part : never;
  const all = parts.flatMap((one) => (one.contributes[kind] ?? []) as Contribution<Made>[]);
  const found = all.find((one) => one.name === use);
  if (found === undefined) throw new Error(`No ${kind} of the name ${use}.`);
  return found.create(found.options.parse(options) as never);
}

describe('a preset', () => {
  const { values, sources } = digitsAst;

  it('is written in at most 25 lines', () => {
    expect(linesOf('preset.ts', 'a preset').length).toBeLessThanOrEqual(25);
  });

  it('is plain data that a plug-in carries', () => {
    expect(JSON.parse(JSON.stringify(digitsAst))).toEqual(digitsAst);
    expect(plugin.contributes.presets).toEqual([digitsAst]);
  });

  it('gives sources of its values alone', () => {
    for (const path of Object.keys(sources)) expect(values).toHaveProperty(path);
  });

  it('names a model of the size of digits', () => {
    const { nodes } = make('models', values.model)({ shape: [28, 28, 1], classes: 10 });
    expect(nodes[0]?.operation).toEqual({ op: 'input', shape: [28, 28, 1] });
  });

  it('trains its sub-nets with the strategy and the surgery that it names', async () => {
    const [strategy, surgery] = [make('strategies', values.strategy), make('surgery', values.surgery)];
    const targets = [0, 1, 2].map((subnet) => Array.from({ length: 8 }, (_, i) => i - subnet));
    const subnets = values.subnets as number[];
    const { subnets: trained } = await train(toyRun(targets, { subnets, strategy, surgery, length: steps(90) })).result;
    // of eight weights, 90, 95 and 98 % leave one
    expect(trained.map((one) => one.sparsity)).toEqual([0.875, 0.875, 0.875]);
    expect(trained.map((one) => one.target)).toEqual(subnets);
  });
});
