#include <immintrin.h>
#include <string.h>
#include "hits.h"

// A template for kernels, not a header by itself: include it first, once in a file, after `TARGET`
// is defined as the target attribute of the instructions that the kernel uses.
//
// What the kernels with 256-bit registers share. TARGET is what they are compiled for.
//
// Twelve accumulators, two registers of columns, one of a row's codes and one for a product: all
// sixteen registers.

// Few registers: the compiler knows better which of them its loops need.
#define INLINED

enum { tile_rows = 6, registers = 2, lanes = 8, tile_columns = lanes * registers };

// As many rows are compared with some columns at a time.
#define ALWAYS_INLINED __attribute__((always_inline))
enum { some = 4, some_registers = columns_of_some / lanes };

typedef __m256 vector;
typedef __m256i integers;

TARGET static inline vector load(const float *values) { return _mm256_loadu_ps(values); }
TARGET static inline void store(float *target, vector values) { _mm256_storeu_ps(target, values); }
TARGET static inline vector repeat(float value) { return _mm256_set1_ps(value); }
TARGET static inline vector zeros(void) { return _mm256_setzero_ps(); }
TARGET static inline vector add_product(vector sum, vector a, vector b) {
  return _mm256_fmadd_ps(a, b, sum);
}

TARGET static inline integers load_codes(const int8_t *codes) {
  return _mm256_load_si256((const __m256i *)codes);
}
TARGET static inline integers repeat_quad(int32_t quad) { return _mm256_set1_epi32(quad); }

/// The hits of scores that must reach the threshold of their row; a NaN is one.
TARGET static inline size_t append_tile(packed_hit *hits, size_t found, size_t row,
                                        vector scores[tile_rows][registers], const float *thresholds) {
  vector hit[tile_rows][registers], any = _mm256_setzero_ps();
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i) {
    vector threshold = repeat(thresholds[i]);
    for (int j = 0; j < registers; ++j) {
      hit[i][j] = _mm256_cmp_ps(scores[i][j], threshold, _CMP_NLT_UQ);
      any = _mm256_or_ps(any, hit[i][j]);
    }
  }
  if (__builtin_expect(_mm256_testz_ps(any, any), 1)) return found;
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i) {
    unsigned low = (unsigned)_mm256_movemask_ps(hit[i][0]);
    unsigned high = (unsigned)_mm256_movemask_ps(hit[i][1]);
    found = append_hits(hits, found, row + (size_t)i, low | high << lanes);
  }
  return found;
}
