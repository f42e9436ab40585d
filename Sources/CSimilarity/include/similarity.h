#ifndef SIMILARITY_H
#define SIMILARITY_H

#include <stddef.h>
#include <stdint.h>

#include "packed_hit.h"

/// The similarity of two rows of `dimension` floats, as the project defines it: sixteen partial
/// sums in double, lane l taking the products of the columns l, l + 16, l + 32, … in that order,
/// added pairwise (l with l + 8, then + 4, + 2, + 1) and rounded once to float.
///
/// A product of two floats is exact in double, so the value does not depend on whether the CPU
/// fuses multiply and add, nor on the width of its registers.
float similarity_of_rows(const float *a, const float *b, size_t dimension);

/// Finds the row that is most similar to another one, the first of equal ones, and writes its similarity: -infinity,
/// and row 0, where there is none or no similarity is a number.
///
/// `error_bound` is how far a sum of products in float can be from the similarity of two of the rows: only those are
/// computed exactly that such a sum does not rule out.
size_t most_similar_row(const float *row, const float *const *others, size_t count,
                        size_t dimension, float error_bound, float *similarity);

/// Writes the similarities of some pairs of rows with columns; faster where pairs of a row follow each other.
void similarity_of_hits(const float *rows, const float *columns, size_t dimension,
                        const packed_hit *hits, size_t count, float *similarities);

/// Leaves those of some pairs of rows with columns whose similarity can reach the threshold of the row or of the column,
/// writes their similarities and returns how many there are.
///
/// `error_bound` is how far a sum of products in float can be from the similarity of a pair: only those are computed
/// exactly that such a sum does not rule out. Faster where pairs of a row follow each other.
size_t similarity_of_likely(const float *rows, const float *columns, size_t dimension,
                            const float *row_thresholds, const float *column_thresholds,
                            float error_bound, packed_hit *hits, size_t count, float *similarities);

/// Writes the similarities of all pairs a < b of `count` rows, by a and then by b.
///
/// `widened` has room for `count` rows of as many doubles as the next multiple of 16 from `dimension` on.
void similarity_of_all_pairs(const float *rows, size_t count, size_t dimension, double *widened,
                             float *similarities);

/// Finds the columns j of one row of a block of approximate similarities for which
/// scores[j] >= min(row_threshold, column_thresholds[j]), writes them to `hits` in ascending order
/// and returns their number. `hits` must have room for `count`. A NaN score is always a hit, so
/// that nothing is lost silently.
size_t similarity_scan(const float *scores, size_t count, float row_threshold,
                       const float *column_thresholds, uint32_t *hits);

/// The widest vector instructions that the CPU and the system offer: 2 for AVX-512, 1 for AVX2, 0
/// for neither or another architecture.
int similarity_vector_level(void);

#endif
