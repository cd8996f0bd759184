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

// 0 where `where` is 0 or less, else x: what is not a number stays so.
INLINE column where_positive(column where, column x) {
  return (column)(~(column_bits)(where <= zero()) & (column_bits)x);
}

INLINE column at_least_zero(column x) { return where_positive(x, x); }

#endif
