#include <cmath>

#include "lines.h"
#include "normalise.h"
#include "team.h"

namespace {

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
