/** A rectangle of an image, in pixels. */
export interface Region {
  /** Columns left of it. */
  readonly left: number;
  /** Rows above it. */
  readonly top: number;
  /** Its columns. */
  readonly width: number;
  /** Its rows. */
  readonly height: number;
}

/** A rectangle in the middle; half a pixel goes to the left and to the top. */
export function centred(within: readonly [width: number, height: number], width: number, height: number): Region {
  return { left: Math.floor((within[0] - width) / 2), top: Math.floor((within[1] - height) / 2), width, height };
}
