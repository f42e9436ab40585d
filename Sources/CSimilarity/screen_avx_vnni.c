#if defined(__x86_64__)
#define TARGET __attribute__((target("avx2,fma,avxvnni")))
#include "hits.h"
#include "avx2_tile.h"

// int8 products with the 256-bit VPDPBUSD of CPUs that have it without AVX-512: 32 multiply-adds an
// instruction, summed in int32.

typedef int8_t code;

static int is_supported(void) {
  return __builtin_cpu_supports("avxvnni") && __builtin_cpu_supports("avx2") &&
         __builtin_cpu_supports("fma");
}

TARGET static inline void multiply(__m256i sums[tile_rows][registers], const code *a,
                                   const code *b) {
  __m256i first = _mm256_load_si256((const __m256i *)b);
  __m256i second = _mm256_load_si256((const __m256i *)(b + 32));
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i) {
    __m256i row = broadcast_quad(a + 4 * i);
    sums[i][0] = _mm256_dpbusd_avx_epi32(sums[i][0], first, row);
    sums[i][1] = _mm256_dpbusd_avx_epi32(sums[i][1], second, row);
  }
}

TARGET static inline void tile_scores(const screening_block *block, size_t row, const code *a,
                                      vector scores[tile_rows][registers]) {
  const code *b = block->panel;
  __m256i sums[tile_rows][registers];
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i)
    sums[i][0] = sums[i][1] = _mm256_set1_epi32(block->row_starts[row + (size_t)i]);
  for (size_t k = 0; k < block->depth; k += 8) {
    multiply(sums, a, b);
    multiply(sums, a + 4 * tile_rows, b + 4 * tile_columns);
    a += 8 * tile_rows;
    b += 8 * tile_columns;
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i)
    for (int j = 0; j < registers; ++j)
      scores[i][j] = scaled(_mm256_cvtepi32_ps(sums[i][j]), block, j);
}

#include "kernel_loops.h"

const screening_kernel screening_avx_vnni = {
    .name = "avx-vnni", .is_supported = is_supported, .screen = screen,
    .write_scores = write_scores, .tile_rows = tile_rows, .tile_columns = tile_columns,
    .row_limit = 127, .column_limit = 127, .column_offset = 128, .lanes = 1};
#endif
