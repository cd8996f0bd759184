// Vectors of as many numbers as the processor's registers hold: what is longer, a compiler may keep in memory.
#ifndef ALTSPARSE_VECTOR_H
#define ALTSPARSE_VECTOR_H
#include <stdint.h>

#define LINE 64 // bytes

// LANES: numbers in a register. SUMS: how many registers hold sums while weights are worked through; LIST_SUMS: while
// those of one filter are.
#if defined(__AVX512F__)
#define LANES 16
#define SUMS 16
#elif defined(__AVX2__)
#define LANES 8
#define SUMS 8
#elif defined(__aarch64__)
#define LANES 4
#define SUMS 16
#else
#define LANES 4
#define SUMS 8
#endif

// V8 reads all lines of an entry before it multiplies the first: sums of a second one would be kept in memory.
#if defined(__wasm__)
#define LIST_SUMS 4
#else
#define LIST_SUMS SUMS
#endif

typedef float column __attribute__((vector_size(4 * LANES)));
typedef int32_t column_bits __attribute__((vector_size(4 * LANES)));
typedef uint32_t column_words __attribute__((vector_size(4 * LANES)));

#define INLINE static inline __attribute__((always_inline))
#define NOINLINE static __attribute__((noinline))
#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 32")
#endif

INLINE column zero(void) { return (column){0}; }
// Less 0 and not plus 0, which would be an addition: −0 + 0 is 0.
INLINE column all(float value) { return value - zero(); }

// Keeps a vector in a register where the compiler would read it from memory at each use.
#if defined(__AVX512F__)
#define KEEP(x) __asm__("" : "+v"(x))
#else
#define KEEP(x) ((void)0)
#endif

typedef float eight __attribute__((vector_size(32)));
typedef float four __attribute__((vector_size(16)));

INLINE float sum_four(four x) { return (x[0] + x[2]) + (x[1] + x[3]); }

INLINE float sum_lanes(column x) {
#if LANES == 4
  return sum_four(x);
#else
#if LANES == 16
  const eight h = __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7) +
                  __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
#else
  const eight h = x;
#endif
  return sum_four(__builtin_shufflevector(h, h, 0, 1, 2, 3) + __builtin_shufflevector(h, h, 4, 5, 6, 7));
#endif
}

// As many vectors as a vector has numbers: rows become columns. Each round deals the numbers of two halves like cards.
#if LANES == 16
#define LOW_HALVES(a, b) __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define HIGH_HALVES(a, b) __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#elif LANES == 8
#define LOW_HALVES(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define HIGH_HALVES(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#else
#define LOW_HALVES(a, b) __builtin_shufflevector(a, b, 0, 4, 1, 5)
#define HIGH_HALVES(a, b) __builtin_shufflevector(a, b, 2, 6, 3, 7)
#endif
INLINE void turn(column *v) {
  UNROLL for (int round = 1; round < LANES; round *= 2) {
    column dealt[LANES];
    UNROLL for (int i = 0; i < LANES / 2; i++) {
      dealt[2 * i] = LOW_HALVES(v[i], v[i + LANES / 2]);
      dealt[2 * i + 1] = HIGH_HALVES(v[i], v[i + LANES / 2]);
    }
    UNROLL for (int i = 0; i < LANES; i++) v[i] = dealt[i];
  }
}

// 0 where `where` is 0 or less, else x: what is not a number stays so.
INLINE column where_positive(column where, column x) {
  return (column)(~(column_bits)(where <= zero()) & (column_bits)x);
}

INLINE column at_least_zero(column x) { return where_positive(x, x); }

#endif
