#if defined(__x86_64__)
#define TARGET __attribute__((target("avx2,fma")))
#include "../tiles/avx2_tile.inc.h"

static int is_supported(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

#include "../tiles/float_tile.inc.h"
#include "../tiles/kernel_loops.inc.h"

const screening_kernel screening_avx2 = {
    .name = "avx2", .is_supported = is_supported, .screen = screen, .write_scores = write_scores, .write_some = write_some,
    .tile_rows = tile_rows, .tile_columns = tile_columns, .lanes = 1};
#endif
