#if defined(__x86_64__)
#include <immintrin.h>
#include "hits.h"

// float32 products with 512-bit FMA, the scan fused to them: no score is ever written to memory.

enum { tile_rows = 12, registers = 2, tile_columns = 16 * registers };

#define AVX512 __attribute__((target("avx512f")))

static int is_supported(void) { return __builtin_cpu_supports("avx512f"); }

AVX512 static size_t screen(const screening_block *block, uint32_t *hits) {
  size_t found = 0;
  const float *a = block->rows;
  const __m512 scale = _mm512_set1_ps(block->scale);
  const __m512 slacks[registers] = {_mm512_loadu_ps(block->column_slacks),
                                    _mm512_loadu_ps(block->column_slacks + 16)};
  for (size_t row = 0; row < block->row_count; row += tile_rows) {
    const float *b = block->panel;
    __m512 sums[tile_rows][registers];
#pragma clang loop unroll(full)
    for (int i = 0; i < tile_rows; ++i) sums[i][0] = sums[i][1] = _mm512_setzero_ps();
    for (size_t k = 0; k < block->depth; ++k) {
      __m512 first = _mm512_load_ps(b), second = _mm512_load_ps(b + 16);
#pragma clang loop unroll(full)
      for (int i = 0; i < tile_rows; ++i) {
        __m512 value = _mm512_set1_ps(a[i]);
        sums[i][0] = _mm512_fmadd_ps(value, first, sums[i][0]);
        sums[i][1] = _mm512_fmadd_ps(value, second, sums[i][1]);
      }
      a += tile_rows;
      b += tile_columns;
    }
    uint32_t hit[tile_rows], any = 0;
#pragma clang loop unroll(full)
    for (int i = 0; i < tile_rows; ++i) {
      __m512 need = _mm512_set1_ps(block->row_needs[row + i]);
      hit[i] = 0;
      for (int j = 0; j < registers; ++j) {
        __m512 score = _mm512_fmadd_ps(sums[i][j], scale, slacks[j]);
        hit[i] |= (uint32_t)_mm512_cmp_ps_mask(score, need, _CMP_NLT_UQ) << 16 * j;
      }
      any |= hit[i];
    }
    if (__builtin_expect(any == 0, 1)) continue;
#pragma clang loop unroll(full)
    for (int i = 0; i < tile_rows; ++i) found = append_hits(hits, found, row + i, hit[i]);
  }
  return found;
}

const screening_kernel screening_avx512 = {
    .name = "avx512", .is_supported = is_supported, .screen = screen, .tile_rows = tile_rows,
    .tile_columns = tile_columns, .lanes = 1};
#endif
