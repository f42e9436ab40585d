// A template for kernels: include it after a tile of vectors (`avx2_tile.inc.h` or
// `avx512_tile.inc.h`), which defines `TARGET`, `vector` and the shape of a tile.
//
// The products of a tile of float codes, with FMA, for kernels of any register width.

typedef float code;

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
