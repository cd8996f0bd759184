// Batches to compute with: CIFAR-10 where ALTSPARSE_DATA names the folder of the data sets, seeded noise elsewhere.
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { randomStream } from '@altsparse/core';

const side = 32;
const area = side * side;
const record = 1 + 3 * area;
const mean = [125.3, 123, 113.9];
const deviation = [63, 62.1, 66.7];

/** `count` batches of `size` images `[size, 32, 32, 3]` with labels below 10, and where they come from. */
export function loadBatches(count, size, env = process.env) {
  const file = join(env.ALTSPARSE_DATA ?? '', 'cifar-10-batches-bin', 'data_batch_1.bin');
  const real = env.ALTSPARSE_DATA !== undefined && existsSync(file) && count * size <= 10_000;
  const make = real ? readImage(file) : drawImage;
  const batches = Array.from({ length: count }, (_, index) => batchOf(index * size, size, make));
  return { from: real ? 'CIFAR-10' : 'noise', batches };
}

function batchOf(first, size, make) {
  const images = new Float32Array(size * area * 3);
  const labels = new Int32Array(size);
  for (let i = 0; i < size; i++) labels[i] = make(first + i, images.subarray(i * area * 3, (i + 1) * area * 3));
  return { size, images, labels };
}

/** Noise, brighter in one channel by class, so that there is something to learn. */
function drawImage(index, into) {
  const random = randomStream(1, 'bench image', index);
  const label = random.below(10);
  for (let i = 0; i < into.length; i++) into[i] = random.normal() + (i % 3 === label % 3 ? label / 10 : 0);
  return label;
}

/** The file holds, for each image, its class and three planes; here channels come last and are normalised. */
function readImage(file) {
  const bytes = Buffer.alloc(record);
  return (index, into) => {
    const handle = openSync(file, 'r');
    readSync(handle, bytes, 0, record, index * record);
    closeSync(handle);
    for (let place = 0; place < area; place++) {
      for (let channel = 0; channel < 3; channel++)
        into[place * 3 + channel] = (bytes[1 + channel * area + place] - mean[channel]) / deviation[channel];
    }
    return bytes[0];
  };
}
