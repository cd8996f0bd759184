/**
 * LayersModels in folders: `model.json` and its weights, on every backend.
 *
 * @packageDocumentation
 */
export type { LayersLibrary } from '../layers/library.ts';
export { layersModelFiles, loadLayersModel } from './load-layers-model.ts';
export { type SaveOptions, saveLayersModel } from './save-layers-model.ts';
