#ifndef SUMS_H
#define SUMS_H

#include <stddef.h>
#include <stdint.h>

/// Adds a row of floats, counted in `1 / unit` and rounded towards zero, to sums: integers, so that the order in
/// which rows are added does not matter. The counts, and their sums, must be less than 2^63 in size.
void sums_add_row(int64_t *sums, const float *row, size_t count, float unit);

/// The product of sums with a row, in double: of the numbers in eight lanes, each product rounded and then added, the
/// first lane and the fifth, the second and the sixth and so on, of these the first and the third, and the second and
/// the fourth; the same bits on every CPU.
double sums_product(const double *sums, const float *row, size_t count);

/// Adds up rows, each times its weight, in their order: each product is rounded and then added, the same bits on
/// every CPU. Rows stand one after another and are as long as the sums.
void sums_of_weighted_rows(const double *rows, size_t count, const double *weights, double *sums, size_t length);

/// Adds a row of floats, each times a factor and rounded to an integer, of two equally near ones to the even one, to
/// sums, so that the order in which rows are added does not matter; products must be less than 2^51 in size. The same
/// on every CPU.
void sums_add_nearest(int64_t *sums, const float *row, size_t count, double factor);

/// The same for some of the rows that stand one after another, each as long as the sums, each times its factor and
/// counted in `unit`, a power of two; those of factor 0 are not looked at.
void sums_add_nearest_of(int64_t *sums, const float *rows, size_t length, const uint32_t *chosen, size_t count,
                         const double *factors, double unit);

/// The products of a line with some of the rows that stand one after another, in double: of the numbers in four lanes,
/// each product rounded and then added, those that are left over to the first lane; of the lanes the first and the
/// second are added, the third and the fourth, and then both; the same bits on every CPU.
void sums_of_products(const double *line, const float *rows, size_t length, const uint32_t *chosen, size_t count,
                      double *products);

#endif
