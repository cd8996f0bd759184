/**
 * Gradient correction by projection, and other surgery.
 *
 * @packageDocumentation
 */
export {};
