#if defined(__x86_64__)
#define TARGET __attribute__((target("avx2,fma")))
#include "../tiles/avx2_tile.inc.h"

// int8 products with VPMADDUBSW, summed in int16 with VPADDW: 32 multiply-adds for every two
// instructions, which is about three times what float32 FMA does.
//
// VPMADDUBSW saturates, but two products of a code of at most 127 with one of at most 127 (63 + 64)
// come to 32258. The int16 sums wrap, which does no harm as long as the result fits: then it is
// right modulo 2^16 and so right. The columns' offset adds a multiple of the row's sum of codes,
// which the initial sum takes away again, modulo 2^16 too.

static int is_supported(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

TARGET static inline integers add_quads(integers sum, integers columns, integers row) {
  return _mm256_add_epi16(sum, _mm256_maddubs_epi16(columns, row));
}

TARGET static inline integers add_sums(integers a, integers b) { return _mm256_add_epi16(a, b); }

TARGET static inline vector to_floats(integers sum) {
  return _mm256_cvtepi32_ps(_mm256_madd_epi16(sum, _mm256_set1_epi16(1)));
}

#include "../tiles/int8_tile.inc.h"
#include "../tiles/kernel_loops.inc.h"

const screening_kernel screening_avx2_int8 = {
    .name = "avx2-int8", .is_supported = is_supported, .screen = screen,
    .write_scores = write_scores, .write_some = write_some, .tile_rows = tile_rows, .tile_columns = tile_columns,
    .row_limit = 127, .column_limit = 63, .column_offset = 64, .lanes = 2};
#endif
