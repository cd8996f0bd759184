import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolder } from './folders.ts';

describe('dataFolder', () => {
  const at = (environment: Record<string, string>): string => dataFolder('cifar10', { environment });

  it('prefers the folder given, then ALTSPARSE_DATA, then the cache', () => {
    const environment = { ALTSPARSE_DATA: '/d', ALTSPARSE_CACHE: '/c', XDG_CACHE_HOME: '/x' };
    expect(dataFolder('cifar10', { folder: '/mine', environment })).toBe('/mine');
    expect(at(environment)).toBe('/d/cifar-10-batches-bin');
    expect(at({ ALTSPARSE_CACHE: '/c', XDG_CACHE_HOME: '/x' })).toBe('/c/data/cifar-10-batches-bin');
    expect(at({ XDG_CACHE_HOME: '/x' })).toBe('/x/altsparse/data/cifar-10-batches-bin');
    expect(at({})).toBe(join(homedir(), '.cache/altsparse/data/cifar-10-batches-bin'));
  });

  it('takes an empty variable for one that is not set, and no relative XDG_CACHE_HOME', () => {
    const home = join(homedir(), '.cache/altsparse/data/cifar-10-batches-bin');
    expect(at({ ALTSPARSE_DATA: '', ALTSPARSE_CACHE: '', XDG_CACHE_HOME: '' })).toBe(home);
    expect(at({ XDG_CACHE_HOME: 'x' })).toBe(home);
  });

  it('finds the digits wherever npm put them', () => {
    expect(existsSync(join(dataFolder('digits', { environment: { ALTSPARSE_DATA: '/d' } }), '9.json'))).toBe(true);
  });

  it('names the data sets there are', () => {
    expect(() => dataFolder('imagenet')).toThrow(expect.objectContaining({ code: 'dataset-unknown' }));
    expect(() => dataFolder('toString')).toThrow(/digits, mnist, fashion-mnist, cifar10, cifar100/);
  });
});
