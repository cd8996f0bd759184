/**
 * An initial sparsity above every target: each sub-net starts at the sparsity that it keeps (SET, RigL, SNFS, DSR, MEST).
 * The largest number below 1.
 */
export const startAtTarget: number = 1 - Number.EPSILON / 2;
