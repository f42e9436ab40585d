#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>
#include "hits.h"

// int8 products with the 256-bit VPDPBUSD of CPUs that have it without AVX-512: 32 multiply-adds an
// instruction, summed in int32.

enum { tile_rows = 6, registers = 2, tile_columns = 8 * registers };

#define AVXVNNI __attribute__((target("avx2,fma,avxvnni")))

static int is_supported(void) {
  return __builtin_cpu_supports("avxvnni") && __builtin_cpu_supports("avx2") &&
         __builtin_cpu_supports("fma");
}

AVXVNNI static inline void multiply(__m256i sums[tile_rows][registers], const int8_t *a,
                                    const int8_t *b) {
  __m256i first = _mm256_load_si256((const __m256i *)b);
  __m256i second = _mm256_load_si256((const __m256i *)(b + 32));
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i) {
    int32_t quad;
    memcpy(&quad, a + 4 * i, 4);
    __m256i row = _mm256_set1_epi32(quad);
    sums[i][0] = _mm256_dpbusd_avx_epi32(sums[i][0], first, row);
    sums[i][1] = _mm256_dpbusd_avx_epi32(sums[i][1], second, row);
  }
}

AVXVNNI static size_t screen(const screening_block *block, uint32_t *hits) {
  size_t found = 0;
  const int8_t *a = block->rows;
  const __m256 scale = _mm256_set1_ps(block->scale);
  const __m256 slacks[registers] = {_mm256_loadu_ps(block->column_slacks),
                                    _mm256_loadu_ps(block->column_slacks + 8)};
  for (size_t row = 0; row < block->row_count; row += tile_rows) {
    const int8_t *b = block->panel;
    __m256i sums[tile_rows][registers];
#pragma clang loop unroll(full)
    for (int i = 0; i < tile_rows; ++i)
      sums[i][0] = sums[i][1] = _mm256_set1_epi32(block->row_starts[row + i]);
    for (size_t k = 0; k < block->depth; k += 8) {
      multiply(sums, a, b);
      multiply(sums, a + 4 * tile_rows, b + 4 * tile_columns);
      a += 8 * tile_rows;
      b += 8 * tile_columns;
    }
    __m256 hit[tile_rows][registers], any = _mm256_setzero_ps();
#pragma clang loop unroll(full)
    for (int i = 0; i < tile_rows; ++i) {
      __m256 need = _mm256_broadcast_ss(block->row_needs + row + i);
      for (int j = 0; j < registers; ++j) {
        __m256 sum = _mm256_cvtepi32_ps(sums[i][j]);
        hit[i][j] = _mm256_cmp_ps(_mm256_fmadd_ps(sum, scale, slacks[j]), need, _CMP_NLT_UQ);
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

const screening_kernel screening_avx_vnni = {
    .name = "avx-vnni", .is_supported = is_supported, .screen = screen, .tile_rows = tile_rows,
    .tile_columns = tile_columns, .row_limit = 127, .column_limit = 127, .column_offset = 128,
    .lanes = 1};
#endif
