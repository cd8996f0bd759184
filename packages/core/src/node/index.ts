/**
 * Files for Node: checkpoints, weights and tensors in the safetensors format.
 *
 * @module node
 */
export {
  type Checkpoint,
  type NamedPlace,
  placesOf,
  readCheckpoint,
  type SubnetPlaces,
  writeCheckpoint,
} from './checkpoint.ts';
export {
  BEST_FILE,
  type BestMoment,
  type CheckpointCadence,
  type CheckpointKeeper,
  type CheckpointNote,
  type CheckpointOptions,
  checkpointKeeper,
  listCheckpoints,
} from './checkpoint-keeper.ts';
export { readInitialWeights } from './initial-weights-file.ts';
export { makeFolder } from './make-folder.ts';
export { packBits, unpackBits } from './pack-bits.ts';
export {
  type NamedTensor,
  readSafetensors,
  type TensorData,
  type TensorFile,
  writeSafetensors,
} from './safetensors.ts';
export { loadWeights, saveWeights } from './weights.ts';
export { PARTIAL, writeFailure, writeWhole } from './write-whole.ts';
