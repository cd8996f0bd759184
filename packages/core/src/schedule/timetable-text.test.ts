import { describe, expect, it } from 'vitest';
import { durationText, timetableText } from './timetable-text.ts';

describe('a duration in words', () => {
  it.each([
    [100, '100 steps'],
    [{ steps: 1 }, '1 step'],
    [{ epochs: 1.5 }, '1.5 epochs'],
    [{ share: 999 / 62_560 }, '1.6 % of the stage'],
    [{ share: 0.001, least: 10 }, '0.1 % of the stage, 10 steps at least'],
  ])('%j: %s', (duration, text) => {
    expect(durationText(duration)).toBe(text);
  });
});

describe('a timetable in words', () => {
  it('leaves defaults out', () => {
    const usual = { offset: 0, start: { steps: 0 }, end: { share: 1 }, clock: 'steps' } as const;
    expect(timetableText({ every: { epochs: 1 }, place: 'forward' })).toBe('each epoch; before the forward pass');
    expect(timetableText({ every: 1, place: 'update', ...usual })).toBe('each step; before the update');
  });

  it('says all that differs', () => {
    const own = { offset: 30, start: { epochs: 2 }, end: { share: 0.75 }, clock: 'rounds' } as const;
    expect(timetableText({ every: 100, place: 'insteadOfUpdate', ...own })).toBe(
      'each 100 steps; each sub-net 30 steps later; from 2 epochs; to 75 % of the stage; counted in rounds; in place of the update',
    );
  });
});
