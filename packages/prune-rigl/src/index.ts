/**
 * Strategies that exchange weights at a fixed sparsity: SET, RigL and their ITOP settings, SNFS, DSR.
 *
 * @packageDocumentation
 */
export { dsr } from './dsr.ts';
export { rigl, riglItop, set, setItop } from './exchange-strategies.ts';
export type {
  CommonOptions,
  DsrOptions,
  DsrSettings,
  ExchangeStrategyOptions,
  ExchangeStrategySettings,
  PartNames,
  Slowdown,
  SnfsOptions,
  SnfsSettings,
} from './options.ts';
export { plugin } from './plugin.ts';
export { dsrOptions, riglItopOptions, riglOptions, setItopOptions, setOptions, snfsOptions } from './schemas.ts';
export { snfs } from './snfs.ts';
