// Gradient to the weights of dense convolutions of 3x3 and stride 1 by Winograd's F(3x3, 2x2): nine sums over windows of
// 2x2 gradients from 4x4 inputs by 16 multiplications where the plain sum takes 36. Sums stay transformed until the end.
#ifndef ALTSPARSE_WINOGRAD_GRADIENT_H
#define ALTSPARSE_WINOGRAD_GRADIENT_H
#include "weight-gradient.h"
#include "winograd.h"
#ifndef MIXED
#define MIXED 0
#endif

#define MOST_WINDOWS (256 / TILE)    // transformed at once
#define SOME 4                      // filters whose sums are made together, with
#define SOME_CHANNELS (SUMS / SOME) // so many channels
#define UP_TO(number, multiple) (((number) + (multiple) - 1) / (multiple) * (multiple))

typedef struct {
  products from; // rows of a slab
  int channels, filters;
  int windows;    // that are transformed
  float *sums;    // [point][list][channel][WIDE]
  column *inputs, *gradients; // of one row of points: [point][channel or filter][window][part]
} winograd_gradient;

// In mixed precision the plain sum is faster: slabs hold pairs of bf16 there, which are multiplied two at a time.
INLINE int by_windows(const lists *weights) { return !MIXED && weights->block == WIDE; }

INLINE int padded_filters(const winograd_gradient *w) { return UP_TO(w->filters, WIDE); }
INLINE int padded_channels(const winograd_gradient *w) { return UP_TO(w->channels, SOME); }

INLINE winograd_gradient winograd_gradient_at(line *scratch, winograd_gradient w) {
  w.sums = (float *)scratch;
  w.inputs = (column *)(w.sums + (int64_t)POINTS * padded_filters(&w) * padded_channels(&w));
  w.gradients = w.inputs + (int64_t)4 * padded_channels(&w) * MOST_WINDOWS * PARTS;
  return w;
}

// Nothing is summed so far; filters and channels that only fill a block stay 0.
static void clear_sums(const winograd_gradient *w) {
  column *const end = w->gradients + (int64_t)4 * padded_filters(w) * MOST_WINDOWS * PARTS;
  memset(w->sums, 0, (char *)end - (char *)w->sums);
}

// What a row of points takes from the rows of a window: first · factor + second · factor.
typedef struct { int first, second; float of_first, of_second; } mix;

INLINE void load_mixed(const line *from, int row_lines, mix m, column *to) {
  column a[PARTS], b[PARTS];
  load_slab(from + (int64_t)m.first * row_lines, a);
  load_slab(from + (int64_t)m.second * row_lines, b);
  EACH_PART(p) to[p] = m.of_first * a[p] + m.of_second * b[p];
}

// Four columns of a window of inputs of one channel, to points.
INLINE void input_points(const winograd_gradient *w, int row, int col, int channel, mix m, int at) {
  const products *const f = &w->from;
  const line *const from = f->input + (int64_t)row * f->input_row + channel * f->input_channel;
  const int step = padded_channels(w) * MOST_WINDOWS * PARTS;
  column seen[4 * PARTS];
  UNROLL for (int x = 0; x < 4; x++) load_mixed(from + smaller(col + x, f->columns + 1), f->input_row, m, seen + x * PARTS);
  column *const to = w->inputs + (channel * MOST_WINDOWS + at) * PARTS;
  EACH_PART(p) gather_points(seen + p, PARTS, to + p, step);
}

// Up to two columns of a window of gradients of one filter, to points; the halves come at the end.
INLINE void gradient_points(const winograd_gradient *w, int row, int col, int filter, mix m, int at) {
  const products *const f = &w->from;
  const line *const from = f->gradient + (int64_t)row * f->gradient_row + filter * f->gradient_channel + col;
  const int step = padded_filters(w) * MOST_WINDOWS * PARTS;
  column a[PARTS], b[PARTS];
  load_mixed(from, f->gradient_row, m, a);
  if (col + 1 < f->columns) load_mixed(from + 1, f->gradient_row, m, b);
  else EACH_PART(p) b[p] = zero();
  column *const to = w->gradients + (filter * MOST_WINDOWS + at) * PARTS;
  EACH_PART(p) {
    to[p] = a[p];
    to[step + p] = a[p] + b[p];
    to[2 * step + p] = a[p] - b[p];
    to[3 * step + p] = b[p];
  }
}

// Where windows lie: they are counted along the rows of a slab.
INLINE int windows_across(const products *f) { return (f->columns + 1) / 2; }

