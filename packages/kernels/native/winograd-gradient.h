// Gradient to the weights of dense convolutions of 3x3 and stride 1 by Winograd's F(3x3, 4x4): nine sums over patches of
// 4x4 gradients from 6x6 inputs by 36 multiplications where the plain sum takes 144. Sums stay transformed until the end.
// They are made with filters in the lanes of a vector, so gradients are turned that way first; inputs are spread one by one.
#ifndef ALTSPARSE_WINOGRAD_GRADIENT_H
#define ALTSPARSE_WINOGRAD_GRADIENT_H
#include "weight-gradient.h"
#include "winograd.h"

#define PATCH 4                             // rows and columns of gradients
#define MOST_PATCHES (128 / TILE)           // transformed at once
#define IMAGES (MOST_PATCHES * TILE)        // of all patches
#define SOME_VECTORS 2                      // of filters whose sums are made together, with
#define SOME_CHANNELS (SUMS / SOME_VECTORS) // so many channels
#define PAIR 2                              // rows of points at once, see winograd-points.h
#define UP_TO(number, multiple) (((number) + (multiple) - 1) / (multiple) * (multiple))

typedef struct {
  products from; // rows of a slab
  int channels, filters;
  int patches;   // that are transformed
  column *sums;      // [row of points][point][vector of filters][channel]
  column *turned;    // [patch][vector of filters][row][column][image]
  column *gradients; // of two rows of points: [row][point][vector of filters][image]
  float *inputs;     // the same: [row][point][channel][image]
} winograd_gradient;

INLINE int by_patches(const lists *weights) { return weights->block == WIDE; }

// Of filters; they fill whole lists, too.
INLINE int vectors_of(const winograd_gradient *w) { return UP_TO(w->filters, LANES > WIDE ? LANES : WIDE) / LANES; }
INLINE int padded_channels(const winograd_gradient *w) { return UP_TO(w->channels, SOME_CHANNELS); }

// From point to point: not powers of two, see winograd.h.
INLINE int gradient_step(const winograd_gradient *w) { return vectors_of(w) * IMAGES + PARTS; }
INLINE int input_step(const winograd_gradient *w) { return padded_channels(w) * IMAGES + LINE / 4; }

INLINE winograd_gradient winograd_gradient_at(line *scratch, winograd_gradient w) {
  const int side = SIDE(PATCH);
  w.sums = (column *)scratch;
  w.turned = w.sums + (int64_t)side * side * vectors_of(&w) * padded_channels(&w);
  w.gradients = w.turned + (int64_t)PATCH * PATCH * vectors_of(&w) * IMAGES;
  w.inputs = (float *)(w.gradients + (int64_t)PAIR * side * gradient_step(&w));
  return w;
}

// Nothing is summed so far; channels that only fill a block stay 0.
static void clear_sums(const winograd_gradient *w) {
  const int side = SIDE(PATCH);
  memset(w->sums, 0, (char *)w->turned - (char *)w->sums);
  memset(w->inputs, 0, sizeof(float) * PAIR * side * input_step(w));
}

// One place of a patch of gradients, of a vector of filters: to[image], filters in the lanes.
INLINE void turn_place(const winograd_gradient *w, int vector, int row, int col, column *to) {
  const products *const f = &w->from;
  const line *const from =
      f->gradient + (int64_t)row * f->gradient_row + (int64_t)vector * LANES * f->gradient_channel + col;
  const int count = row < f->rows && col < f->columns ? larger(0, smaller(LANES, w->filters - vector * LANES)) : 0;
  column seen[LANES * PARTS];
  for (int i = 0; i < count; i++) {
    column parts[PARTS];
    load_slab(from + (int64_t)i * f->gradient_channel, parts);
    EACH_PART(p) seen[p * LANES + i] = parts[p];
  }
  for (int i = count; i < LANES; i++) EACH_PART(p) seen[p * LANES + i] = zero();
  EACH_PART(p) {
    turn(seen + p * LANES);
    memcpy(to + p * LANES, seen + p * LANES, sizeof(column) * LANES);
  }
}

