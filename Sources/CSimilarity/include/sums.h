#ifndef SUMS_H
#define SUMS_H

#include <stddef.h>
#include <stdint.h>

/// Adds a row of floats, counted in `1 / unit` and rounded towards zero, to sums: integers, so that the order in
/// which rows are added does not matter. The counts, and their sums, must be less than 2^63 in size.
void sums_add_row(int64_t *sums, const float *row, size_t count, float unit);

#endif
