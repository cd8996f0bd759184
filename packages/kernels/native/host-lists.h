// Arrays of the host at listed places and as a whole, for the addon alone. Kept weights lie far apart, so that each is a line of memory of
// its own: it is asked for some places ahead, which a loop in JavaScript cannot.
#ifndef ALTSPARSE_HOST_LISTS_H
#define ALTSPARSE_HOST_LISTS_H
#include <stddef.h>
#include <stdint.h>

// Products are rounded before they are added, as in JavaScript: the same bits.
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#define ROUNDED
#else
#define ROUNDED __attribute__((optimize("fp-contract=off")))
#endif

#define PLACES_AHEAD 32

// Places, less `first`: all below `length` of the arrays. Or no list: `everywhere`.
typedef struct {
  const uint32_t *places;
  size_t count, length;
  uint32_t first;
  int everywhere;
} listed;

typedef struct {
  double factor;
  const float *values;
} part;

static int all_inside(listed l) {
  uint32_t furthest = 0; // a place before the first is very far
  for (size_t k = 0; k < l.count; k++) {
    const uint32_t i = l.places[k] - l.first;
    if (i > furthest) furthest = i;
  }
  return l.count == 0 || furthest < l.length;
}

// Where the list is to be in some time, or at its end.
static inline size_t place_ahead(listed l, size_t k) {
  return l.places[k + PLACES_AHEAD < l.count ? k + PLACES_AHEAD : l.count - 1] - l.first;
}

#define MOST_PARTS 3

// At all places from `from` to `to`. The target may be one of the parts, from the same place on.
#if defined(__clang__)
#define EACH_BY_ITSELF _Pragma("clang loop vectorize(assume_safety)")
#else
#define EACH_BY_ITSELF _Pragma("GCC ivdep")
#endif
ROUNDED static inline __attribute__((always_inline)) void combine_stretch(const int count, float *out, const part *parts,
                                                                          size_t from, size_t to) {
  const part a = parts[0], b = parts[count > 1], c = parts[count > 2 ? 2 : 0];
  EACH_BY_ITSELF
  for (size_t i = from; i < to; i++) {
    double sum = a.factor * a.values[i];
    if (count > 1) sum += b.factor * b.values[i];
    if (count > 2) sum += c.factor * c.values[i];
    out[i] = (float)sum;
  }
}

ROUNDED static void combine_everywhere(int count, float *out, const part *parts, size_t from, size_t to) {
  if (count == 1) combine_stretch(1, out, parts, from, to);
  else if (count == 2) combine_stretch(2, out, parts, from, to);
  else combine_stretch(3, out, parts, from, to);
}

ROUNDED static inline __attribute__((always_inline)) void combine_parts(const int count, float *out, const part *parts,
                                                                        listed l) {
  for (size_t k = 0; k < l.count; k++) {
    const size_t ahead = place_ahead(l, k), i = l.places[k] - l.first;
    __builtin_prefetch(out + ahead, 1);
    for (int p = 0; p < count; p++) __builtin_prefetch(parts[p].values + ahead);
    double sum = parts[0].factor * parts[0].values[i];
    for (int p = 1; p < count; p++) sum += parts[p].factor * parts[p].values[i];
    out[i] = (float)sum;
  }
}

// Each count has a loop of its own.
ROUNDED static void combine(int count, float *out, const part *parts, listed l) {
  if (count == 1) combine_parts(1, out, parts, l);
  else if (count == 2) combine_parts(2, out, parts, l);
  else combine_parts(3, out, parts, l);
}

ROUNDED static double inner(const float *a, const float *b, listed l) {
  double sum = 0;
  for (size_t k = 0; k < l.count; k++) {
    const size_t ahead = place_ahead(l, k), i = l.places[k] - l.first;
    __builtin_prefetch(a + ahead);
    __builtin_prefetch(b + ahead);
    sum += (double)a[i] * b[i];
  }
  return sum;
}

#endif
