import type { Scheduler } from '@altsparse/core';
import { allFindings, type Check, type Finding } from '../check/check.ts';
import type { Factory } from '../check/factory.ts';
import { answerChecks } from './answer-checks.ts';
import { orderChecks } from './order-checks.ts';
import { type SchedulerOptions, type SchedulerSubject, schedulerSubject } from './subject.ts';

/** All checks of schedulers, in order. */
export const schedulerChecks: readonly Check<SchedulerSubject>[] = [...orderChecks, ...answerChecks];

/**
 * Tests a scheduler, without a test runner.
 *
 * @param factory - Makes a fresh one at each call, or a contribution.
 * @param options - Each may be left out.
 * @returns What is wrong; empty if it conforms.
 */
export function checkScheduler(
  factory: Factory<Scheduler>,
  options: SchedulerOptions = {},
): Promise<readonly Finding[]> {
  return allFindings(schedulerChecks, schedulerSubject(factory, options));
}
