/**
 * Runs graphs on TensorFlow.js: chooses, installs and tunes the backend.
 *
 * @packageDocumentation
 */
export {};
