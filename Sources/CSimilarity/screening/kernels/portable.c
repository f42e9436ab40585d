#include "../tiles/hits.h"

// Plain C that any compiler vectorizes a little: the reference for the kernels that are written for
// one CPU family, and the int8 kernel of the CPUs that have none.

enum { tile_rows = 4, tile_columns = columns_of_some };

static int is_supported(void) { return 1; }

static void row_scores(const screening_block *block, size_t row, float scores[tile_columns]) {
  const int8_t *rows = block->rows;
  const int8_t *a = rows + row / tile_rows * tile_rows * block->depth + row % tile_rows * 4;
  const int8_t *b = block->panel;
  int32_t sums[tile_columns];
  for (size_t j = 0; j < tile_columns; ++j) sums[j] = block->row_initial_sums[row];
  for (size_t k = 0; k < block->depth; k += 4, a += 4 * tile_rows, b += 4 * tile_columns)
    for (size_t j = 0; j < tile_columns; ++j)
      sums[j] += a[0] * b[4 * j] + a[1] * b[4 * j + 1] + a[2] * b[4 * j + 2] + a[3] * b[4 * j + 3];
  for (size_t j = 0; j < tile_columns; ++j)
    scores[j] = block->scale * (float)sums[j] + block->column_error_bounds[j];
}

static size_t screen(const screening_block *block, packed_hit *hits) {
  size_t found = 0;
  for (size_t row = 0; row < block->row_count; ++row) {
    float scores[tile_columns];
    row_scores(block, row, scores);
    uint64_t mask = 0;
    for (size_t j = 0; j < tile_columns; ++j)
      mask |= (uint64_t) !(scores[j] < block->row_thresholds[row]) << j;
    found = append_hits(hits, found, row, mask);
  }
  return found;
}

static void write_scores(const screening_block *block, float *target, size_t stride) {
  for (size_t row = 0; row < block->row_count; ++row)
    row_scores(block, row, target + row * stride);
}

static void write_some(const screening_block *block, const uint16_t *rows, size_t count, size_t column,
                       float *target) {
  (void)column;
  for (size_t i = 0; i < count; ++i) row_scores(block, rows[i], target + i * columns_of_some);
}

const screening_kernel screening_portable = {
    .name = "portable", .is_supported = is_supported, .screen = screen,
    .write_scores = write_scores, .write_some = write_some, .tile_rows = tile_rows, .tile_columns = tile_columns,
    .row_limit = 127, .column_limit = 127, .column_offset = 0, .lanes = 1};
