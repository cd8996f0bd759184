#include "normalise.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "team.h"

// One version of each loop for each generation of processors; the right one is taken when the library is loaded.
// Products and sums are not contracted (a compiler flag), so all give the same bits.
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__)
#define ANY_CPU __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define ANY_CPU
#endif
#define INLINE_LAMBDA __attribute__((always_inline))

namespace {

// Sixteen numbers as one; the compiler splits them where registers are smaller.
typedef float Wide __attribute__((vector_size(64)));

#define INLINE inline __attribute__((always_inline))

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

// Of each column: how many numbers, their mean, and the sum of squares of what lies between them and it.
struct Moments {
  double count = 0;
  std::vector<double> mean, squares;

  explicit Moments(int64_t width) : mean(width), squares(width) {}
};

// Two groups of numbers as one: Chan, Golub and LeVeque, 1979.
template <class Number>
void merge(Moments& into, double count, const Number* mean, const Number* squares, int64_t width) {
  const double all = into.count + count, share = count / all, weight = into.count * share;
  for (int64_t c = 0; c < width; c++) {
    const double apart = mean[c] - into.mean[c];
    into.mean[c] += apart * share;
    into.squares[c] += squares[c] + apart * apart * weight;
  }
  into.count = all;
}

// Mean, and squares around it, of some lines.
ANY_CPU void block_moments(const float* x, int64_t lines, int64_t width, float* mean, float* squares) {
  const float share = 1 / static_cast<float>(lines);
  each_columns(width, [&](auto columns, int64_t at) INLINE_LAMBDA {
    using C = decltype(columns);
    typename C::T sum[C::N] = {}, square[C::N] = {};
    for (int64_t r = 0; r < lines; r++)
      for (int i = 0; i < C::N; i++) sum[i] += C::load(x + r * width + at, i);
    for (int i = 0; i < C::N; i++) sum[i] *= share;
    for (int64_t r = 0; r < lines; r++)
      for (int i = 0; i < C::N; i++) {
        const auto away = C::load(x + r * width + at, i) - sum[i];
        square[i] += away * away;
      }
    for (int i = 0; i < C::N; i++) C::store(mean + at, i, sum[i]), C::store(squares + at, i, square[i]);
  });
}

Moments part_moments(const float* x, const Cut& cut, int part) {
  const int64_t width = cut.width;
  Moments found(width);
  std::vector<float> mean(width), squares(width);
  for (int64_t at = cut.first(part); at < cut.last(part); at += cut.block()) {
    const int64_t lines = std::min(cut.block(), cut.last(part) - at);
    block_moments(x + at * width, lines, width, mean.data(), squares.data());
    merge(found, static_cast<double>(lines), mean.data(), squares.data(), width);
  }
  return found;
}

Moments all_moments(const float* x, const Cut& cut, Team& team) {
  std::vector<Moments> parts(cut.parts(), Moments(0));
  team.run(cut.parts(), [&](int i) { parts[i] = part_moments(x, cut, i); });
  Moments all(cut.channels);
  for (const Moments& one : parts)
    for (int64_t c = 0; c < cut.width; c += cut.channels)
      merge(all, one.count, one.mean.data() + c, one.squares.data() + c, cut.channels);
  return all;
}

struct Lines {
  const float *x, *side, *mean, *a, *b;
  int64_t lines, width;
  float* y;
};

template <bool Side, bool Relu>
INLINE void write_lines(const Lines& job) {
  each_columns(job.width, [&](auto columns, int64_t at) INLINE_LAMBDA {
    using C = decltype(columns);
    for (int64_t r = 0; r < job.lines; r++) {
      const int64_t here = r * job.width + at;
      for (int i = 0; i < C::N; i++) {
        auto value = (C::load(job.x + here, i) - C::load(job.mean + at, i)) * C::load(job.a + at, i);
        value += C::load(job.b + at, i);
        if constexpr (Side) value += C::load(job.side + here, i);
        C::store(job.y + here, i, Relu ? positive(value, value) : value);
      }
    }
  });
}

ANY_CPU void write_plain(const Lines& job) { write_lines<false, false>(job); }
ANY_CPU void write_relu(const Lines& job) { write_lines<false, true>(job); }
ANY_CPU void write_sum(const Lines& job) { write_lines<true, false>(job); }
ANY_CPU void write_sum_relu(const Lines& job) { write_lines<true, true>(job); }

// Which numbers of a gradient pass the ReLU: those whose output was above 0. Without a sum the input tells.
enum class Gate { none, from_input, from_output };

struct Sums {
  const float *gradient, *more, *x, *y, *mean, *a, *b;
  int64_t lines, width;
  float *gated, *sums, *products;
};

template <Gate gate, bool More>
INLINE void sum_lines(const Sums& job) {
  each_columns(job.width, [&](auto columns, int64_t at) INLINE_LAMBDA {
    using C = decltype(columns);
    typename C::T sum[C::N] = {}, product[C::N] = {};
    for (int64_t r = 0; r < job.lines; r++) {
      const int64_t here = r * job.width + at;
      for (int i = 0; i < C::N; i++) {
        auto value = C::load(job.gradient + here, i);
        const auto away = C::load(job.x + here, i) - C::load(job.mean + at, i);
        if constexpr (More) value += C::load(job.more + here, i);
        if constexpr (gate == Gate::from_input)
          value = positive(away * C::load(job.a + at, i) + C::load(job.b + at, i), value);
        if constexpr (gate == Gate::from_output) value = positive(C::load(job.y + here, i), value);
        if constexpr (More || gate == Gate::from_output) C::store(job.gated + here, i, value);
        sum[i] += value;
        product[i] += value * away;
      }
    }
    for (int i = 0; i < C::N; i++) C::store(job.sums + at, i, sum[i]), C::store(job.products + at, i, product[i]);
  });
}

ANY_CPU void sum_plain(const Sums& job) { sum_lines<Gate::none, false>(job); }
ANY_CPU void sum_gated(const Sums& job) { sum_lines<Gate::from_input, false>(job); }
ANY_CPU void sum_after(const Sums& job) { sum_lines<Gate::from_output, false>(job); }
ANY_CPU void sum_more(const Sums& job) { sum_lines<Gate::none, true>(job); }
ANY_CPU void sum_more_gated(const Sums& job) { sum_lines<Gate::from_input, true>(job); }
ANY_CPU void sum_more_after(const Sums& job) { sum_lines<Gate::from_output, true>(job); }

struct Slopes {
  const float *gradient, *x, *mean, *a, *b, *slope, *level;
  int64_t lines, width;
  float* dx;
};

template <bool Gated>
INLINE void write_gradient(const Slopes& job) {
  each_columns(job.width, [&](auto columns, int64_t at) INLINE_LAMBDA {
    using C = decltype(columns);
    for (int64_t r = 0; r < job.lines; r++) {
      const int64_t here = r * job.width + at;
      for (int i = 0; i < C::N; i++) {
        auto value = C::load(job.gradient + here, i);
        const auto away = C::load(job.x + here, i) - C::load(job.mean + at, i), a = C::load(job.a + at, i);
        if constexpr (Gated) value = positive(away * a + C::load(job.b + at, i), value);
        C::store(job.dx + here, i, value * a + (away * C::load(job.slope + at, i) + C::load(job.level + at, i)));
      }
    }
  });
}

ANY_CPU void gradient_plain(const Slopes& job) { write_gradient<false>(job); }
ANY_CPU void gradient_gated(const Slopes& job) { write_gradient<true>(job); }

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

}  // namespace

