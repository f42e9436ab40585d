#ifndef GROUPING_H
#define GROUPING_H

#include <stddef.h>
#include <stdint.h>

#include "screening.h"

enum {
  /// The most rows, and the most columns of a run, that are ruled out together.
  grouped_lanes = 16
};

/// Rows of one group. With its center a, the center b of a group of columns, x = a + r and y = b + s,
///
///     x·y = x·b + a·y - a·b + r·s <= x·b + a·y - a·b + |r| |s|.
typedef struct grouped_rows {
  /// No more than `grouped_lanes`, and at least one.
  size_t count;
  /// For each row, x·b for each group of columns.
  const float *const *products;
  /// For each row, what is added to all of its bounds, |r|, and what a bound must reach for its list.
  const float *error_bounds, *distances, *thresholds;
  /// How far the score of a pair of codes can be below its similarity on account of each row.
  const float *code_error_bounds;
  /// The place of each row among those of the codes, and what it is called in hits.
  const uint16_t *places, *numbers;
} grouped_rows;

/// Columns in groups, in runs of no more than `grouped_lanes` that follow each other, as the rows of one group see
/// them. A run does not have places of both sides of a multiple of `columns_of_some` in the codes. All arrays, also
/// those of rows, can be read up to a multiple of `grouped_lanes` numbers, and those of
/// columns for `grouped_lanes` from each run on; `run_groups` holds groups there, too.
typedef struct grouped_columns {
  size_t group_count, run_count;
  /// For each group: a·b or less.
  const float *center_products;
  /// For each run its group, and its first column; then the number of columns.
  const uint32_t *run_groups, *first_columns;
  /// For each column y: a·y or more, |s|, and what the bound must reach for the column's list.
  const float *products, *distances, *thresholds;
  /// For each run the greatest product and distance of its columns, and their least threshold.
  const float *greatest_products, *greatest_distances, *least_thresholds;
} grouped_columns;

/// The codes of rows and columns, which are compared where bounds rule out nothing.
typedef struct grouped_codes {
  const screening_kernel *kernel;
  /// `panel` is the first panel of the columns, to whose places `column_error_bounds` belong; thresholds are not read.
  screening_block block;
  /// The bytes of a panel of columns.
  size_t panel_bytes;
  /// The place of the first column.
  size_t first_column;
  /// How many pairs were compared by codes is added to it.
  size_t compared;
} grouped_codes;

/// Finds the pairs that are not certainly too low, writes them to `hits` and returns their number; those of a row
/// with a run follow each other. `hits` must have room for all pairs, and `scratch` for `grouped_lanes` + 1 numbers of
/// each group, the groups up to a multiple of `grouped_lanes`.
///
/// First the runs are ruled out for all rows, then for each, then the columns of the others, first by bounds and then by
/// codes. A NaN rules nothing out.
size_t grouped_hits(const grouped_rows *rows, const grouped_columns *columns, grouped_codes *codes,
                    float *scratch, packed_hit *hits);

/// Writes the greatest value of each run.
void grouped_greatest(const float *values, const uint32_t *first_columns, size_t run_count,
                      float *greatest);

/// Writes the mean of `count` rows of `dimension` floats that follow each other.
void mean_of_rows(const float *rows, size_t count, size_t dimension, float *mean);

/// The distance of two rows of `dimension` floats, at least, and hardly more.
float distance_of_rows(const float *a, const float *b, size_t dimension);

#endif
