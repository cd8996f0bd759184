/**
 * The conformance kit without a test runner: each battery gives back what it found.
 *
 * @packageDocumentation
 */
export type { NetworkFor } from '../net/pulled-network.ts';
export { checkScheduler } from '../scheduler/check-scheduler.ts';
export type { SchedulerOptions } from '../scheduler/subject.ts';
export { checkStrategy } from '../strategy/check-strategy.ts';
export { keepsGroups } from '../strategy/keeps-groups.ts';
export type { ScenarioName } from '../strategy/scenario.ts';
export type { PatternRule, StrategyOptions } from '../strategy/subject.ts';
export { blocksOf, channelRule, groupsOf, type UnitRule } from '../strategy/unit-rule.ts';
export { checkSurgery } from '../surgery/check-surgery.ts';
export type { SurgeryOptions } from '../surgery/subject.ts';
export type { Finding } from './check.ts';
export type { Factory, FactoryOptions } from './factory.ts';
