/**
 * GraNet, and alternating sparse training (AST) as N GraNets.
 *
 * @packageDocumentation
 */
export { ast } from './ast.ts';
export { granet } from './granet.ts';
export type { AstOptions, AstSettings, GranetOptions, GranetSettings, GrowName, PartNames } from './options.ts';
export { plugin } from './plugin.ts';
export { presets } from './presets.ts';
export { astOptions, granetOptions } from './schemas.ts';
