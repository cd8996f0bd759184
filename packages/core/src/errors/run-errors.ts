/** Codes of the loop and of the parts that work in it: code, cause, cure. */
export const runErrors = {
  'batch-shape': [
    'A batch does not fit the net, or a label names no class.',
    'Check what the data gives: images of the net’s input shape, one label for each image, labels counted from 0.',
  ],
  'curve-range': [
    'A ramp or a decay gave something that is not a number, or a share or sparsity outside 0 to 1.',
    'Let the function return numbers from 0 to 1 for every progress from 0 to 1.',
  ],
  'distribution-range': [
    'A distribution gave something else than one sparsity from 0 to 1 for each layer.',
    'Return as many numbers as there are layers.',
  ],
  duration: ['A duration is negative or not a number.', 'Give a number of steps, or steps, epochs or a share.'],
  'gradient-missing': [
    'A score reads the dense gradient without having asked for it.',
    "Give the score needs: ['gradient'].",
  ],
  'gradient-not-finite': [
    'A gradient that surgery compares holds a value that is not finite.',
    'Use a smaller learning rate, a warm-up or clipNorm.',
  ],
  'graph-refused': ['The engine cannot run an operation of this model.', 'Use another engine or another model.'],
  'learning-rate-range': [
    'A learning rate schedule gave a rate that is negative or not finite.',
    'Check the schedule at the step that is named.',
  ],
  'loss-gradient': [
    'A loss gave a gradient that does not fit the logits or is not finite.',
    'Return one finite number for each logit, in the order of the logits.',
  ],
  'loss-labels': ['A label names no class.', 'Check the data: labels are counted from 0.'],
  'loss-not-finite': [
    'The loss of a batch is infinite or not a number.',
    'Use a smaller learning rate, a warm-up or clipNorm.',
  ],
  'loss-targets': [
    'A loss needs a probability for each class, and the batch brings none that fit.',
    'Use data that brings soft targets, or the loss cross-entropy.',
  ],
  'loss-value': ['A loss gave no number as its value.', 'Return { value, gradient }.'],
  'mask-off-pattern': [
    'A move works in a pattern that the mask does not have.',
    'Begin with a dense mask, or make the first mask by the same pattern.',
  ],
  'mask-shape': [
    'A move or a relation gave a mask of the wrong length or with other values than 0 and 1.',
    'Return a Uint8Array with one 0 or 1 for each maskable weight.',
  ],
  'mask-target-unreachable': [
    'Sparsities given to single layers leave no way to the sparsity of the whole net.',
    'Change the overrides, or the target.',
  ],
  'options-clash': [
    'Two options of a part cannot go together.',
    'Change one of the two; the hint says what would work.',
  ],
  'part-failed': [
    'A part threw an error of its own, or gave back something that cannot be used.',
    'Read the place: it names the plug-in, the part and what it was asked. --debug shows the stack.',
  ],
  'parts-clash': ['Two parts cannot work together.', 'Change one of the two; the hint says what would work.'],
  'pattern-fits-nowhere': [
    'A pattern has no unit in any layer of this net.',
    'Use another group size or remainder, or leave fewer layers dense.',
  ],
  'pattern-option': ['A pattern was given an option out of its range.', 'The message names it and its range.'],
  'pattern-remainder': [
    'The group size of an N:M pattern does not divide the input channels of a layer, and it was told to refuse that.',
    "Leave the layer dense, or say remainder: 'short', 'dense' or 'cross'.",
  ],
  'pattern-target': [
    'The sparsity of a sub-net is not that of its pattern.',
    'N:M has the sparsity 1 − N / M: 0.5 for 2:4, 0.75 for 1:4, 0.875 for 1:8, 0.9375 for 1:16.',
  ],
  'run-aborted': ['The run was stopped from outside.', 'Nothing is wrong. Start it again when you wish.'],
  'run-left': [
    'The loop over the events of a run was left before its end.',
    'Iterate to the end, or ask for the result alone.',
  ],
  'scheduler-option': ['A scheduler was given an option out of its range.', 'See `altsparse plugins`.'],
  'scheduler-turn': [
    'A scheduler gave a turn without sub-nets, with one twice, with one that is not there, or with a batch or round that is not whole.',
    'Return { batch, subnets, round } with whole numbers from 0.',
  ],
  'score-not-a-number': ['A score is not a number.', 'Check the score at the layer and weight that are named.'],
  'score-shape': [
    'A score gave something else than one number for each maskable weight.',
    'Return a Float32Array as long as view.weights.',
  ],
  'slot-missing': [
    'A score reads a slot that the optimizer does not have.',
    "Use an optimizer with that slot, such as 'sgd' with 'momentum', or name another slot.",
  ],
  'snapshot-shape': ['Weights that a stage was to go back to do not fit it.', 'Keep model and sub-nets the same.'],
  'sparsity-range': ['A sparsity is not from 0 up to, not including, 1.', 'It is the share of zeros: 0.9 for 90 %.'],
  'stage-length': ['A stage has no step, or more than ten million.', 'Give its length in epochs or steps.'],
  'stage-option': ['A number of a stage is out of its range.', 'The message names it and its range.'],
  'stage-start': [
    'A stage goes back to a step that no stage before it runs, or takes over masks that no stage before it leaves.',
    'Stages and steps are counted from 0.',
  ],
  'stages-empty': ['A run has no stage.', 'Give one or more.'],
  'subnets-empty': ['There is no sub-net.', 'Give one or more target sparsities.'],
  'target-unreachable': [
    'A sub-net cannot reach its sparsity before the run ends.',
    "Train longer, update masks more often, let the ramp end earlier, or set unreached: 'allow'.",
  ],
  timetable: ['The ramp ends before it starts.', 'Let until come after start.'],
  'weights-not-finite': [
    'The loss is not finite because an update before left weights that are not.',
    'Use a smaller learning rate, a warm-up or clipNorm; if the optimizer is your own, look there first.',
  ],
} as const;
