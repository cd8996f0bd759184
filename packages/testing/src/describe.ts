import type { Scheduler, Strategy, Surgery } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { type Check, findingsOf } from './check/check.ts';
import { type Factory, partName } from './check/factory.ts';
import { schedulerChecks } from './scheduler/check-scheduler.ts';
import { type SchedulerOptions, schedulerSubject } from './scheduler/subject.ts';
import { strategyChecks } from './strategy/check-strategy.ts';
import { type StrategyOptions, strategySubject } from './strategy/subject.ts';
import { surgeryChecks, surgerySubject } from './surgery/check-surgery.ts';
import type { SurgeryOptions } from './surgery/subject.ts';

/**
 * Tests a strategy with vitest: one test for each check, in a tiny net.
 *
 * @param factory - Makes a fresh one at each call, or a contribution.
 * @param options - Each may be left out.
 * @example
 * describeStrategy(() => granet({ every: 3 }));
 */
export function describeStrategy(factory: Factory<Strategy>, options: StrategyOptions = {}): void {
  describeAll(`strategy ${partName(factory, options)}`, strategyChecks, strategySubject(factory, options));
}

/**
 * Tests a surgery with vitest: one test for each check.
 *
 * @param factory - Makes a fresh one at each call, or a contribution.
 * @param options - Each may be left out.
 */
export function describeSurgery(factory: Factory<Surgery>, options: SurgeryOptions = {}): void {
  describeAll(`surgery ${partName(factory, options)}`, surgeryChecks, surgerySubject(factory, options));
}

/**
 * Tests a scheduler with vitest: one test for each check.
 *
 * @param factory - Makes a fresh one at each call, or a contribution.
 * @param options - Each may be left out.
 */
export function describeScheduler(factory: Factory<Scheduler>, options: SchedulerOptions = {}): void {
  describeAll(`scheduler ${partName(factory, options)}`, schedulerChecks, schedulerSubject(factory, options));
}

function describeAll<Subject>(title: string, checks: readonly Check<Subject>[], subject: Subject): void {
  describe(title, () => {
    it.each(checks.map((check) => [check.says, check.name, check] as const))('%s (%s)', async (_, __, check) => {
      expect(await findingsOf(check, subject)).toEqual([]);
    });
  });
}
