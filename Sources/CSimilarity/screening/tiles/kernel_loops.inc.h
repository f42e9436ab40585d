// A template for kernels: include it last, after `float_tile.inc.h` or `int8_tile.inc.h`, which
// define `code` and `add_products` and `add_some_products`; it defines `screen`, `write_scores` and
// `write_some`. `INLINED`, which a tile of vectors
// defines, says whether they have their own copies of what computes the scores.
//
// The functions of a kernel, made from the sums of products of its tiles, `add_products`: they are
// never written to memory, only the scores, where these are asked for.

INLINED TARGET static inline void tile_scores(const screening_block *block, size_t row, const code *rows,
                                      vector scores[tile_rows][registers]) {
  vector scale = repeat(block->scale);
  vector error_bounds[registers] = {load(block->column_error_bounds), load(block->column_error_bounds + lanes)};
  add_products(block, row, rows, scores);
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i)
    for (int j = 0; j < registers; ++j) scores[i][j] = add_product(error_bounds[j], scores[i][j], scale);
}

TARGET static size_t screen(const screening_block *block, packed_hit *hits) {
  size_t found = 0;
  const code *rows = block->rows;
  for (size_t row = 0; row < block->row_count; row += tile_rows, rows += tile_rows * block->depth) {
    vector scores[tile_rows][registers];
    tile_scores(block, row, rows, scores);
    found = append_tile(hits, found, row, scores, block->row_thresholds + row);
  }
  return found;
}

TARGET static void write_scores(const screening_block *block, float *target, size_t stride) {
  const code *rows = block->rows;
  for (size_t row = 0; row < block->row_count; row += tile_rows, rows += tile_rows * block->depth) {
    vector scores[tile_rows][registers];
    tile_scores(block, row, rows, scores);
#pragma clang loop unroll(full)
    for (size_t i = 0; i < tile_rows; ++i)
      for (size_t j = 0; j < registers; ++j)
        store(target + (row + i) * stride + lanes * j, scores[i][j]);
  }
}

ALWAYS_INLINED TARGET static inline void write_few(const screening_block *block, const uint16_t *rows,
                                                  const int count, size_t column, float *target) {
  vector scale = repeat(block->scale), products[some][some_registers];
  add_some_products(block, rows, count, column / lanes, products);
  for (int j = 0; j < some_registers; ++j) {
    vector error_bounds = load(block->column_error_bounds + column + (size_t)(lanes * j));
    for (int i = 0; i < count; ++i)
      store(target + i * columns_of_some + lanes * j, add_product(error_bounds, products[i][j], scale));
  }
}

TARGET static void write_some(const screening_block *block, const uint16_t *rows, size_t count, size_t column,
                              float *target) {
  for (; count >= some; count -= some, rows += some, target += some * columns_of_some)
    write_few(block, rows, some, column, target);
  if (count == 1) write_few(block, rows, 1, column, target);
  if (count == 2) write_few(block, rows, 2, column, target);
  if (count == 3) write_few(block, rows, 3, column, target);
}
