/**
 * Data sets, augmentation and batches by index.
 *
 * @packageDocumentation
 */
export {};