void forward(const Forward& job, Team& team) {
  const Cut cut(job.rows, job.channels);
  const Moments all = all_moments(job.x, cut, team);
  for (int64_t c = 0; c < cut.channels; c++) {
    job.mean[c] = static_cast<float>(all.mean[c]);
    job.variance[c] = static_cast<float>(all.squares[c] / std::max(1., all.count - 1));
    job.spread[c] = static_cast<float>(1 / std::sqrt(all.squares[c] / all.count + job.epsilon));
  }
  const Line line(cut, job.scale, job.offset, job.mean, job.spread);
  const auto write = job.side ? (job.relu ? write_sum_relu : write_sum) : (job.relu ? write_relu : write_plain);
  // Backwards: what was read last is still near.
  team.run(cut.parts(), [&](int turn) {
    const int i = cut.parts() - 1 - turn;
    const int64_t at = cut.first(i) * cut.width;
    const float* side = job.side ? job.side + at : nullptr;
    const int64_t lines = cut.last(i) - cut.first(i);
    write({job.x + at, side, line.mean.data(), line.a.data(), line.b.data(), lines, cut.width, job.y + at});
  });
}

namespace {

// Sums over all rows, by channel: of the gradient, and of its product with what lies between input and mean.
std::vector<double> gradient_sums(const Backward& job, const Cut& cut, const Line& line, Team& team) {
  const int64_t width = cut.width, channels = cut.channels;
  const auto plain = job.more ? sum_more : sum_plain;
  const auto inner = job.more ? sum_more_gated : sum_gated;
  const auto outer = job.more ? sum_more_after : sum_after;
  const auto sum = !job.relu ? plain : job.y ? outer : inner;
  const auto past = [](const float* array, int64_t at) { return array == nullptr ? nullptr : array + at; };
  std::vector<std::vector<double>> parts(cut.parts());
  team.run(cut.parts(), [&](int i) {
    std::vector<double> found(2 * channels);
    std::vector<float> sums(width), products(width);
    for (int64_t from = cut.first(i); from < cut.last(i); from += cut.block()) {
      const int64_t lines = std::min(cut.block(), cut.last(i) - from), at = from * width;
      float* gated = job.gated == nullptr ? nullptr : job.gated + at;
      sum({job.gradient + at, past(job.more, at), job.x + at, past(job.y, at), line.mean.data(), line.a.data(),
           line.b.data(), lines, width, gated, sums.data(), products.data()});
      for (int64_t c = 0; c < width; c++) found[c % channels] += sums[c];
      for (int64_t c = 0; c < width; c++) found[channels + c % channels] += products[c];
    }
    parts[i] = std::move(found);
  });
  std::vector<double> all(2 * channels);
  for (const auto& one : parts)
    for (int64_t c = 0; c < 2 * channels; c++) all[c] += one[c];
  return all;
}

}  // namespace

