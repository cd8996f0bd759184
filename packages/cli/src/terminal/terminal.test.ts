import { AltsparseError, type ErrorCode, type RunEvent } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { exitCodeOf, formatError } from './error-block.ts';
import { bytesText, countText, percent, sparsityText, timeText } from './numbers.ts';
import { plainProgress } from './progress.ts';
import { formatTable } from './table.ts';

describe('numbers', () => {
  it('are short and keep their unit', () => {
    expect([0, 999, 1000, 123_456, 999_600, 5.93e6, 1.1e12].map(countText)).toEqual([
      '0',
      '999',
      '1.00 k',
      '123 k',
      '1.00 M',
      '5.93 M',
      '1.10 T',
    ]);
    expect([0, 1023, 1536, 3 * 2 ** 30].map(bytesText)).toEqual(['0 B', '1023 B', '1.5 KiB', '3 GiB']);
    expect([1.24, 42, 185, 7620, Number.NaN].map(timeText)).toEqual(['1.2 s', '42 s', '3 min 05 s', '2 h 07 min', '–']);
    expect([percent(0.98765), percent(0.5, 0), sparsityText(0.9), sparsityText(0.98001)]).toEqual([
      '98.77 %',
      '50 %',
      '90 %',
      '98 %',
    ]);
  });
});

describe('a table', () => {
  it('sets columns apart, numbers to the right, without trailing spaces', () => {
    const columns = [{ head: 'net' }, { head: 'n', align: 'right' }, { head: '' }] as const;
    expect(
      formatTable(columns, [
        ['90 %', '7', 'x'],
        ['a', '1234', ''],
      ]),
    ).toEqual(['net      n', '────  ────', '90 %     7  x', 'a     1234']);
  });
});

describe('an error', () => {
  const error = new AltsparseError('config-value', 'This is wrong.', {
    place: 'a.b',
    found: 3,
    expected: ['x', 'y'],
    hint: 'Do that.',
  });

  it('is one block, a line for each thing to know', () => {
    expect(formatError(error).split('\n')).toEqual([
      'error: This is wrong. [config-value]',
      '  place:    a.b',
      '  found:    3',
      '  expected: x',
      '            y',
      '  hint:     Do that.',
    ]);
  });

  it('that holds several shows each', () => {
    const all = new AltsparseError('config-invalid', 'Two faults.', { cause: new AggregateError([error, error]) });
    expect(formatError(all).match(/This is wrong/g)).toHaveLength(2);
  });

  it('shows its stack and its cause only when asked', () => {
    const odd = new Error('odd', { cause: new Error('deep') });
    expect(formatError(odd)).toContain('--debug');
    expect(formatError(odd)).not.toContain('terminal.test');
    expect(formatError(odd, { debug: true })).toMatch(/terminal\.test[\s\S]*caused by Error: deep/);
  });

  it('has an exit code: 2 for a config, 130 for a stop, 1 else', () => {
    const code = (name: ErrorCode): number => exitCodeOf(new AltsparseError(name, ''));
    expect([code('config-set'), code('run-aborted'), code('graph-shape'), exitCodeOf(new Error())]).toEqual([
      2, 130, 1, 1,
    ]);
  });
});

describe('plain progress', () => {
  const stage: RunEvent = {
    type: 'stage',
    stage: 0,
    step: 0,
    steps: 4,
    stepsPerEpoch: 2,
    subnets: [
      { name: '90 %', sparsity: 0, target: 0.9 },
      { name: 'b', sparsity: 0, target: 0.95 },
    ],
  };
  const step = (number: number): RunEvent => ({
    type: 'step',
    stage: 0,
    step: number,
    trained: [{ subnet: number % 2, loss: 2, accuracy: 0.5, sparsity: 0.25, engine: 'tfjs-wasm' }],
    rate: 0.1,
    milliseconds: 500,
  });
  const evaluation = (subnet: number): RunEvent => ({
    type: 'evaluation',
    stage: 0,
    step: 2,
    subnet,
    loss: 1,
    accuracy: 0.75,
    sparsity: 0.5,
  });

  it('prints a block when all sub-nets have been evaluated', async () => {
    const lines: string[] = [];
    const progress = plainProgress({ out: () => {}, note: (line) => void lines.push(line), live: false }, () => 0);
    for (const event of [stage, step(0), step(1), evaluation(0)]) await progress.observe(event);
    expect(lines).toEqual([]);
    await progress.observe(evaluation(1));
    expect(lines).toEqual([
      'step 2/4  epoch 1.0/2  2.0 steps/s  1.0 s left',
      '  90 %  loss 2.0000  accuracy 50.0 %   sparsity 50 %      evaluated 75.00 %',
      '  b     loss 2.0000  accuracy 50.0 %   sparsity 50 %      evaluated 75.00 %',
    ]);
  });

  it('says which stage is under way, where there are several', async () => {
    const lines: string[] = [];
    const progress = plainProgress({ out: () => {}, note: (line) => void lines.push(line), live: false }, () => 0);
    const second: RunEvent = { ...stage, stage: 1, stages: 12, name: 'round 1 of 11' };
    for (const event of [second, step(0), step(1), evaluation(0), evaluation(1)]) await progress.observe(event);
    expect(lines[0]).toMatch(/^stage 2\/12 \(round 1 of 11\) {2}step 2\/4 /);
  });

  it('tells how an evaluation goes on, and no more once it is over', async () => {
    const lines: string[] = [];
    let now = 0;
    const progress = plainProgress({ out: () => {}, note: (line) => void lines.push(line), live: false }, () => now);
    for (const event of [stage, step(0)]) await progress.observe(event);
    now = 10_000;
    await progress.observe({ type: 'evaluating', stage: 0, step: 1, subnet: 1, done: 12, batches: 79 });
    expect(lines[0]).toMatch(/ {2}evaluating b: 12\/79 batches$/);
    now = 20_000;
    await progress.observe(step(1));
    expect(lines.at(-3)).not.toContain('evaluating');
  });

  it('prints one every ten seconds between evaluations', async () => {
    const lines: string[] = [];
    let now = 0;
    const progress = plainProgress({ out: () => {}, note: (line) => void lines.push(line), live: false }, () => now);
    await progress.observe(stage);
    for (const [number, time] of [9_500, 10_000, 19_500, 20_000].entries()) {
      now = time;
      await progress.observe(step(number));
    }
    expect(lines.filter((line) => line.startsWith('step'))).toEqual([
      // the estimate after step 1 said 0.5 s of what took 0.5 s
      'step 2/4  epoch 1.0/2  2.0 steps/s  1.0 s left (±0 %)',
      // those after steps 1, 2 and 3 said 1.5, 1 and 0.5 s of 10.5, 10 and 0.5 s: (0.857 + 0.9 + 0) / 3
      'step 4/4  epoch 2.0/2  2.0 steps/s  0.0 s left (±59 %)',
    ]);
  });
});
