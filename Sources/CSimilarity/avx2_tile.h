#include <immintrin.h>
#include <string.h>
#include "screening.h"

// What the kernels with 256-bit registers share. TARGET is what they are compiled for.
//
// Twelve accumulators, two registers of columns, one of a row's codes and one for a product: all
// sixteen registers.

enum { tile_rows = 6, registers = 2, tile_columns = 8 * registers };

typedef __m256 vector;

/// The codes of a row, four at a time, in all places.
TARGET static inline __m256i broadcast_quad(const int8_t *quad) {
  int32_t value;
  memcpy(&value, quad, 4);
  return _mm256_set1_epi32(value);
}

TARGET static inline vector scaled(vector sums, const screening_block *block, int part) {
  return _mm256_fmadd_ps(sums, _mm256_set1_ps(block->scale),
                         _mm256_loadu_ps(block->column_slacks + 8 * part));
}

TARGET static inline size_t append_tile(uint32_t *hits, size_t found, size_t row,
                                        vector scores[tile_rows][registers], const float *needs) {
  vector hit[tile_rows][registers], any = _mm256_setzero_ps();
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i) {
    vector need = _mm256_broadcast_ss(needs + i);
    for (int j = 0; j < registers; ++j) {
      hit[i][j] = _mm256_cmp_ps(scores[i][j], need, _CMP_NLT_UQ);
      any = _mm256_or_ps(any, hit[i][j]);
    }
  }
  if (__builtin_expect(_mm256_testz_ps(any, any), 1)) return found;
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i) {
    unsigned low = (unsigned)_mm256_movemask_ps(hit[i][0]);
    unsigned high = (unsigned)_mm256_movemask_ps(hit[i][1]);
    found = append_hits(hits, found, row + (size_t)i, low | high << 8);
  }
  return found;
}

TARGET static inline void store_tile(float *target, size_t stride,
                                     vector scores[tile_rows][registers]) {
#pragma clang loop unroll(full)
  for (size_t i = 0; i < tile_rows; ++i)
    for (size_t j = 0; j < registers; ++j)
      _mm256_storeu_ps(target + i * stride + 8 * j, scores[i][j]);
}
