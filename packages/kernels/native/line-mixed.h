// Lines of mixed precision: needs AVX-512 (fp16 conversions of sixteen numbers), uses its bf16 products where it has them.
#define PARTS 2
typedef column_words line;

#define LARGEST_HALF 65504.0f

INLINE void load_line(const line *from, column *to) {
  const __m256i *const halves = (const __m256i *)from;
  to[0] = (column)_mm512_cvtph_ps(_mm256_load_si256(halves));
  to[1] = (column)_mm512_cvtph_ps(_mm256_load_si256(halves + 1));
}

// Too large a number becomes the largest: gradients are scaled, and an infinity would spoil a whole channel.
INLINE __m256i half_of(column x) {
  const __m512 high = _mm512_min_ps(_mm512_set1_ps(LARGEST_HALF), (__m512)x);
  const __m512 both = _mm512_max_ps(_mm512_set1_ps(-LARGEST_HALF), high);
  return _mm512_cvtps_ph(both, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}

INLINE void store_line(line *to, const column *from) {
  __m256i *const halves = (__m256i *)to;
  _mm256_store_si256(halves, half_of(from[0]));
  _mm256_store_si256(halves + 1, half_of(from[1]));
}

// Part 0 is the low half of each word, part 1 the high one.
INLINE void load_slab(const line *from, column *to) {
  const line words = *from;
  to[0] = (column)(words << 16);
  // Without the low half, which would make it larger every time: over many layers that adds up.
  to[1] = (column)(words & 0xffff0000u);
}

INLINE void store_slab(line *to, const column *from) {
  const column_words half_step = (column_words){0} + 0x8000u;
  const column_words low = (column_words)from[0] + half_step, high = (column_words)from[1] + half_step;
  *to = (low >> 16) | (high & 0xffff0000u);
}

INLINE column add_products_of_lines(column sum, line g, line x) {
#if defined(__AVX512BF16__)
  return (column)_mm512_dpbf16_ps((__m512)sum, (__m512bh)(__m512i)g, (__m512bh)(__m512i)x);
#else
  column a[PARTS], b[PARTS];
  load_slab(&g, a);
  load_slab(&x, b);
  return (sum + a[0] * b[0]) + a[1] * b[1];
#endif
}
