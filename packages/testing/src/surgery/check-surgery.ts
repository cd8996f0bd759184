import type { Surgery } from '@altsparse/core';
import { allFindings, type Check, type Finding } from '../check/check.ts';
import { type Factory, type FactoryOptions, makePart } from '../check/factory.ts';
import { answerChecks } from './answer-checks.ts';
import { resultChecks } from './result-checks.ts';
import { roundChecks } from './round-checks.ts';
import type { SurgeryOptions, SurgerySubject } from './subject.ts';

/** All checks of surgery, in order. */
export const surgeryChecks: readonly Check<SurgerySubject>[] = [...answerChecks, ...resultChecks, ...roundChecks];

/** Prepares a surgery for the battery. */
export function surgerySubject(factory: Factory<Surgery>, options: SurgeryOptions = {}): SurgerySubject {
  return { factory, options, make: () => makePart<Surgery>(factory, options satisfies FactoryOptions) };
}

/**
 * Tests a surgery, without a test runner.
 *
 * @param factory - Makes a fresh one at each call, or a contribution.
 * @param options - Each may be left out.
 * @returns What is wrong; empty if it conforms.
 */
export function checkSurgery(factory: Factory<Surgery>, options: SurgeryOptions = {}): Promise<readonly Finding[]> {
  return allFindings(surgeryChecks, surgerySubject(factory, options));
}
