// A template for kernels: include it after a tile of vectors and after the kernel has defined
// `add_quads` and `to_floats`.
//
// The products of a tile of int8 codes, for kernels of any register width. A kernel says how quads of
// products are added up, `add_quads`, what two such sums are together, `add_sums`, and what float a sum is,
// `to_floats`.

typedef int8_t code;

TARGET static inline void multiply(integers sums[tile_rows][registers], const code *a,
                                   const code *b) {
  integers first = load_codes(b), second = load_codes(b + 4 * lanes);
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i) {
    int32_t quad;
    memcpy(&quad, a + 4 * i, 4);
    integers row = repeat_quad(quad);
    sums[i][0] = add_quads(sums[i][0], first, row);
    sums[i][1] = add_quads(sums[i][1], second, row);
  }
}

/// The products of `count` rows, a constant, with the columns from a register on. Every other quad is added to a second sum: a sum has
/// to wait for the quad before.
ALWAYS_INLINED TARGET static inline void add_some_products(const screening_block *block, const uint16_t *rows,
                                                           const int count, size_t first,
                                                           vector products[some][some_registers]) {
  const code *b = (const code *)block->panel + 4 * lanes * first;
  const code *a[some];
  integers sums[some][some_registers], others[some][some_registers];
#pragma clang loop unroll(full)
  for (int i = 0; i < count; ++i) {
    a[i] = (const code *)block->rows + rows[i] / tile_rows * tile_rows * block->depth + rows[i] % tile_rows * 4;
    for (int j = 0; j < some_registers; ++j) {
      sums[i][j] = repeat_quad(block->row_initial_sums[rows[i]]);
      others[i][j] = repeat_quad(0);
    }
  }
  for (size_t k = 0; k < block->depth; k += 8, b += 8 * tile_columns) {
    const size_t place = k * tile_rows;
#pragma clang loop unroll(full)
    for (int i = 0; i < count; ++i) {
      int32_t quad, next;
      memcpy(&quad, a[i] + place, 4);
      memcpy(&next, a[i] + place + 4 * tile_rows, 4);
      for (int j = 0; j < some_registers; ++j) {
        const code *columns = b + 4 * lanes * j;
        sums[i][j] = add_quads(sums[i][j], load_codes(columns), repeat_quad(quad));
        others[i][j] = add_quads(others[i][j], load_codes(columns + 4 * tile_columns), repeat_quad(next));
      }
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < count; ++i)
    for (int j = 0; j < some_registers; ++j) products[i][j] = to_floats(add_sums(sums[i][j], others[i][j]));
}

TARGET static inline void add_products(const screening_block *block, size_t row, const code *a,
                                       vector products[tile_rows][registers]) {
  const code *b = block->panel;
  integers sums[tile_rows][registers];
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i)
    sums[i][0] = sums[i][1] = repeat_quad(block->row_initial_sums[row + (size_t)i]);
  for (size_t k = 0; k < block->depth; k += 8) {
    multiply(sums, a, b);
    multiply(sums, a + 4 * tile_rows, b + 4 * tile_columns);
    a += 8 * tile_rows;
    b += 8 * tile_columns;
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i)
    for (int j = 0; j < registers; ++j) products[i][j] = to_floats(sums[i][j]);
}
