// A template for kernels: include it after a tile of vectors (`avx2_tile.inc.h` or
// `avx512_tile.inc.h`), which defines `TARGET`, `vector` and the shape of a tile.
//
// The products of a tile of float codes, with FMA, for kernels of any register width.

typedef float code;

/// The products of `count` rows, a constant, with the columns from a register on.
ALWAYS_INLINED TARGET static inline void add_some_products(const screening_block *block, const uint16_t *rows,
                                                           const int count, size_t first,
                                                           vector products[some][some_registers]) {
  const code *b = (const code *)block->panel + lanes * first;
  const code *a[some];
#pragma clang loop unroll(full)
  for (int i = 0; i < count; ++i) {
    a[i] = (const code *)block->rows + rows[i] / tile_rows * tile_rows * block->depth + rows[i] % tile_rows;
    for (int j = 0; j < some_registers; ++j) products[i][j] = zeros();
  }
  for (size_t k = 0; k < block->depth; ++k, b += tile_columns) {
#pragma clang loop unroll(full)
    for (int i = 0; i < count; ++i)
      for (int j = 0; j < some_registers; ++j)
        products[i][j] = add_product(products[i][j], repeat(a[i][k * tile_rows]), load(b + lanes * j));
  }
}

TARGET static inline void add_products(const screening_block *block, size_t row, const code *a,
                                       vector products[tile_rows][registers]) {
  (void)row;
  const code *b = block->panel;
  vector sums[tile_rows][registers];
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i) sums[i][0] = sums[i][1] = zeros();
#pragma clang loop unroll_count(4)
  for (size_t k = 0; k < block->depth; ++k) {
    vector first = load(b), second = load(b + lanes);
#pragma clang loop unroll(full)
    for (int i = 0; i < tile_rows; ++i) {
      vector value = repeat(a[i]);
      sums[i][0] = add_product(sums[i][0], value, first);
      sums[i][1] = add_product(sums[i][1], value, second);
    }
    a += tile_rows;
    b += tile_columns;
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < tile_rows; ++i)
    for (int j = 0; j < registers; ++j) products[i][j] = sums[i][j];
}
