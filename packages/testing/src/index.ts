/**
 * The conformance kit: the same battery of tests for every strategy, surgery and scheduler.
 *
 * @packageDocumentation
 */
export {
  blocksOf,
  channelRule,
  checkScheduler,
  checkStrategy,
  checkSurgery,
  type Factory,
  type FactoryOptions,
  type Finding,
  groupsOf,
  keepsGroups,
  type PatternRule,
  type ScenarioName,
  type SchedulerOptions,
  type StrategyOptions,
  type SurgeryOptions,
  type UnitRule,
} from './check/index.ts';
export { describeScheduler, describeStrategy, describeSurgery } from './describe.ts';
export { type Learned, type Lesson, type LessonMask, learn, lessonStage } from './lesson/lesson.ts';
export { linearLoss, linearNetwork, linearPlan, type Product, productsOf } from './lesson/linear-network.ts';
export type { NetworkFor } from './net/pulled-network.ts';
