import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { DoctorCheck } from './check.ts';
import { doctor } from './doctor.ts';
import { doctorJson, formatDoctor } from './format.ts';

const cache = mkdtempSync(join(tmpdir(), 'altsparse-doctor-'));
const { checks, engine } = await doctor({ prefer: 'cpu', cache });

describe('the doctor', () => {
  afterAll(() => rmSync(cache, { recursive: true }));

  it('looks at the machine, the engine, its speed, its kernels and the cache', () => {
    const names = checks.map((check) => check.name);
    const wanted = ['Node', 'engine', 'TensorFlow', 'threads', 'free memory', 'convolution, forward'];
    const gradients = ['convolution, input gradient', 'convolution, weight gradient', 'Conv2DBackpropFilter'];
    expect(names).toEqual(
      expect.arrayContaining([...wanted, ...gradients, 'FusedBatchNormV3 (native)', 'native library']),
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it('gives every number with its rule, and advice for whatever is not good', () => {
    expect(checks.every((check) => check.rule.length > 10)).toBe(true);
    const ill = checks.filter((check) => check.ok !== 'good');
    expect(ill.map((check) => check.name)).toContain('engine');
    expect(ill.every((check) => (check.hint ?? '').length > 10)).toBe(true);
  });

  it('leaves no tensor behind', () => {
    expect(engine.tf.memory().numTensors).toBe(0);
  });

  it('writes JSON that reads back as the same checks', () => {
    expect(JSON.parse(doctorJson(checks))).toEqual(checks);
  });

  it('writes a line a check for people, with the hint below', () => {
    const few: DoctorCheck[] = [
      { name: 'a', ok: 'good', value: '1', rule: 'r' },
      { name: 'bc', ok: 'bad', value: '2', rule: 's', hint: 'do this' },
    ];
    expect(formatDoctor(few)).toBe('good  a   1  [r]\nBAD   bc  2  [s]\n          -> do this\n');
    expect(formatDoctor(few, false)).toBe('good  a   1\nBAD   bc  2\n          -> do this\n');
  });
});