// One row of points of the next windows.
static void transform_windows(const winograd_gradient *w, int first, int points) {
  static const mix of_inputs[] = {{0, 2, 1, -1}, {1, 2, 1, 1}, {2, 1, 1, -1}, {1, 3, 1, -1}};
  static const mix of_gradients[] = {{0, 1, 1, 0}, {0, 1, 1, 1}, {0, 1, 1, -1}, {0, 1, 0, 1}};
  const int across = windows_across(&w->from);
  for (int at = 0; at < w->windows; at++) {
    const int row = 2 * ((first + at) / across), col = 2 * ((first + at) % across);
    mix input = of_inputs[points], gradient = of_gradients[points];
    if (row + 2 > w->from.rows) { // a row that is not there has the gradient 0
      gradient.second = gradient.of_second = 0;
      input.first = smaller(input.first, 2);
      input.second = smaller(input.second, 2);
    }
    for (int c = 0; c < w->channels; c++) input_points(w, row, col, c, input, at);
    for (int f = 0; f < w->filters; f++) gradient_points(w, row, col, f, gradient, at);
  }
}

// Some filters and channels of one point.
INLINE void sum_windows(const column *gradients, const column *inputs, int vectors, float *to) {
  column sums[SUMS];
  UNROLL for (int i = 0; i < SUMS; i++) sums[i] = zero();
  for (int k = 0; k < vectors; k++) {
    column g[SOME];
    UNROLL for (int f = 0; f < SOME; f++) {
      g[f] = gradients[f * MOST_WINDOWS * PARTS + k];
      KEEP(g[f]);
    }
    UNROLL for (int c = 0; c < SOME_CHANNELS; c++) {
      column x = inputs[c * MOST_WINDOWS * PARTS + k];
      KEEP(x);
      UNROLL for (int f = 0; f < SOME; f++) sums[c * SOME + f] += g[f] * x;
    }
  }
  UNROLL for (int i = 0; i < SUMS; i += LANES) {
    const column each = sum_each(sums + i);
    UNROLL for (int c = 0; c < LANES / SOME; c++) {
      four *const at = (four *)(to + (i / SOME + c) * WIDE);
      *at += ((const four *)&each)[c];
    }
  }
}

static void sum_point(const winograd_gradient *w, int row, int x) {
  const int channels = padded_channels(w), filters = padded_filters(w), lines = MOST_WINDOWS * PARTS;
  float *const sums = w->sums + (int64_t)(4 * row + x) * filters * channels;
  const column *const gradients = w->gradients + (int64_t)x * filters * lines;
  const column *const inputs = w->inputs + (int64_t)x * channels * lines;
  for (int f = 0; f < w->filters; f += SOME)
    for (int c = 0; c < w->channels; c += SOME_CHANNELS)
      sum_windows(gradients + (int64_t)f * lines, inputs + (int64_t)c * lines, w->windows * PARTS,
                  sums + ((int64_t)f / WIDE * channels + c) * WIDE + f % WIDE);
}

// Adds the products of a slab.
static void winograd_gradient_slab(winograd_gradient w) {
  const int windows = (w.from.rows + 1) / 2 * windows_across(&w.from);
  for (int first = 0; first < windows; first += MOST_WINDOWS) {
    w.windows = smaller(MOST_WINDOWS, windows - first);
    for (int row = 0; row < 4; row++) {
      transform_windows(&w, first, row);
      for (int x = 0; x < 4; x++) sum_point(&w, row, x);
    }
  }
}

// From four points, `step` apart, to three weights.
INLINE void weights_of(const wide *m, int step, wide *to, int to_step) {
  const wide b = 0.5f * m[step], c = 0.5f * m[2 * step];
  to[0] = m[0] + b + c;
  to[to_step] = b - c;
  to[2 * to_step] = b + c - m[3 * step];
}

// Once all is summed: to[list][row][channel][column][WIDE].
static void weights_of_sums(const winograd_gradient *w, float *to) {
  const int channels = padded_channels(w), step = padded_filters(w) / WIDE * channels;
  for (int list = 0; list < lists_of(w->filters); list++)
    for (int c = 0; c < w->channels; c++) {
      const wide *const m = (const wide *)w->sums + list * channels + c;
      wide half[12], weights[9];
      for (int x = 0; x < 4; x++) weights_of(m + x * step, 4 * step, half + x, 4);
      for (int y = 0; y < 3; y++) weights_of(half + 4 * y, 1, weights + 3 * y, 1);
      for (int ky = 0; ky < 3; ky++)
        memcpy(to + (((int64_t)list * 3 + ky) * w->channels + c) * 3 * WIDE, weights + 3 * ky, 3 * sizeof *weights);
    }
}

#endif
