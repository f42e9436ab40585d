#ifndef GROUPING_H
#define GROUPING_H

#include <stddef.h>
#include <stdint.h>

/// Some faces, the columns, in groups in which they follow each other, as the rows of one group see
/// them. With the center a of the rows' group and b of the columns', x = a + r and y = b + s,
///
///     x·y = x·b + a·y - a·b + r·s <= x·b + a·y - a·b + |r| |s|.
typedef struct grouped_columns {
  size_t group_count;
  /// The first column of each group, then the number of columns.
  const uint32_t *first_columns;
  /// For each column y: a·y or more, |s|, and what the bound must reach for the column's list.
  const float *products, *distances, *thresholds;
  /// For each group: a·b or less, the greatest product and distance of its columns, their least threshold.
  const float *center_products, *greatest_products, *greatest_distances, *least_thresholds;
} grouped_columns;

/// Finds the columns whose pair with a row is not certainly too low, writes them to `hits` in
/// ascending order and returns their number; `hits` must have room for all columns. First whole
/// groups are ruled out, then columns of the others. A NaN is always a hit, so that nothing is lost
/// silently.
///
/// `products` holds x·b for each group, `error_bound` is added to all bounds of the row, `distance` is |r|,
/// and `threshold` what the bound must reach for the row's list.
size_t grouped_hits(const grouped_columns *columns, const float *products, float error_bound,
                    float distance, float threshold, uint32_t *hits);

/// Writes the greatest value of each group.
void grouped_greatest(const float *values, const uint32_t *first_columns, size_t group_count,
                      float *greatest);

/// Writes the mean of `count` rows of `dimension` floats that follow each other.
void mean_of_rows(const float *rows, size_t count, size_t dimension, float *mean);

/// The distance of two rows of `dimension` floats, at least, and hardly more.
float distance_of_rows(const float *a, const float *b, size_t dimension);

#endif
