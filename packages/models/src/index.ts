/**
 * ResNets and small nets as graphs; reads a LayersModel into a graph.
 *
 * @packageDocumentation
 */
export {};
