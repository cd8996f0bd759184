/**
 * Trains graphs on the CPU with kernels that skip masked weights.
 *
 * @packageDocumentation
 */

export { type SparseNetwork, type SparseNetworkOptions, sparseNetwork } from './network/sparse-network.ts';
export { winogradColumns, winogradShare } from './program/winograd-share.ts';
export type { Tuning } from './program/writer.ts';
export { refusals } from './refusals.ts';
