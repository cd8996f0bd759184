import { describe, expect, it } from 'vitest';
import { matchesName } from './pattern.ts';

describe('matchesName', () => {
  it('takes text without a star exactly', () => {
    expect([matchesName('head', 'head'), matchesName('head', 'head2'), matchesName('head', 'my/head')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('lets a star stand for any run of characters, slashes and nothing included', () => {
    expect(matchesName('stage1/*', 'stage1/block0/conv1')).toBe(true);
    expect(matchesName('*/conv1', 'stage1/block0/conv1')).toBe(true);
    expect(matchesName('stage*/conv*', 'stage1/block0/conv')).toBe(true);
    expect(matchesName('stage1/*', 'stage10/block0')).toBe(false);
    expect(matchesName('*', '')).toBe(true);
  });

  it('fits if one of several patterns does; none fits nothing', () => {
    expect(matchesName(['stem', '*/norm'], 'block/norm')).toBe(true);
    expect(matchesName(['stem', '*/norm'], 'block/conv')).toBe(false);
    expect(matchesName([], 'anything')).toBe(false);
  });

  it('takes what is special in expressions as plain characters', () => {
    expect(matchesName('a.b', 'axb')).toBe(false);
    expect(matchesName('conv(1)+[x]?^$y{|\\', 'conv(1)+[x]?^$y{|\\')).toBe(true);
    expect(matchesName('a|b', 'a')).toBe(false);
  });
});
