import { describe, expect, it } from 'vitest';
import { centreCrop } from './centre-crop.ts';

describe('the centre crop', () => {
  it('makes the shorter side 256 and cuts 224 out of the middle', () => {
    // 500 · 256 / 375 = 341.3; (341 − 224) / 2 = 58.5; (256 − 224) / 2 = 16
    expect(centreCrop(224)(500, 375)).toEqual({
      width: 341,
      height: 256,
      region: { left: 58, top: 16, width: 224, height: 224 },
    });
    expect(centreCrop(224)(375, 500).region).toEqual({ left: 16, top: 58, width: 224, height: 224 });
  });

  it('keeps that proportion for other sizes, or takes the one it is given', () => {
    expect(centreCrop(56)(64, 64)).toEqual({
      width: 64,
      height: 64,
      region: { left: 4, top: 4, width: 56, height: 56 },
    });
    expect(centreCrop(32, 40)(80, 40).width).toBe(80);
    expect(centreCrop(32, 32)(64, 64).region).toEqual({ left: 0, top: 0, width: 32, height: 32 });
  });

  it('refuses a shorter side that the square does not fit in', () => {
    for (const shorter of [31, 40.5, Number.NaN])
      expect(() => centreCrop(32, shorter)).toThrow(expect.objectContaining({ code: 'crop-wrong' }));
  });
});
