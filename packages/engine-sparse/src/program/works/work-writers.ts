import type { Work } from '../../form/form.ts';
import { assembleWriter } from './assemble.ts';
import { convolutionWriter } from './convolution.ts';
import { dropWriter } from './drop.ts';
import { flattenWriter } from './flatten.ts';
import { globalPoolWriter } from './global-pool.ts';
import { imagesWriter } from './images.ts';
import { poolWriter } from './pool.ts';
import type { WorkWriter } from './work-writer.ts';

/** How each kind of work becomes instructions. */
const workWriters: { readonly [K in Work['kind']]: WorkWriter<Extract<Work, Record<'kind', K>>> } = {
  images: imagesWriter,
  convolution: convolutionWriter,
  pool: poolWriter,
  globalPool: globalPoolWriter,
  assemble: assembleWriter,
  flatten: flattenWriter,
  drop: dropWriter,
};

/** How a work becomes instructions. */
export function writerOf<W extends Work>(work: W): WorkWriter<W> {
  return workWriters[work.kind] as unknown as WorkWriter<W>;
}
