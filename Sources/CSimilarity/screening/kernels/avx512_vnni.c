#if defined(__x86_64__)
#define TARGET __attribute__((target("avx512f,avx512vnni")))
#include "../tiles/avx512_tile.inc.h"

// int8 products with the 512-bit VPDPBUSD: 64 multiply-adds an instruction, summed in int32.

static int is_supported(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vnni");
}

TARGET static inline integers add_quads(integers sum, integers columns, integers row) {
  return _mm512_dpbusd_epi32(sum, columns, row);
}

TARGET static inline integers add_sums(integers a, integers b) { return _mm512_add_epi32(a, b); }

TARGET static inline vector to_floats(integers sum) { return _mm512_cvtepi32_ps(sum); }

#include "../tiles/int8_tile.inc.h"
#include "../tiles/kernel_loops.inc.h"

const screening_kernel screening_avx512_vnni = {
    .name = "avx512-vnni", .is_supported = is_supported, .screen = screen,
    .write_scores = write_scores, .write_some = write_some, .tile_rows = tile_rows, .tile_columns = tile_columns,
    .row_limit = 127, .column_limit = 127, .column_offset = 128, .lanes = 1};
#endif
