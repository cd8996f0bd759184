// A slab: a few rows of a tensor with its padding, as a thread's own copy that stays in its cache.
// Laid out [row][channel][column][image], so that a weight is one fixed offset.
#ifndef ALTSPARSE_SLAB_H
#define ALTSPARSE_SLAB_H
#include <string.h>
#include "activation.h"
#include "tape.h"

INLINE int larger(int a, int b) { return a > b ? a : b; }
INLINE int smaller(int a, int b) { return a < b ? a : b; }

typedef struct {
  column *lines;
  int channels, columns; // of the slab
  int pad;               // columns before the image's first
  int first, end;        // rows of the image that it holds, also outside of it
} slab;

INLINE column *slab_row(const slab *s, int row) {
  return s->lines + (int64_t)(row - s->first) * s->channels * s->columns;
}

// Moves the rows that stay to the front; what follows has to be filled. Returns the first row to fill.
INLINE int slab_advance(slab *s, int first, int end) {
  const int kept = larger(0, s->end - first);
  if (kept > 0) memmove(s->lines, slab_row(s, first), sizeof(column) * kept * s->channels * s->columns);
  s->first = first;
  s->end = end;
  return first + kept;
}

INLINE void clear_columns(column *row, int from, int to) {
  for (int x = from; x < to; x++) row[x] = zero();
}

// One term of a source along a row of one channel.
typedef struct {
  const column *values;
  column scale, shift;
} term;

INLINE term term_of(const place *here, int32_t tensor, int32_t scale, int32_t shift, int64_t line, int channel) {
  const float *const scales = at(here, scale), *const shifts = at(here, shift);
  return (term){(const column *)at(here, tensor) + line, all(scale ? scales[channel] : 1), all(shift ? shifts[channel] : 0)};
}

INLINE void row_of(const int act, const int two, float slope, term a, term b, column *to, int n) {
  for (int x = 0; x < n; x++) {
    column sum = a.scale * a.values[x] + a.shift;
    if (two) sum += b.scale * b.values[x] + b.shift;
    to[x] = act == NONE ? sum : act == RELU ? at_least_zero(sum) : activate(act, slope, sum);
  }
}

// The values of a source along one row of one channel, for the first n columns.
INLINE void source_row(const place *here, const source *s, int64_t line, int channel, column *to, int n) {
  const term a = term_of(here, s->first, s->firstScale, s->firstShift, line, channel);
  const term b = s->second ? term_of(here, s->second, s->secondScale, s->secondShift, line, channel) : a;
  if (s->act == NONE && !s->second && !s->firstScale) memcpy(to, a.values, sizeof(column) * n);
  else if (s->act == RELU && !s->second) row_of(RELU, 0, 0, a, b, to, n);
  else if (s->act == RELU) row_of(RELU, 1, 0, a, b, to, n);
  else if (!s->second) row_of(s->act, 0, s->slope, a, b, to, n);
  else row_of(s->act, 1, s->slope, a, b, to, n);
}

// Fills one row of a slab from a source; stores it as well where it is the thread's to store.
INLINE void fill_source_row(const place *here, const source *s, slab *into, int tile, int row, int store) {
  column *const line = slab_row(into, row);
  if (row < 0 || row >= s->rows) {
    clear_columns(line, 0, into->channels * into->columns);
    return;
  }
  const int n = s->columns;
  for (int c = 0; c < s->channels; c++) {
    column *const to = line + (int64_t)c * into->columns;
    const int64_t from = ((int64_t)(tile * s->rows + row) * s->channels + c) * n;
    clear_columns(to, 0, into->pad);
    source_row(here, s, from, c, to + into->pad, n);
    clear_columns(to, into->pad + n, into->columns);
    if (store) memcpy((column *)at(here, s->store) + from, to + into->pad, sizeof(column) * n);
  }
}

#endif
