#if defined(__x86_64__)
#define TARGET __attribute__((target("avx512f")))
#include "../tiles/avx512_tile.inc.h"

static int is_supported(void) { return __builtin_cpu_supports("avx512f"); }

#include "../tiles/float_tile.inc.h"
#include "../tiles/kernel_loops.inc.h"

const screening_kernel screening_avx512 = {
    .name = "avx512", .is_supported = is_supported, .screen = screen,
    .write_scores = write_scores, .write_some = write_some, .tile_rows = tile_rows, .tile_columns = tile_columns, .lanes = 1};
#endif
