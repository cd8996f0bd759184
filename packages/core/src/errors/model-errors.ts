/** Codes of models and their graphs: code, cause, cure. */
export const modelErrors = {
  'graph-name': ['Two nodes of a graph share a name, or an input names no node.', 'Names must be unique and defined.'],
  'graph-operation': ['A graph holds an operation that is not known.', 'Use one of the operations of GraphBuilder.'],
  'graph-shape': ['The input of an operation has a shape that it cannot take.', 'The message names the node.'],
  'model-options': ['A model was given an option out of its range.', 'See `altsparse models`.'],
  'model-unknown': ['There is no model of this name.', 'See `altsparse models`.'],
} as const;