// Where patches lie: they are counted along the rows of a slab.
INLINE int patches_across(const products *f) { return (f->columns + PATCH - 1) / PATCH; }
INLINE int patch_row(const winograd_gradient *w, int number) { return number / patches_across(&w->from) * PATCH; }
INLINE int patch_column(const winograd_gradient *w, int number) { return number % patches_across(&w->from) * PATCH; }

INLINE column *turned_at(const winograd_gradient *w, int patch, int vector) {
  return w->turned + (int64_t)(patch * vectors_of(w) + vector) * PATCH * PATCH * TILE;
}

static void turn_patches(const winograd_gradient *w, int first) {
  for (int at = 0; at < w->patches; at++)
    for (int v = 0; v < vectors_of(w); v++)
      for (int i = 0; i < PATCH * PATCH; i++)
        turn_place(w, v, patch_row(w, first + at) + i / PATCH, patch_column(w, first + at) + i % PATCH,
                   turned_at(w, at, v) + i * TILE);
}

// A patch of turned gradients, to two rows of points.
INLINE void gradient_points(const int pair, const winograd_gradient *w, int at, int vector) {
  const column *const from = turned_at(w, at, vector);
  const int step = gradient_step(w);
  column *const to = w->gradients + vector * IMAGES + at * TILE;
  for (int k = 0; k < TILE; k++) {
    column rows[PAIR][PATCH];
    UNROLL for (int x = 0; x < PATCH; x++)
      spread_pair(pair, from + x * TILE + k, PATCH * TILE, &rows[0][x], &rows[1][x]);
    UNROLL for (int y = 0; y < PAIR; y++) spread_four(rows[y], 1, to + SIDE(PATCH) * y * step + k, step);
  }
}

// A patch of inputs of one channel, to two rows of points.
INLINE void input_points(const int pair, const winograd_gradient *w, int row, int col, int channel, int at) {
  const products *const f = &w->from;
  const line *const from = f->input + (int64_t)row * f->input_row + (int64_t)channel * f->input_channel + col;
  const int last_row = f->rows + 1 - row, last = f->columns + 1 - col, step = input_step(w) / LANES;
  column rows[PAIR][SIDE(PATCH) * PARTS];
  UNROLL for (int x = 0; x < SIDE(PATCH); x++) {
    column seen[SIDE(PATCH) * PARTS];
    UNROLL for (int y = 0; y < SIDE(PATCH); y++)
      load_slab(from + (int64_t)smaller(y, last_row) * f->input_row + smaller(x, last), seen + y * PARTS);
    EACH_PART(p) gather_pair(pair, seen + p, PARTS, &rows[0][x * PARTS + p], &rows[1][x * PARTS + p]);
  }
  column *const to = (column *)w->inputs + (channel * MOST_PATCHES + at) * PARTS;
  UNROLL for (int y = 0; y < PAIR; y++)
    EACH_PART(p) gather_points(PATCH, &rows[y][p], PARTS, to + SIDE(PATCH) * y * step + p, step);
}

INLINE void transform_patches(const int pair, const winograd_gradient *w, int first) {
  for (int at = 0; at < w->patches; at++) {
    const int row = patch_row(w, first + at), col = patch_column(w, first + at);
    for (int v = 0; v < vectors_of(w); v++) gradient_points(pair, w, at, v);
    for (int c = 0; c < w->channels; c++) input_points(pair, w, row, col, c, at);
  }
}

