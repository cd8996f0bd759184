import { type Contribution, contribute, type NamePattern } from '@altsparse/core';
import { z } from 'zod';

/** A file that holds a model. */
export interface OwnModel {
  /** Absolute: a module, `model.json`, or its folder. */
  readonly file: string;
  /** First weights. */
  readonly weights: 'file' | 'seed';
  /** Layers that no mask covers; absent: the first convolution. */
  readonly leaveDense?: NamePattern | undefined;
}

/** `model: { file: './my-model.ts' }`. */
export const ownModel: Contribution<OwnModel> = contribute({
  name: 'file',
  summary: 'A model of your own: a module that exports it, or a saved LayersModel of TensorFlow.js.',
  source: 'yours',
  options: z.strictObject({
    file: z.string().min(1).describe("path, from the config's folder"),
    sha256: z.string().describe('checksum of the file; filled in'),
    weights: z.enum(['file', 'seed']).describe("first weights; 'file' for a saved model, 'seed' for a module"),
    leaveDense: z
      .union([z.string(), z.array(z.string())])
      .optional()
      .describe('layers that no mask covers'),
  }),
  create: ({ sha256: _, ...model }): OwnModel => model,
});
