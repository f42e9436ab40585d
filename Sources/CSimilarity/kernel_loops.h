// The two functions of a kernel, made from its `tile_scores`: what is left to do with the scores of
// a tile is the same for all kernels of a register width (`append_tile`, `store_tile`).

TARGET static size_t screen(const screening_block *block, uint32_t *hits) {
  size_t found = 0;
  const code *rows = block->rows;
  for (size_t row = 0; row < block->row_count; row += tile_rows, rows += tile_rows * block->depth) {
    vector scores[tile_rows][registers];
    tile_scores(block, row, rows, scores);
    found = append_tile(hits, found, row, scores, block->row_needs + row);
  }
  return found;
}

TARGET static void write_scores(const screening_block *block, float *target, size_t stride) {
  const code *rows = block->rows;
  for (size_t row = 0; row < block->row_count; row += tile_rows, rows += tile_rows * block->depth) {
    vector scores[tile_rows][registers];
    tile_scores(block, row, rows, scores);
    store_tile(target + row * stride, stride, scores);
  }
}