// Some vectors of filters and some channels of one point; `step`: from one vector's sums to the next.
INLINE void sum_patches(const int vectors, const column *gradients, const float *inputs, int images, column *to, int step) {
  column sums[SUMS];
  UNROLL for (int i = 0; i < SOME_CHANNELS * vectors; i++) sums[i] = zero();
  for (int k = 0; k < images; k++) {
    column g[SOME_VECTORS];
    UNROLL for (int v = 0; v < vectors; v++) {
      g[v] = gradients[v * IMAGES + k];
      KEEP(g[v]);
    }
    UNROLL for (int c = 0; c < SOME_CHANNELS; c++)
      UNROLL for (int v = 0; v < vectors; v++) sums[c * vectors + v] += all(inputs[c * IMAGES + k]) * g[v];
  }
  UNROLL for (int v = 0; v < vectors; v++)
    UNROLL for (int c = 0; c < SOME_CHANNELS; c++) to[v * step + c] += sums[c * vectors + v];
}

static void sum_point(const winograd_gradient *w, const column *gradients, const float *inputs, column *sums) {
  const int channels = padded_channels(w), images = w->patches * TILE, vectors = vectors_of(w);
  int v = 0;
  for (; v + SOME_VECTORS <= vectors; v += SOME_VECTORS)
    for (int c = 0; c < channels; c += SOME_CHANNELS)
      sum_patches(SOME_VECTORS, gradients + v * IMAGES, inputs + c * IMAGES, images, sums + v * channels + c, channels);
  for (; v < vectors; v++)
    for (int c = 0; c < channels; c += SOME_CHANNELS)
      sum_patches(1, gradients + v * IMAGES, inputs + c * IMAGES, images, sums + v * channels + c, channels);
}

// Two rows of points of the next patches.
INLINE void sum_pair(const int pair, const winograd_gradient *w, int first) {
  static const int rows[][PAIR] = {{0, 5}, {1, 2}, {3, 4}};
  const int side = SIDE(PATCH);
  transform_patches(pair, w, first);
  for (int y = 0; y < PAIR; y++)
    for (int x = 0; x < side; x++)
      sum_point(w, w->gradients + (side * y + x) * gradient_step(w), w->inputs + (int64_t)(side * y + x) * input_step(w),
                w->sums + (int64_t)(side * rows[pair][y] + x) * vectors_of(w) * padded_channels(w));
}

// Adds the products of a slab.
NOINLINE void winograd_gradient_slab(winograd_gradient w) {
  const int patches = (w.from.rows + PATCH - 1) / PATCH * patches_across(&w.from);
  for (int first = 0; first < patches; first += MOST_PATCHES) {
    w.patches = smaller(MOST_PATCHES, patches - first);
    turn_patches(&w, first);
    sum_pair(0, &w, first);
    sum_pair(1, &w, first);
    sum_pair(2, &w, first);
  }
}

// Nine weights of a vector of filters, of one channel, to lists of WIDE filters.
static void store_weights(const winograd_gradient *w, const column *weights, int vector, int channel, float *to) {
  enum { span = LANES < WIDE ? LANES : WIDE };
  for (int i = 0; i < LANES && (vector * LANES + i) / WIDE < lists_of(w->filters); i += span) {
    const int filter = vector * LANES + i;
    for (int ky = 0; ky < 3; ky++)
      for (int kx = 0; kx < 3; kx++) {
        const int64_t entry = ((int64_t)(filter / WIDE * 3 + ky) * w->channels + channel) * 3 + kx;
        memcpy(to + entry * WIDE + filter % WIDE, (const float *)&weights[3 * ky + kx] + i, sizeof(float) * span);
      }
  }
}

// Once all is summed: to[list][row][channel][column][WIDE].
static void weights_of_sums(const winograd_gradient *w, float *to) {
  const int side = SIDE(PATCH), step = vectors_of(w) * padded_channels(w);
  for (int v = 0; v < vectors_of(w); v++)
    for (int c = 0; c < w->channels; c++) {
      const column *const m = w->sums + v * padded_channels(w) + c;
      column half[3 * SIDE(PATCH)], weights[9];
      for (int x = 0; x < side; x++) weights_of(m + (int64_t)x * step, side * step, half + x, side);
      for (int y = 0; y < 3; y++) weights_of(half + side * y, 1, weights + 3 * y, 1);
      store_weights(w, weights, v, c, to);
    }
}

#endif
