#if defined(__x86_64__)
#define TARGET __attribute__((target("avx512f,avx512vnni")))
#include "hits.h"
#include "avx512_tile.h"

// int8 products with the 512-bit VPDPBUSD: 64 multiply-adds an instruction, summed in int32.

typedef int8_t code;

static int is_supported(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vnni");
}

TARGET static inline void multiply(__m512i sums[tile_rows][registers], const code *a,
                                   const code *b) {
  __m512i first = _mm512_load_si512(b);
  __m512i second = _mm512_load_si512(b + 64);
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i) {
    int32_t quad;
    memcpy(&quad, a + 4 * i, 4);
    __m512i row = _mm512_set1_epi32(quad);
    sums[i][0] = _mm512_dpbusd_epi32(sums[i][0], first, row);
    sums[i][1] = _mm512_dpbusd_epi32(sums[i][1], second, row);
  }
}

TARGET static inline void tile_scores(const screening_block *block, size_t row, const code *a,
                                      vector scores[tile_rows][registers]) {
  const code *b = block->panel;
  __m512i sums[tile_rows][registers];
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i)
    sums[i][0] = sums[i][1] = _mm512_set1_epi32(block->row_starts[row + (size_t)i]);
  for (size_t k = 0; k < block->depth; k += 4) {
    multiply(sums, a, b);
    a += 4 * tile_rows;
    b += 4 * tile_columns;
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i)
    for (int j = 0; j < registers; ++j)
      scores[i][j] = scaled(_mm512_cvtepi32_ps(sums[i][j]), block, j);
}

#include "kernel_loops.h"

const screening_kernel screening_avx512_vnni = {
    .name = "avx512-vnni", .is_supported = is_supported, .screen = screen,
    .write_scores = write_scores, .tile_rows = tile_rows, .tile_columns = tile_columns,
    .row_limit = 127, .column_limit = 127, .column_offset = 128, .lanes = 1};
#endif
