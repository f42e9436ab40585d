#if defined(__x86_64__)
#define TARGET __attribute__((target("avx2,fma")))
#include "hits.h"
#include "avx2_tile.h"

// int8 products with VPMADDUBSW, summed in int16 with VPADDW: 32 multiply-adds for every two
// instructions, which is about three times what float32 FMA does.
//
// VPMADDUBSW saturates, but two products of a code of at most 127 with one of at most 127 (63 + 64)
// come to 32258. The int16 sums wrap, which does no harm as long as the result fits: then it is
// right modulo 2^16 and so right. The columns' offset adds a multiple of the row's sum of codes,
// which the start takes away again, modulo 2^16 too.

typedef int8_t code;

static int is_supported(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

TARGET static inline void multiply(__m256i sums[tile_rows][registers], const code *a,
                                   const code *b) {
  __m256i first = _mm256_load_si256((const __m256i *)b);
  __m256i second = _mm256_load_si256((const __m256i *)(b + 32));
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i) {
    __m256i row = broadcast_quad(a + 4 * i);
    sums[i][0] = _mm256_add_epi16(sums[i][0], _mm256_maddubs_epi16(first, row));
    sums[i][1] = _mm256_add_epi16(sums[i][1], _mm256_maddubs_epi16(second, row));
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
    for (int j = 0; j < registers; ++j) {
      __m256i sum = _mm256_madd_epi16(sums[i][j], _mm256_set1_epi16(1));
      scores[i][j] = scaled(_mm256_cvtepi32_ps(sum), block, j);
    }
}

#include "kernel_loops.h"

const screening_kernel screening_avx2_int8 = {
    .name = "avx2-int8", .is_supported = is_supported, .screen = screen,
    .write_scores = write_scores, .tile_rows = tile_rows, .tile_columns = tile_columns,
    .row_limit = 127, .column_limit = 63, .column_offset = 64, .lanes = 2};
#endif
