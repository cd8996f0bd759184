import { type Invariant, type Preset, type Strategy, type StrategyFacts, strategyFacts } from '@altsparse/core';
import type { Entry, Registry } from '../parts/registry.ts';

/** What a strategy says of itself when it is made with given options. */
export interface MadeFacts {
  /** What it promises of its masks. */
  readonly invariants: readonly Invariant[];
  /** What its parts do, in words. */
  readonly facts: StrategyFacts;
}

/** Facts of a strategy with default options; nothing of other kinds, or where an option is required. */
export function factsOfPart({ kind, part }: Entry, registry: Registry): MadeFacts | undefined {
  return kind === 'strategies' ? madeFacts(registry, { use: part.name }) : undefined;
}

/** Facts of the strategy that a preset names; nothing where it is a chain of stages. */
export function factsOfPreset({ values }: Preset, registry: Registry): MadeFacts | undefined {
  const { strategy } = values;
  if (typeof strategy === 'string') return madeFacts(registry, { use: strategy });
  return isChoice(strategy) ? madeFacts(registry, strategy) : undefined;
}

/** The strategy that a preset names. */
export function strategyOfPreset({ values: { strategy } }: Preset): string | undefined {
  return isChoice(strategy) ? strategy.use : typeof strategy === 'string' ? strategy : undefined;
}

function madeFacts(registry: Registry, choice: { readonly use: string }): MadeFacts | undefined {
  const checked = registry.check('strategies', choice, choice.use);
  if (!('value' in checked)) return undefined;
  const strategy: Strategy = registry.create('strategies', checked.value);
  return { invariants: strategy.invariants ?? [], facts: strategyFacts(strategy) };
}

function isChoice(value: unknown): value is { readonly use: string } {
  return typeof value === 'object' && value !== null && 'use' in value && typeof value.use === 'string';
}
