import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** What the tests in this folder read of a `package.json`. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly type?: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** A package of this workspace. */
export interface Package {
  /** Its folder's name. */
  readonly id: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

/** One import of one source file. */
export interface Import {
  /** The file, relative to the package's `src`, with `/`. */
  readonly file: string;
  readonly specifier: string;
}

export const root: string = fileURLToPath(new URL('..', import.meta.url));

export const readJson = <T>(file: string): T => JSON.parse(readFileSync(join(root, file), 'utf8')) as T;

/** Every package under `packages/`, in the order of their names. */
export const packages: readonly Package[] = readdirSync(join(root, 'packages'))
  .filter((id) => existsSync(join(root, 'packages', id, 'package.json')))
  .sort()
  .map((id) => ({ id, folder: join(root, 'packages', id), manifest: readJson(`packages/${id}/package.json`) }));

/** A package's source files without its tests (`*.test.*`), relative to `src`. */
export function sourceFiles({ folder }: Package): string[] {
  return readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(sep).join('/'))
    .filter((file) => /\.[mc]?tsx?$/.test(file) && !file.includes('.test.'))
    .sort();
}

/** Every import in a package's source, types and `import()` included. */
export function importsOf(of: Package): Import[] {
  return sourceFiles(of).flatMap((file) => {
    const text = readFileSync(join(of.folder, 'src', file), 'utf8');
    return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => ({ file, specifier: fileName }));
  });
}
