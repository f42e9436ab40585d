#if defined(__x86_64__)
#include <immintrin.h>
#include "hits.h"

// float32 products with FMA, the scan fused to them: no score is ever written to memory.

enum { tile_rows = 6, registers = 2, tile_columns = 8 * registers };

#define AVX2 __attribute__((target("avx2,fma")))

static int is_supported(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

AVX2 static size_t screen(const screening_block *block, uint32_t *hits) {
  size_t found = 0;
  const float *a = block->rows;
  const __m256 scale = _mm256_set1_ps(block->scale);
  const __m256 slacks[registers] = {_mm256_loadu_ps(block->column_slacks),
                                    _mm256_loadu_ps(block->column_slacks + 8)};
  for (size_t row = 0; row < block->row_count; row += tile_rows) {
    const float *b = block->panel;
    __m256 sums[tile_rows][registers];
#pragma clang loop unroll(full)
    for (int i = 0; i < tile_rows; ++i) sums[i][0] = sums[i][1] = _mm256_setzero_ps();
#pragma clang loop unroll_count(4)
    for (size_t k = 0; k < block->depth; ++k) {
      __m256 first = _mm256_load_ps(b), second = _mm256_load_ps(b + 8);
#pragma clang loop unroll(full)
      for (int i = 0; i < tile_rows; ++i) {
        __m256 value = _mm256_broadcast_ss(a + i);
        sums[i][0] = _mm256_fmadd_ps(value, first, sums[i][0]);
        sums[i][1] = _mm256_fmadd_ps(value, second, sums[i][1]);
      }
      a += tile_rows;
      b += tile_columns;
    }
    __m256 hit[tile_rows][registers], any = _mm256_setzero_ps();
#pragma clang loop unroll(full)
    for (int i = 0; i < tile_rows; ++i) {
      __m256 need = _mm256_broadcast_ss(block->row_needs + row + i);
      for (int j = 0; j < registers; ++j) {
        hit[i][j] = _mm256_cmp_ps(_mm256_fmadd_ps(sums[i][j], scale, slacks[j]), need, _CMP_NLT_UQ);
        any = _mm256_or_ps(any, hit[i][j]);
      }
    }
    if (__builtin_expect(_mm256_testz_ps(any, any), 1)) continue;
#pragma clang loop unroll(full)
    for (int i = 0; i < tile_rows; ++i) {
      unsigned low = (unsigned)_mm256_movemask_ps(hit[i][0]);
      unsigned high = (unsigned)_mm256_movemask_ps(hit[i][1]);
      found = append_hits(hits, found, row + i, low | high << 8);
    }
  }
  return found;
}

const screening_kernel screening_avx2 = {
    .name = "avx2", .is_supported = is_supported, .screen = screen, .tile_rows = tile_rows,
    .tile_columns = tile_columns, .lanes = 1};
#endif
