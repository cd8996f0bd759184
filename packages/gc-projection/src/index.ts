/**
 * Gradient correction by projection, and other surgery.
 *
 * @packageDocumentation
 */

export { type CagradOptions, cagrad } from './cagrad.ts';
export type { ConflictCount, ConflictShare } from './conflict-count.ts';
export { type ConflictLogOptions, conflictLog } from './conflict-log.ts';
export {
  CONFLICT_RULE,
  CONFLICTING_STEP_RULE,
  type ConflictReport,
  type LayerShare,
  type PairShare,
  type WindowShare,
} from './conflict-report.ts';
export { type ConflictSummary, type ConflictSummaryOptions, conflictSummary } from './conflict-summary.ts';
export { type PcgradOptions, pcgrad } from './pcgrad.ts';
export { plugin } from './plugin.ts';
export { type ProjectionOptions, projection } from './projection.ts';
