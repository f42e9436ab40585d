// A template for kernels: include it after a tile of vectors and after the kernel has defined
// `add_quads` and `to_floats`.
//
// The products of a tile of int8 codes, for kernels of any register width. A kernel says how quads of
// products are added up, `add_quads`, and what float a sum is, `to_floats`.

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
