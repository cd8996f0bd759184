// A slab: a few rows of a tensor with its padding, as a thread's own copy that stays in its cache.
// Laid out [row][channel][column][image], so that a weight is one fixed offset.
#ifndef ALTSPARSE_SLAB_H
#define ALTSPARSE_SLAB_H
#include <string.h>
#include "activation.h"
#include "tape.h"

typedef struct {
  line *lines;
  int channels, columns; // of the slab
  int pad;               // columns before the image's first
  int first, end;        // rows of the image that it holds, also outside of it
} slab;

INLINE line *slab_row(const slab *s, int row) {
  return s->lines + (int64_t)(row - s->first) * s->channels * s->columns;
}

// Moves the rows that stay to the front; what follows has to be filled. Returns the first row to fill.
INLINE int slab_advance(slab *s, int first, int end) {
  const int kept = larger(0, s->end - first);
  if (kept > 0) memmove(s->lines, slab_row(s, first), sizeof(line) * kept * s->channels * s->columns);
  s->first = first;
  s->end = end;
  return first + kept;
}

INLINE void clear_columns(line *row, int from, int to) {
  for (int x = from; x < to; x++) row[x] = zero_line();
}

// One term of a source along a row of one channel.
typedef struct {
  const line *values;
  column scale, shift;
} term;

INLINE term term_of(const place *here, int32_t tensor, int32_t scale, int32_t shift, int64_t line_number, int channel) {
  const float *const scales = at(here, scale), *const shifts = at(here, shift);
  return (term){(const line *)at(here, tensor) + line_number, all(scale ? scales[channel] : 1), all(shift ? shifts[channel] : 0)};
}

// The value of a source at one column.
INLINE void value_at(const int act, const int two, float slope, const term *a, const term *b, int x, column *value) {
  column first[PARTS], second[PARTS];
  load_line(a->values + x, first);
  if (two) load_line(b->values + x, second);
  EACH_PART(p) {
    column sum = a->scale * first[p] + a->shift;
    if (two) sum += b->scale * second[p] + b->shift;
    value[p] = act == NONE ? sum : act == RELU ? at_least_zero(sum) : activate(act, slope, sum);
  }
}

// Where a row of values goes: into a slab, into a tensor, or both.
typedef struct { line *slab, *tensor; } targets;

INLINE void row_of(const int act, const int two, float slope, term a, term b, targets to, int n) {
  for (int x = 0; x < n; x++) {
    column value[PARTS];
    value_at(act, two, slope, &a, &b, x, value);
    if (to.slab) store_slab(to.slab + x, value);
    if (to.tensor) store_far(to.tensor + x, value);
  }
}

// The values of a source along one row of one channel, for the first n columns.
INLINE void source_row(const place *here, const source *s, int64_t line_number, int channel, targets to, int n) {
  const term a = term_of(here, s->first, s->firstScale, s->firstShift, line_number, channel);
  const term b = s->second ? term_of(here, s->second, s->secondScale, s->secondShift, line_number, channel) : a;
  if (s->act == NONE && !s->second) row_of(NONE, 0, 0, a, b, to, n);
  else if (s->act == RELU && !s->second) row_of(RELU, 0, 0, a, b, to, n);
  else if (s->act == RELU) row_of(RELU, 1, 0, a, b, to, n);
  else if (!s->second) row_of(s->act, 0, s->slope, a, b, to, n);
  else row_of(s->act, 1, s->slope, a, b, to, n);
}

// Fills one row of a slab from a source; stores it as well where it is the thread's to store.
INLINE void fill_source_row(const place *here, const source *s, slab *into, int tile, int row, int store) {
  line *const lines = slab_row(into, row);
  if (row < 0 || row >= s->rows) {
    clear_columns(lines, 0, into->channels * into->columns);
    return;
  }
  const int n = s->columns;
  for (int c = 0; c < s->channels; c++) {
    line *const to = lines + (int64_t)c * into->columns;
    const int64_t from = ((int64_t)(tile * s->rows + row) * s->channels + c) * n;
    clear_columns(to, 0, into->pad);
    source_row(here, s, from, c, (targets){to + into->pad, store ? (line *)at(here, s->store) + from : 0}, n);
    clear_columns(to, into->pad + n, into->columns);
  }
}

#endif
