/**
 * MEST: strategies that prune beyond the target and grow back at random.
 *
 * @packageDocumentation
 */
export { mest, mestEm, mestEmS } from './mest.ts';
export type { Bound, MestOptions, MestSettings, Phase } from './options.ts';
export { plugin } from './plugin.ts';
export { mestEmOptions, mestEmSOptions, mestOptions } from './schemas.ts';
