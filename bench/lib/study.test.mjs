import { describe, expect, it } from 'vitest';
import { failure } from './command.mjs';
import { fileName } from './study.mjs';
import { markdownTable } from './table.mjs';

describe('a study', () => {
  it('names files by labels', () => {
    expect(fileName('granet (from 50 %)')).toBe('granet-from-50');
    expect(fileName('AST + correction, seed 0')).toBe('ast-correction-seed-0');
  });

  it('takes the error from what the command printed', () => {
    const notes = 'No run yet.\nerror: It does not fit. [pattern-target]\n  place:    subnets[0]\n  found:    0.9\n';
    expect(failure(notes)).toMatchObject({
      message: 'It does not fit. [pattern-target] Found: 0.9',
      code: 'pattern-target',
    });
    const stopped = 'stopped: The run was stopped. [run-aborted]\n  place:    stage 3, step 2\n';
    expect(failure(stopped)).toMatchObject({ message: 'The run was stopped. [run-aborted]', code: 'run-aborted' });
    expect(failure('Killed\n  by nobody\n', 1).message).toBe('Killed by nobody');
    expect(failure('', 137)).toMatchObject({ message: 'status 137', code: undefined });
  });

  it('prints a table as Markdown', () => {
    expect(markdownTable(['a', 'b'], [['x', '1']])).toBe('| a | b |\n| --- | ---: |\n| x | 1 |');
  });
});
