/**
 * The half of this package that needs Node: files, processes and machines.
 *
 * @packageDocumentation
 */
export {};
