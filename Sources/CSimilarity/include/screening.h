#ifndef SCREENING_H
#define SCREENING_H

#include <stddef.h>
#include <stdint.h>

#include "packed_hit.h"

/// What a kernel compares: some rows with one panel of columns.
///
/// Codes stand in the order in which the kernel reads them: in panels of `tile_rows` rows and of
/// `tile_columns` columns. A panel holds, for each quad of four consecutive codes, that quad of each of
/// its members in turn (int8), or for each code that of each member (float).
typedef struct screening_block {
  /// Whole panels of rows, aligned to 64 bytes.
  const void *rows;
  /// A multiple of the kernel's `tile_rows`.
  size_t row_count;
  /// One panel of columns, aligned to 64 bytes.
  const void *panel;
  /// Codes of a row and of a column, a multiple of 8.
  size_t depth;
  /// int8 kernels: for each row, what its partial sums start at to undo the offset of the column codes (see
  /// `lanes`).
  const int32_t *row_initial_sums;
  /// For each row, what a score plus the column's error bound must reach for a pair to be a hit.
  const float *row_thresholds;
  /// For each column of the panel, how much a score can be below the similarity on its account.
  const float *column_error_bounds;
  /// Makes a score of a sum of products of codes.
  float scale;
} screening_block;

enum {
  /// The columns of a panel that are compared with some rows only: a panel has one or more times as many.
  columns_of_some = 16
};

/// A way to find the pairs whose approximate similarity is not certainly too low.
typedef struct screening_kernel {
  const char *name;
  /// Whether this CPU and system can run it.
  int (*is_supported)(void);
  /// Writes the hits of a block in the order of their rows, those of a row in the order of their
  /// columns, and returns their number; `hits` must have room for row_count * tile_columns. A pair is a hit
  /// unless scale * (sum of products) + column_error_bounds[column] < row_thresholds[row], a comparison that
  /// NaN always fails, so that nothing is lost silently.
  size_t (*screen)(const screening_block *block, packed_hit *hits);
  /// Writes scale * (sum of products) + column_error_bounds[column] of every pair of a block, row * stride
  /// + column, panel-relative. Does not read row_thresholds.
  void (*write_scores)(const screening_block *block, float *target, size_t stride);
  /// Writes the same of `count` rows and of `columns_of_some` columns, from `column` on, a multiple of that: of one row
  /// after another. A row may be given more than once.
  void (*write_some)(const screening_block *block, const uint16_t *rows, size_t count, size_t column,
                     float *target);
  size_t tile_rows, tile_columns;
  /// The largest absolute int8 code of a row and of a column; 0: codes are floats.
  int row_limit, column_limit;
  /// Column codes are stored unsigned with this added.
  int column_offset;
  /// The number of partial sums of a pair. With 2 they are int16: the one takes the first two codes
  /// of each quad, the other the last two, and the caller sees to it that neither leaves the range
  /// of int16. A row's initial sum is then two int16 values, the first in the lower half.
  int lanes;
} screening_kernel;

/// The kernels, fastest first; NULL past the last. They differ in which CPUs run them; all keep the
/// contract above.
const screening_kernel *screening_kernel_at(size_t index);

#endif
