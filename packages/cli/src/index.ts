/**
 * The command `altsparse`: train, evaluate and compare sparse sub-nets from the terminal.
 *
 * @packageDocumentation
 */
export {};
