import type { Strategy } from '@altsparse/core';
import { allFindings, type Check, type Finding } from '../check/check.ts';
import type { Factory } from '../check/factory.ts';
import { countChecks } from './count-checks.ts';
import { edgeChecks } from './edge-checks.ts';
import { growthChecks } from './growth-checks.ts';
import { promiseChecks } from './promise-checks.ts';
import { repeatChecks } from './repeat-checks.ts';
import { type StrategyOptions, type StrategySubject, strategySubject } from './subject.ts';
import { valueChecks } from './value-checks.ts';

/** All checks of strategies, in order. */
export const strategyChecks: readonly Check<StrategySubject>[] = [
  ...countChecks,
  ...growthChecks,
  ...promiseChecks,
  ...valueChecks,
  ...repeatChecks,
  ...edgeChecks,
];

/**
 * Tests a strategy in a tiny net, without a test runner.
 *
 * @param factory - Makes a fresh one at each call, or a contribution.
 * @param options - Each may be left out.
 * @returns What is wrong; empty if it conforms.
 * @example
 * const findings = await checkStrategy(() => granet({ every: 3 }));
 */
export function checkStrategy(factory: Factory<Strategy>, options: StrategyOptions = {}): Promise<readonly Finding[]> {
  return allFindings(strategyChecks, strategySubject(factory, options));
}
