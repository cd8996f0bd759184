import { describe, expect, it } from 'vitest';
import { uniform } from './distribution.ts';
import { exchange } from './exchange.ts';
import { unstructured } from './pattern.ts';
import { block, outputChannel } from './pattern-block.ts';
import { nm } from './pattern-nm.ts';
import { pruneTo } from './prune-to.ts';

const groups = nm({ keep: 2, groupSize: 4 });
const strict = { threshold: 'strict' } as const;

describe('options that a move would leave out of account', () => {
  it.each([
    [
      () => pruneTo({ ...strict, pattern: groups }),
      "move 'prune-to': threshold: 'strict' cannot go with pattern '2:4'. Use threshold: 'exact', or leave the pattern out.",
    ],
    [
      () => pruneTo({ ...strict, pattern: block({ size: [4, 4] }) }),
      "threshold: 'strict' cannot go with pattern 'block in 4 × out 4'.",
    ],
    [() => pruneTo({ ...strict, pattern: outputChannel() }), "cannot go with pattern 'output channel'."],
    [() => pruneTo({ ...strict, pattern: () => groups }), 'cannot go with a pattern for each sub-net.'],
    [
      () => pruneTo({ ...strict, scope: uniform }),
      "threshold: 'strict' cannot go with a scope of its own. Use threshold: 'exact', or use scope: 'global'.",
    ],
    [
      () => pruneTo({ ...strict, overrides: [{ match: 'head', sparsity: 0 }] }),
      "threshold: 'strict' cannot go with overrides. Use threshold: 'exact', or leave the overrides out.",
    ],
    [
      () => exchange({ ...strict, pattern: groups }),
      "move 'exchange': threshold: 'strict' cannot go with pattern '2:4'. Leave one of them out.",
    ],
    [() => exchange({ rank: 'all', pattern: groups }), "rank: 'all' cannot go with pattern '2:4'."],
  ])('are refused when it is made (%#)', (make, message) => {
    expect(make).toThrow(expect.objectContaining({ code: 'options-clash', message: expect.stringContaining(message) }));
  });

  it.each([
    () => pruneTo({ ...strict, pattern: unstructured, rank: 'all', overrides: [] }),
    () => pruneTo({ threshold: 'exact', pattern: groups, rank: 'all', scope: uniform }),
    () => exchange({ ...strict, rank: 'all', pattern: unstructured }),
    () => exchange({ threshold: 'exact', rank: 'active', pattern: groups, rounding: 'down' }),
  ])('are no others (%#)', (make) => {
    expect(make).not.toThrow();
  });
});
