import { describe, expect, it } from 'vitest';
import { interleave } from './interleave.mjs';
import { watchMethod } from './watch-network.mjs';

/** Servers that write down who was asked. */
function servers(names, log) {
  const counts = new Map(names.map((name) => [name, 0]));
  return names.map((name) => ({
    pid: process.pid,
    ask: async () => {
      log.push(name);
      counts.set(name, counts.get(name) + 1);
      return { name, count: counts.get(name) };
    },
  }));
}

describe('turns', () => {
  it('go round by round, and those of the warm-up are given apart', async () => {
    const log = [];
    let ticks = 0;
    const result = await interleave({
      servers: servers(['a', 'b'], log),
      rounds: 3,
      before: 1,
      tick: () => ticks++,
      skip: () => {},
    });
    expect(log.join('')).toBe('abababab');
    expect(ticks).toBe(8);
    expect(result.warm).toEqual([
      [
        { name: 'a', count: 1 },
        { name: 'b', count: 1 },
      ],
    ]);
    expect(result.rounds.map(([a, b]) => [a.count, b.count])).toEqual([
      [2, 2],
      [3, 3],
      [4, 4],
    ]);
  });
});

describe('a watched method', () => {
  class Machine {
    #runs = 0;
    name = 'm';
    run(tape, precision) {
      this.#runs++;
      return [tape, precision, this.#runs];
    }
    async pass(request) {
      if (request === 'bad') throw new Error('no');
      return request;
    }
    get runs() {
      return this.#runs;
    }
  }

  it('is called with all it was given and tells of it and of what it gave, once; the rest stays', () => {
    const told = [];
    const watched = watchMethod(new Machine(), 'run', (ms, ...rest) => told.push([ms >= 0, ...rest]));
    expect(watched.run('tape', 'mixed')).toEqual(['tape', 'mixed', 1]);
    expect(told).toEqual([[true, ['tape', 'mixed', 1], 'tape', 'mixed']]);
    expect([watched.name, watched.runs]).toEqual(['m', 1]);
  });

  it('tells of a promise when that is kept', async () => {
    const told = [];
    const watched = watchMethod(new Machine(), 'pass', (_, result) => told.push(result));
    const good = watched.pass('good');
    expect(told).toEqual([]);
    expect(await good).toBe('good');
    await expect(watched.pass('bad')).rejects.toThrow('no');
    expect(told).toEqual(['good']);
  });
});
