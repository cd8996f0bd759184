import { describe, expect, it } from 'vitest';
import { constantDecay, cubicRamp, linearRamp } from './curve.ts';
import { uniform } from './distribution.ts';
import { dropShare } from './drop-share.ts';
import { exchange } from './exchange.ts';
import { keepAll, keepSome } from './initial.ts';
import type { Move } from './move.ts';
import { nm } from './pattern-nm.ts';
import { pruneTo } from './prune-to.ts';
import { regrow } from './regrow.ts';
import { cutTo, growTo } from './resize.ts';
import { randomScore, sensitivity } from './scores.ts';
import { slotMagnitude } from './slot-score.ts';
import { atTarget, type Strategy } from './strategy.ts';
import { strategyFacts } from './strategy-facts.ts';

const still: Strategy = { name: 'still', initialSparsity: 0, initial: keepAll, moves: [] };
const timetable = { every: 100, place: 'afterUpdate' } as const;

describe('facts of a strategy', () => {
  it('are empty where nothing happens', () => {
    expect(strategyFacts(still)).toEqual({
      drop: '',
      grow: '',
      scope: '',
      pattern: 'single weights',
      ramp: '',
      period: '',
      initial: 'all weights',
      slots: 'nowhere zero; elsewhere freeze; grown value zero, slot zero',
      cost: 'step 3f',
      dynamic: false,
      rounds: false,
      reachesTarget: false,
    });
  });

  it('are those of each move, by name where they differ', () => {
    const moves = [pruneTo({ ramp: linearRamp }), exchange({ share: 0.3, floor: 0.005, grow: randomScore })];
    const facts = strategyFacts({ ...still, timetable: { ...timetable, until: { share: 0.5 } }, moves });
    expect(facts).toMatchObject({
      drop: 'prune-to: smallest magnitude; exchange: smallest magnitude, 30 % → 0.5 % (cosine)',
      grow: 'random',
      scope: 'prune-to: all layers; exchange: each layer',
      ramp: 'linear, to 50 % of the stage',
      period: 'each 100 steps; after the update',
      dynamic: true,
      reachesTarget: true,
    });
  });

  it('say of a pattern, of a distribution and of a first mask what they are', () => {
    const pattern = nm({ keep: 2, groupSize: 4 });
    const moves = [pruneTo({ scope: uniform, pattern, ramp: cubicRamp }), exchange({ pattern })];
    const initial = keepSome({ pattern });
    expect(strategyFacts({ ...still, initial, initialSparsity: 0.25, timetable, moves })).toMatchObject({
      pattern: '2:4',
      scope: 'prune-to: each layer by uniform; exchange: each layer',
      initial: 'random, each layer by erk, at 25 %',
    });
    expect(
      strategyFacts({ ...still, initial: pruneTo({ score: sensitivity }), initialSparsity: atTarget }),
    ).toMatchObject({
      initial: 'without the smallest sensitivity, all layers, at the target',
      cost: 'step 3f; first mask 3F',
      reachesTarget: true,
    });
  });

  it('name a move that says nothing of itself', () => {
    const mute: Move = { name: 'mine', apply: ({ mask }) => ({ mask }) };
    expect(strategyFacts({ ...still, timetable, moves: [mute, growTo({ sparsity: () => 0 })] })).toMatchObject({
      drop: 'mine: does not say',
      grow: 'random',
    });
  });

  it('are dynamic where moves have a timetable, unless the mask is promised to stay', () => {
    const moves = [cutTo({ sparsity: () => 0.5 })];
    expect(strategyFacts({ ...still, moves }).dynamic).toBe(false);
    expect(strategyFacts({ ...still, moves, timetable }).dynamic).toBe(true);
    expect(strategyFacts({ ...still, moves, timetable, invariants: ['fixedMask'] }).dynamic).toBe(false);
  });

  it('say what happens between rounds, from the rounds of one sub-net at 90 %', () => {
    const rounds: Strategy['rounds'] = ({ targets, weights }) => {
      expect([targets, weights]).toEqual([[0.9], 1_000_000]);
      const pruned = { ...still, initial: pruneTo() };
      return [
        { name: 'dense', sparsities: [0], strategy: still },
        { name: 'half', sparsities: [0.5], strategy: pruned, rewindTo: 0 },
        { name: 'end', sparsities: [0.9], strategy: pruned, rewindTo: 0 },
      ];
    };
    expect(strategyFacts({ ...still, rounds })).toMatchObject({
      drop: 'smallest magnitude, 50 % of what is left',
      scope: 'all layers',
      period: 'each round; back to 0 steps',
      cost: 'step 3f; the stage 3 times at 90 %',
      rounds: true,
      reachesTarget: true,
    });
  });
});

describe('what a strategy costs', () => {
  const costOf = (strategy: Partial<Strategy>): string => strategyFacts({ ...still, ...strategy }).cost;

  it('is more at an event whose moves read the gradient, or whose mask the update uses', () => {
    expect(costOf({ timetable, moves: [exchange()] })).toBe('step 3f; with an event 2f + F');
    expect(costOf({ timetable, moves: [pruneTo()] })).toBe('step 3f');
    expect(costOf({ timetable: { every: 1, place: 'update' }, moves: [pruneTo()] })).toBe(
      'step 3f; with an event 2f + F',
    );
    expect(costOf({ timetable: { every: 1, place: 'insteadOfUpdate' }, moves: [exchange()] })).toBe(
      'step 3f; with an event 2f + F, no update',
    );
  });

  it('is more at each step where gradients pass straight through', () => {
    expect(costOf({ gradient: 'straightThrough', timetable, moves: [exchange()] })).toBe('step 2f + F');
  });

  it('names the slots that are read', () => {
    const moves = [dropShare({ decay: constantDecay }), regrow({ grow: slotMagnitude('first-moment') })];
    expect(costOf({ timetable, moves })).toBe('step 3f; reads first-moment of all weights');
  });
});
