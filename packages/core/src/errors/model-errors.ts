/** Codes of models and their graphs: code, cause, cure. */
export const modelErrors = {
  'graph-name': ['Two nodes of a graph share a name, or an input names no node.', 'Names must be unique and defined.'],
  'graph-operation': ['A graph holds an operation that is not known.', 'Use one of the operations of GraphBuilder.'],
  'graph-shape': ['The input of an operation has a shape that it cannot take.', 'The message names the node.'],
  'layer-unreadable': ['A layer of a LayersModel cannot be read.', 'The message names the layer and what would do.'],
  'layers-differ': [
    'Weights or layers do not fit the model that they are written to.',
    'Give the model that was read.',
  ],
  'model-changed': [
    "A model's file is not what it was when the config was resolved.",
    'Give the file it was, or start a new run.',
  ],
  'model-exists': ['A folder holds a model already.', 'Give another folder, or --replace.'],
  'model-file': ["A model's file is missing or is no model.", 'Give a module, or a model.json with its weights.'],
  'model-module': [
    'A module does not run or holds no model.',
    'Export a graph, a LayersModel or a function that gives one.',
  ],
  'model-options': ['A model was given an option out of its range.', 'See `altsparse models`.'],
  'model-shape': ['A model does not fit the data set.', 'Export a function of { shape, classes }.'],
  'model-unknown': ['There is no model of this name.', 'See `altsparse models`.'],
  'model-unreadable': ['A LayersModel has a form that cannot be read.', 'The message says which would do.'],
  'node-unwritable': ['An operation has no layer of TensorFlow.js.', 'Use another operation, or keep the graph.'],
  'plan-variables': ['The variables of a model of your own do not make a plan.', 'Give each a name and a shape.'],
  'subnet-unknown': ['A run has no sub-net of this name.', 'The message names those it has.'],
  'variables-frozen': ['A variable cannot be trained.', 'Make it with trainable: true, or leave it out.'],
  'variables-output': ['A function of your own gives no logits.', 'Return a tensor [size, classes].'],
} as const;
