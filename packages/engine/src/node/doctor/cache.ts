import { basename } from 'node:path';
import { type CachedEngine, engineStatus } from '../install/status.ts';
import { type DoctorCheck, makeCheck } from './check.ts';

function engineCheck(engine: CachedEngine): DoctorCheck {
  const size = `${Math.round(engine.bytes / 1e6)} MB${engine.linked ? ', linked' : ''}`;
  const value = engine.ok ? `whole, ${size}` : engine.faults.join('; ');
  const rule = 'SHA-256 of every file as it was when it was installed';
  const ok = engine.ok ? 'good' : engine.linked ? 'bad' : 'warn';
  return makeCheck(
    `cache ${basename(engine.folder)}`,
    ok,
    value,
    rule,
    'Run `altsparse engine install`: it replaces what is damaged.',
  );
}

/** Looks at the native engines in the user's cache, with their checksums, and at the link to one of them. */
export async function cacheChecks(cache?: string): Promise<DoctorCheck[]> {
  const status = await engineStatus({ cache, checksums: true });
  const { kind } = status.link;
  const values = { ours: 'linked', foreign: 'an own build', none: 'not installed', dangling: 'the link leads nowhere' };
  const rule = `what tfjs-node finds as its library; the cache is ${status.cache}`;
  const ok = kind === 'ours' || kind === 'foreign' ? 'good' : 'warn';
  const link = makeCheck('native library', ok, values[kind], rule, 'Run `altsparse engine install`.');
  return [link, ...status.engines.map(engineCheck)];
}
