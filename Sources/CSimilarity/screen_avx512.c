#if defined(__x86_64__)
#define TARGET __attribute__((target("avx512f")))
#include "hits.h"
#include "avx512_tile.h"

// float32 products with 512-bit FMA, the scan fused to them.

typedef float code;

static int is_supported(void) { return __builtin_cpu_supports("avx512f"); }

TARGET static inline void tile_scores(const screening_block *block, size_t row, const code *a,
                                      vector scores[tile_rows][registers]) {
  (void)row;
  const code *b = block->panel;
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
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i)
    for (int j = 0; j < registers; ++j) scores[i][j] = scaled(sums[i][j], block, j);
}

#include "kernel_loops.h"

const screening_kernel screening_avx512 = {
    .name = "avx512", .is_supported = is_supported, .screen = screen,
    .write_scores = write_scores, .tile_rows = tile_rows, .tile_columns = tile_columns, .lanes = 1};
#endif
