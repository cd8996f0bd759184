import { existsSync, lstatSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { AltsparseError } from '@altsparse/core';
import { readManifest } from './manifest.ts';

/** What tfjs-node finds as its native library: what `lib` in its folder is. */
export interface LinkState {
  /**
   * `none`: nothing; `ours`: a link to an engine of altsparse; `dangling`: a link to nowhere; `foreign`: a build that was
   * not made here, such as npm's own install script leaves.
   */
  readonly kind: 'none' | 'ours' | 'dangling' | 'foreign';
  /** The engine's folder (`ours`, `dangling`), `lib` itself (`foreign`), or nothing (`none`). */
  readonly folder: string;
}

const nothing: LinkState = { kind: 'none', folder: '' };
const linkOf = (tfjsNode: string): string => join(tfjsNode, 'lib');

function hasBinding(folder: string): boolean {
  return readdirSync(folder, { recursive: true }).some((name) => String(name).endsWith('tfjs_binding.node'));
}

function stateOfLink(tfjsNode: string, link: string): LinkState {
  const target = resolve(tfjsNode, readlinkSync(link));
  const engine = dirname(target);
  if (!existsSync(target)) return { kind: 'dangling', folder: engine };
  if (readManifest(engine) !== undefined) return { kind: 'ours', folder: engine };
  return hasBinding(target) ? { kind: 'foreign', folder: link } : { kind: 'dangling', folder: engine };
}

/** Looks at the link from tfjs-node to its native library: well under a millisecond. */
export function linkState(tfjsNode: string): LinkState {
  const link = linkOf(tfjsNode);
  const found = lstatSync(link, { throwIfNoEntry: false });
  if (found === undefined) return nothing;
  if (found.isSymbolicLink()) return stateOfLink(tfjsNode, link);
  return found.isDirectory() && hasBinding(link) ? { kind: 'foreign', folder: link } : nothing;
}

/**
 * Links tfjs-node to an engine, in place of an older link or of a `lib` without a binding.
 *
 * @throws AltsparseError `engine-link-occupied` where another build lies there, `engine-link-failed` where the folder
 * cannot be written.
 */
export function putLink(tfjsNode: string, engine: string): void {
  const state = linkState(tfjsNode);
  if (state.kind === 'foreign') {
    throw new AltsparseError(
      'engine-link-occupied',
      'tfjs-node has a native library that was not installed by altsparse.',
      {
        place: state.folder,
        hint: 'Remove it to use the one of altsparse.',
      },
    );
  }
  const link = linkOf(tfjsNode);
  const fresh = `${link}.tmp-${process.pid}`;
  try {
    if (lstatSync(link, { throwIfNoEntry: false })?.isDirectory()) rmSync(link, { recursive: true });
    rmSync(fresh, { force: true });
    symlinkSync(join(engine, 'lib'), fresh);
    renameSync(fresh, link); // replaces an older link in one step
  } catch (cause) {
    throw new AltsparseError('engine-link-failed', 'The link to the native library could not be made.', {
      place: link,
      found: (cause as Error).message,
      hint: 'Give yourself the right to write there, or install the npm packages as the user who runs this.',
      cause,
    });
  }
}

/** Takes our link away, whole or dangling; another build stays. Returns whether there was one. */
export function removeLink(tfjsNode: string): boolean {
  const { kind } = linkState(tfjsNode);
  if (kind !== 'ours' && kind !== 'dangling') return false;
  rmSync(linkOf(tfjsNode), { force: true });
  return true;
}
