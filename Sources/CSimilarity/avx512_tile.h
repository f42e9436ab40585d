#include <immintrin.h>
#include <string.h>
#include "screening.h"

// What the kernels with 512-bit registers share. TARGET is what they are compiled for.
//
// 24 accumulators, two registers of columns, and the row's codes broadcast from memory by the
// multiplication itself.

enum { tile_rows = 12, registers = 2, tile_columns = 16 * registers };

typedef __m512 vector;

TARGET static inline vector scaled(vector sums, const screening_block *block, int part) {
  return _mm512_fmadd_ps(sums, _mm512_set1_ps(block->scale),
                         _mm512_loadu_ps(block->column_slacks + 16 * part));
}

TARGET static inline size_t append_tile(uint32_t *hits, size_t found, size_t row,
                                        vector scores[tile_rows][registers], const float *needs) {
  uint32_t hit[tile_rows], any = 0;
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i) {
    vector need = _mm512_set1_ps(needs[i]);
    hit[i] = 0;
    for (int j = 0; j < registers; ++j)
      hit[i] |= (uint32_t)_mm512_cmp_ps_mask(scores[i][j], need, _CMP_NLT_UQ) << 16 * j;
    any |= hit[i];
  }
  if (__builtin_expect(any == 0, 1)) return found;
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i) found = append_hits(hits, found, row + (size_t)i, hit[i]);
  return found;
}

TARGET static inline void store_tile(float *target, size_t stride,
                                     vector scores[tile_rows][registers]) {
#pragma clang loop unroll(full)
  for (size_t i = 0; i < tile_rows; ++i)
    for (size_t j = 0; j < registers; ++j)
      _mm512_storeu_ps(target + i * stride + 16 * j, scores[i][j]);
}
