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
  type DrawnData,
  drawn,
  mixedGraph,
  type PreparedGraph,
  plainCrossEntropy,
  prepared,
  smallResnet,
  steepGraph,
} from './cases.ts';
