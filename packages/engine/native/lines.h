// Lines of numbers: how rows of channels are joined and cut, and loops over them that any processor runs at its best.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

// One version of each loop for each generation of processors; the right one is taken when the library is loaded.
// Products and sums are not contracted (a compiler flag), so all give the same bits.
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__)
#define ANY_CPU __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define ANY_CPU
#endif
#define INLINE_LAMBDA __attribute__((always_inline))

#define INLINE inline __attribute__((always_inline))

// Sixteen numbers as one; the compiler splits them where registers are smaller.
typedef float Wide __attribute__((vector_size(64)));

// Some columns of a line, `N` registers of type T: they stay in registers from line to line.
template <class Type, int Count>
struct Columns {
  using T = Type;
  static constexpr int N = Count;
  static constexpr int64_t kSize = Count * static_cast<int64_t>(sizeof(Type) / sizeof(float));

  // Arrays need not be aligned to a register's size.
  static INLINE T load(const float* from, int i) {
    T value;
    __builtin_memcpy(&value, from + i * (kSize / N), sizeof(T));
    return value;
  }
  static INLINE void store(float* to, int i, T value) { __builtin_memcpy(to + i * (kSize / N), &value, sizeof(T)); }
};

// Calls work(columns, first column) until all columns of a line are done, many at a time while that goes.
template <class Work>
INLINE void each_columns(int64_t width, Work work) {
  int64_t c = 0;
  for (; c + 64 <= width; c += 64) work(Columns<Wide, 4>(), c);
  for (; c + 16 <= width; c += 16) work(Columns<Wide, 1>(), c);
  for (; c < width; c++) work(Columns<float, 1>(), c);
}

template <class T>
INLINE T positive(T gate, T value) {
  return gate > 0 ? value : T{};
}

// Rows are joined to lines until these hold so many numbers, so that the inner loops are long for few channels too.
constexpr int64_t kLine = 64;
constexpr int64_t kParts = 64;
constexpr int64_t kBlock = 4096;  // numbers of a block: 16 KB of each array

// The whole as `lines` of `width` numbers, `width` a multiple of the channels, and how it is cut into parts.
struct Cut {
  int64_t channels, width, lines, part;

  Cut(int64_t rows, int64_t c) : channels(c) {
    int64_t join = 1;
    while (channels * join < kLine && rows % (join * 2) == 0) join *= 2;
    width = channels * join;
    lines = rows / join;
    part = (lines + kParts - 1) / kParts;
  }
  int parts() const { return static_cast<int>((lines + part - 1) / part); }
  int64_t first(int i) const { return i * part; }
  int64_t last(int i) const { return std::min(lines, (i + 1) * part); }
  int64_t block() const { return std::max<int64_t>(1, kBlock / width); }
  // A vector of channels as often as a line holds it.
  std::vector<float> tiled(const float* values) const {
    std::vector<float> line(width);
    for (int64_t i = 0; i < width; i++) line[i] = values[i % channels];
    return line;
  }
};

// y = (x − mean) · a + b of a normalisation: taking the mean off first keeps small differences of large numbers.
struct Line {
  std::vector<float> mean, a, b;
  Line(const Cut& cut, const float* scale, const float* offset, const float* means, const float* spread)
      : mean(cut.tiled(means)), b(cut.tiled(offset)) {
    std::vector<float> factor(cut.channels);
    for (int64_t c = 0; c < cut.channels; c++) factor[c] = scale[c] * spread[c];
    a = cut.tiled(factor.data());
  }
};
