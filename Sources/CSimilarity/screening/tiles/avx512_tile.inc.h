#include <immintrin.h>
#include <string.h>
#include "hits.h"

// A template for kernels, not a header by itself: include it first, once in a file, after `TARGET`
// is defined as the target attribute of the instructions that the kernel uses.
//
// What the kernels with 512-bit registers share. TARGET is what they are compiled for.
//
// 24 accumulators, two registers of columns, and the row's codes broadcast from memory by the
// multiplication itself.

// Scores of two registers for each row then stay where their sums were.
#define INLINED __attribute__((always_inline))

enum { tile_rows = 12, registers = 2, lanes = 16, tile_columns = lanes * registers };

// As many rows are compared with some columns at a time.
#define ALWAYS_INLINED __attribute__((always_inline))
enum { some = 4, some_registers = columns_of_some / lanes };

typedef __m512 vector;
typedef __m512i integers;

TARGET static inline vector load(const float *values) { return _mm512_loadu_ps(values); }
TARGET static inline void store(float *target, vector values) { _mm512_storeu_ps(target, values); }
TARGET static inline vector repeat(float value) { return _mm512_set1_ps(value); }
TARGET static inline vector zeros(void) { return _mm512_setzero_ps(); }
TARGET static inline vector add_product(vector sum, vector a, vector b) {
  return _mm512_fmadd_ps(a, b, sum);
}

TARGET static inline integers load_codes(const int8_t *codes) { return _mm512_load_si512(codes); }
TARGET static inline integers repeat_quad(int32_t quad) { return _mm512_set1_epi32(quad); }

/// The hits of scores that must reach the threshold of their row; a NaN is one.
TARGET static inline size_t append_tile(packed_hit *hits, size_t found, size_t row,
                                        vector scores[tile_rows][registers], const float *thresholds) {
  uint32_t hit[tile_rows], any = 0;
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i) {
    vector threshold = repeat(thresholds[i]);
    hit[i] = 0;
    for (int j = 0; j < registers; ++j)
      hit[i] |= (uint32_t)_mm512_cmp_ps_mask(scores[i][j], threshold, _CMP_NLT_UQ) << lanes * j;
    any |= hit[i];
  }
  if (__builtin_expect(any == 0, 1)) return found;
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i) found = append_hits(hits, found, row + (size_t)i, hit[i]);
  return found;
}
