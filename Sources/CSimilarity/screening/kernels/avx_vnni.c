#if defined(__x86_64__)
#define TARGET __attribute__((target("avx2,fma,avxvnni")))
#include "../tiles/avx2_tile.inc.h"

// int8 products with the 256-bit VPDPBUSD of CPUs that have it without AVX-512: 32 multiply-adds an
// instruction, summed in int32.

static int is_supported(void) {
  return __builtin_cpu_supports("avxvnni") && __builtin_cpu_supports("avx2") &&
         __builtin_cpu_supports("fma");
}

TARGET static inline integers add_quads(integers sum, integers columns, integers row) {
  return _mm256_dpbusd_avx_epi32(sum, columns, row);
}

TARGET static inline integers add_sums(integers a, integers b) { return _mm256_add_epi32(a, b); }

TARGET static inline vector to_floats(integers sum) { return _mm256_cvtepi32_ps(sum); }

#include "../tiles/int8_tile.inc.h"
#include "../tiles/kernel_loops.inc.h"

const screening_kernel screening_avx_vnni = {
    .name = "avx-vnni", .is_supported = is_supported, .screen = screen,
    .write_scores = write_scores, .write_some = write_some, .tile_rows = tile_rows, .tile_columns = tile_columns,
    .row_limit = 127, .column_limit = 127, .column_offset = 128, .lanes = 1};
#endif