void backward(const Backward& job, Team& team) {
  const Cut cut(job.rows, job.channels);
  const int64_t width = cut.width, channels = cut.channels;
  const Line line(cut, job.scale, job.offset, job.mean, job.spread);
  const std::vector<double> sums = gradient_sums(job, cut, line, team);
  const double rows = static_cast<double>(job.rows);
  std::vector<float> slope(channels), level(channels);
  for (int64_t c = 0; c < channels; c++) {
    const double spread = job.spread[c], a = job.scale[c] * spread;
    const double falls = -a * spread * spread * sums[channels + c] / rows;
    job.dscale[c] = static_cast<float>(sums[channels + c] * spread);
    job.doffset[c] = static_cast<float>(sums[c]);
    slope[c] = static_cast<float>(falls);
    level[c] = static_cast<float>(-a * sums[c] / rows);
  }
  const std::vector<float> slopes = cut.tiled(slope.data()), levels = cut.tiled(level.data());
  // A gradient that was gated on the way is read again as it is; otherwise the gate is worked out once more.
  const auto write = job.gated || !job.relu ? gradient_plain : gradient_gated;
  const float* source = job.gated ? job.gated : job.gradient;
  team.run(cut.parts(), [&](int turn) {
    const int i = cut.parts() - 1 - turn;
    const int64_t at = cut.first(i) * width, lines = cut.last(i) - cut.first(i);
    write({source + at, job.x + at, line.mean.data(), line.a.data(), line.b.data(), slopes.data(), levels.data(), lines, width,
           job.dx + at});
  });
}
