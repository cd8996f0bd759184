/**
 * N:M sparsity: SR-STE, ASP, and alternating sparse training (AST) over groups.
 *
 * @packageDocumentation
 */
export { asp } from './asp.ts';
export { astNm } from './ast-nm.ts';
export type { AspOptions, AstNmOptions, GroupChoice, GroupOptions, Settled, SrSteOptions } from './options.ts';
export { plugin } from './plugin.ts';
export { presets } from './presets.ts';
export { aspOptions, astNmOptions, srSteOptions } from './schemas.ts';
export { srSte } from './sr-ste.ts';
