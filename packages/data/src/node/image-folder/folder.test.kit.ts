import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';

/** A folder that is removed after use. */
export interface TestFolder {
  readonly path: string;
  /** Writes a file, with the folders above it; gives its path. */
  put(name: string, content: Uint8Array | string): Promise<string>;
  remove(): Promise<void>;
}

export async function testFolder(): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'altsparse-images-'));
  return {
    path,
    async put(name, content) {
      const file = join(path, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      return file;
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/** Bytes of an image: red is its column, green its row, blue as told; each pixel is another one. */
export function pattern(width: number, height: number, blue = 0): Uint8Array {
  return Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return [pixel % width, Math.floor(pixel / width), blue][i % 3] as number;
  });
}

/** The pattern, ready to be written in any format. */
export function patternImage(width: number, height: number, blue = 0): Sharp {
  return sharp(pattern(width, height, blue), { raw: { width, height, channels: 3 } });
}

/** One colour all over. */
export function plainImage(width: number, height: number, colour: readonly [number, number, number]): Sharp {
  const [r, g, b] = colour;
  return sharp({ create: { width, height, channels: 3, background: { r, g, b } } });
}
