#include "lines.h"
#include "normalise.h"
#include "team.h"

namespace {

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
