import type { Surgery } from '@altsparse/core';

/** Attributes of a conflict log. */
export interface ConflictLogOptions {
  /** Products over each layer by itself (default), or over all maskable weights. */
  readonly scope?: 'layer' | 'whole';
  /** The sub-net before (default), all before it in the round, or all others of the turn and the round. */
  readonly against?: 'previous' | 'allEarlier' | 'all';
}

/** Measures conflicts and corrects nothing: for the runs of the paper's Figure 4 without correction. */
export function conflictLog(options: ConflictLogOptions = {}): Surgery {
  return {
    name: 'conflict-log',
    scope: options.scope ?? 'layer',
    against: options.against ?? 'previous',
    remember: 'raw',
    support: 'active',
    coefficients: ({ references }) => new Array<number>(references).fill(0),
  };
}
