#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>
#include "hits.h"

// int8 products with VPMADDUBSW, summed in int16 with VPADDW: 32 multiply-adds for every two
// instructions, which is about three times what float32 FMA does.
//
// VPMADDUBSW saturates, but two products of a code of at most 127 with one of at most 127 (63 + 64)
// come to 32258. The int16 sums wrap, which does no harm as long as the result fits: then it is
// right modulo 2^16 and so right. The columns' offset adds a multiple of the row's sum of codes,
// which the start takes away again, modulo 2^16 too.
//
// Twelve accumulators, two registers of columns, one of a row's codes and one for a product: all
// sixteen registers.

enum { tile_rows = 6, registers = 2, tile_columns = 8 * registers };

#define AVX2 __attribute__((target("avx2,fma")))

static int is_supported(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

AVX2 static inline __m256i broadcast(const int8_t *quad) {
  int32_t value;
  memcpy(&value, quad, 4);
  return _mm256_set1_epi32(value);
}

AVX2 static inline void multiply(__m256i sums[tile_rows][registers], const int8_t *a,
                                 const int8_t *b) {
  __m256i first = _mm256_load_si256((const __m256i *)b);
  __m256i second = _mm256_load_si256((const __m256i *)(b + 32));
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i) {
    __m256i row = broadcast(a + 4 * i);
    sums[i][0] = _mm256_add_epi16(sums[i][0], _mm256_maddubs_epi16(first, row));
    sums[i][1] = _mm256_add_epi16(sums[i][1], _mm256_maddubs_epi16(second, row));
  }
}

AVX2 static size_t screen(const screening_block *block, uint32_t *hits) {
  size_t found = 0;
  const int8_t *a = block->rows;
  const __m256i ones = _mm256_set1_epi16(1);
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
        __m256 sum = _mm256_cvtepi32_ps(_mm256_madd_epi16(sums[i][j], ones));
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

const screening_kernel screening_avx2_int8 = {
    .name = "avx2-int8", .is_supported = is_supported, .screen = screen, .tile_rows = tile_rows,
    .tile_columns = tile_columns, .row_limit = 127, .column_limit = 63, .column_offset = 64,
    .lanes = 2};
#endif
