#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>
#include "hits.h"

// int8 products with the 512-bit VPDPBUSD: 64 multiply-adds an instruction, summed in int32.
// 24 accumulators, two registers of columns, and the row's codes broadcast from memory by the
// multiplication itself.

enum { tile_rows = 12, registers = 2, tile_columns = 16 * registers };

#define AVX512VNNI __attribute__((target("avx512f,avx512vnni")))

static int is_supported(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vnni");
}

AVX512VNNI static inline void multiply(__m512i sums[tile_rows][registers], const int8_t *a,
                                       const int8_t *b) {
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

AVX512VNNI static size_t screen(const screening_block *block, uint32_t *hits) {
  size_t found = 0;
  const int8_t *a = block->rows;
  const __m512 scale = _mm512_set1_ps(block->scale);
  const __m512 slacks[registers] = {_mm512_loadu_ps(block->column_slacks),
                                    _mm512_loadu_ps(block->column_slacks + 16)};
  for (size_t row = 0; row < block->row_count; row += tile_rows) {
    const int8_t *b = block->panel;
    __m512i sums[tile_rows][registers];
#pragma clang loop unroll(full)
    for (int i = 0; i < tile_rows; ++i)
      sums[i][0] = sums[i][1] = _mm512_set1_epi32(block->row_starts[row + i]);
    for (size_t k = 0; k < block->depth; k += 4) {
      multiply(sums, a, b);
      a += 4 * tile_rows;
      b += 4 * tile_columns;
    }
    uint32_t hit[tile_rows], any = 0;
#pragma clang loop unroll(full)
    for (int i = 0; i < tile_rows; ++i) {
      __m512 need = _mm512_set1_ps(block->row_needs[row + i]);
      hit[i] = 0;
      for (int j = 0; j < registers; ++j) {
        __m512 score = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sums[i][j]), scale, slacks[j]);
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

const screening_kernel screening_avx512_vnni = {
    .name = "avx512-vnni", .is_supported = is_supported, .screen = screen, .tile_rows = tile_rows,
    .tile_columns = tile_columns, .row_limit = 127, .column_limit = 127, .column_offset = 128,
    .lanes = 1};
#endif
