import type { WheelTarget } from './target.ts';

/** SHA-256 of the wheels of the default version, by package, version and machine. */
const checksums: Readonly<Record<string, string>> = {
  'tensorflow-cpu 2.15.1 x86_64': '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
  'tensorflow 2.15.1 x86_64': 'bb0edd69103c154245c5f209f0507355cc68ba7e4de350084bc31edc562478e4',
  'tensorflow-cpu-aws 2.15.1 aarch64': 'd4c3a3a9363bf42999adedbbd514e3a133be2d62f61fee9cfa46aaefb087c09e',
  'tensorflow-macos 2.15.1 macosx_arm64': '58fca6399665f19e599c591c421672d9bc8b705409d43ececd0931d1d3bc6a7e',
  'tensorflow 2.15.1 macosx_x86_64': '6761efe511e6ee0f893f60738fefbcc51d6dc386eeaaafea59d21899ef369ffd',
};

const machineOf = (tag: string): string =>
  tag.replace(/^manylinux[0-9_]*_(x86_64|aarch64)$/, '$1').replace(/^macosx_[0-9_]+_(x86_64|arm64)$/, 'macosx_$1');

/** SHA-256 (hex) that the wheel of this version must have, or `undefined` where none is on record. */
export function knownChecksum(target: WheelTarget, version: string): string | undefined {
  return checksums[`${target.package} ${version} ${machineOf(target.tags[0] ?? '')}`];
}
