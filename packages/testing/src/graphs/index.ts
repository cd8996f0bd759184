/**
 * Graphs on which engines are compared: every operation of a graph, with weights and batches drawn by seed.
 *
 * @packageDocumentation
 */
export {
  activationGraph,
  activationKinds,
  type ConvCase,
  convCases,
  convGraph,
  mixedGraph,
  smallResnet,
  steepGraph,
} from './cases.ts';
export { type DrawnData, drawn, type PreparedGraph, plainCrossEntropy, prepared } from './drawn.ts';
