/** Codes of checkpoints and of runs that go on: code, cause, cure. */
export const checkpointErrors = {
  'checkpoint-format': ['A folder holds no checkpoint that can be read.', 'Give another checkpoint, or train anew.'],
  'checkpoint-option': [
    'Checkpoints were asked for in a way that makes no sense.',
    'The message says what is expected.',
  ],
  'file-write': ['A file of a run could not be written.', 'Check room and rights; the file that was there is whole.'],
  'init-changed': ['First weights are no longer those that the config was resolved with.', 'Give them again.'],
  'init-missing': ['There are no weights where the config says.', 'Give the folder of a run, or a file of weights.'],
  'initial-weights': ['Weights that a run is to begin with do not fit its net.', 'Use weights of the same model.'],
  'lines-missing': ['A file of a run is shorter than when its checkpoint was made.', 'Start the run anew.'],
  'observers-clash': ['Two observers that remember something have the same name.', 'Give one of them another name.'],
  'resume-config': [
    'A run was to go on with another config.',
    'Leave the changes out, or keep what follows as a new run.',
  ],
  'resume-engine': ['A run was to go on on another engine.', 'Use the engine that it had, or go on by force.'],
  'run-busy': ['Another process works on this run.', 'Wait until it has ended.'],
  'run-damaged': ['A file of a run cannot be read.', 'Take another run, or train anew.'],
  'run-missing': ['There is no run of this name or path.', 'Give the folder of a run.'],
  'state-damaged': ['A file of a checkpoint is damaged.', 'Give another checkpoint, or train anew.'],
  'state-not-plain': [
    'What a part wants to remember is no plain tree.',
    'Use lists, objects, numbers, texts and arrays.',
  ],
  'state-place': ['The state to go on from is of another run.', 'Keep stages and their lengths the same.'],
} as const;
