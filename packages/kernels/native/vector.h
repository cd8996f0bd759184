// Vectors of as many numbers as the processor's registers hold: what is longer, a compiler may keep in memory.
#ifndef ALTSPARSE_VECTOR_H
#define ALTSPARSE_VECTOR_H
#include <stdint.h>

#define LINE 64 // bytes

// LANES: numbers in a register. SUMS: how many registers hold sums while a list is worked through.
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

// Of as many vectors as a vector has numbers: the sum of the first, the sum of the second, …
#define FOLD(a, b, low, high) (__builtin_shufflevector(a, b, LIST low) + __builtin_shufflevector(a, b, LIST high))
#define LIST(...) __VA_ARGS__
INLINE column sum_each(const column *v) {
#if LANES == 16
  column by8[8], by4[4], by2[2];
  UNROLL for (int i = 0; i < 8; i++)
    by8[i] = FOLD(v[i], v[i + 8], (0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
                  (8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31));
  UNROLL for (int i = 0; i < 4; i++)
    by4[i] = FOLD(by8[i], by8[i + 4], (0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27),
                  (4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31));
  UNROLL for (int i = 0; i < 2; i++)
    by2[i] = FOLD(by4[i], by4[i + 2], (0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29),
                  (2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31));
  return FOLD(by2[0], by2[1], (0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30),
              (1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31));
#elif LANES == 8
  column by4[4], by2[2];
  UNROLL for (int i = 0; i < 4; i++) by4[i] = FOLD(v[i], v[i + 4], (0, 1, 2, 3, 8, 9, 10, 11), (4, 5, 6, 7, 12, 13, 14, 15));
  UNROLL for (int i = 0; i < 2; i++) by2[i] = FOLD(by4[i], by4[i + 2], (0, 1, 8, 9, 4, 5, 12, 13), (2, 3, 10, 11, 6, 7, 14, 15));
  return FOLD(by2[0], by2[1], (0, 8, 2, 10, 4, 12, 6, 14), (1, 9, 3, 11, 5, 13, 7, 15));
#else
  const column first = FOLD(v[0], v[2], (0, 1, 4, 5), (2, 3, 6, 7)), second = FOLD(v[1], v[3], (0, 1, 4, 5), (2, 3, 6, 7));
  return FOLD(first, second, (0, 4, 2, 6), (1, 5, 3, 7));
#endif
}

// 0 where `where` is 0 or less, else x: what is not a number stays so.
INLINE column where_positive(column where, column x) {
  return (column)(~(column_bits)(where <= zero()) & (column_bits)x);
}

INLINE column at_least_zero(column x) { return where_positive(x, x); }

#endif
