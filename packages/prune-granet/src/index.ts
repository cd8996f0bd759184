/**
 * GraNet, and alternating sparse training (AST) as N GraNets.
 *
 * @packageDocumentation
 */
export {};
