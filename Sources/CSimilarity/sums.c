#include "sums.h"

#include <string.h>

#include "for_each_cpu.h"

// No fused operations, which some CPUs do not have: they round once instead of twice.
#pragma STDC FP_CONTRACT OFF

FOR_EACH_CPU
void sums_add_row(int64_t *sums, const float *row, size_t count, float unit) {
  for (size_t i = 0; i < count; ++i) sums[i] += (int64_t)(row[i] * unit);
}

typedef double double8 __attribute__((vector_size(64)));
typedef double unaligned8 __attribute__((vector_size(64), aligned(8)));

FOR_EACH_CPU
double sums_product(const double *sums, const float *row, size_t count) {
  double8 lanes = {0};
  size_t i = 0;
  for (; i + 8 <= count; i += 8)
    lanes += *(const unaligned8 *)(sums + i) *
             __builtin_convertvector(*(const float8 *)(row + i), double8);
  for (size_t lane = 0; i < count; ++i, ++lane) lanes[lane] += sums[i] * (double)row[i];
  double s0 = lanes[0] + lanes[4], s1 = lanes[1] + lanes[5], s2 = lanes[2] + lanes[6], s3 = lanes[3] + lanes[7];
  return (s0 + s2) + (s1 + s3);
}

/// Rows that are added at a time, so that sums are loaded and stored more seldom.
enum { together = 4 };

FOR_EACH_CPU
void sums_of_weighted_rows(const double *rows, size_t count, const double *weights, double *sums,
                           size_t length) {
  for (size_t i = 0; i < length; ++i) sums[i] = 0;
  size_t row = 0;
  for (; row + together <= count; row += together) {
    const double *first = rows + row * length, *second = first + length, *third = second + length,
                 *fourth = third + length;
    const double w0 = weights[row], w1 = weights[row + 1], w2 = weights[row + 2], w3 = weights[row + 3];
    for (size_t i = 0; i < length; ++i)
      sums[i] = (((sums[i] + first[i] * w0) + second[i] * w1) + third[i] * w2) + fourth[i] * w3;
  }
  for (; row < count; ++row) {
    const double *only = rows + row * length;
    for (size_t i = 0; i < length; ++i) sums[i] += only[i] * weights[row];
  }
}

/// Adds `count` rows, of which each sum is loaded and stored once.
static inline __attribute__((always_inline)) void add_nearest(int64_t *sums, const float *const *row,
                                                              const double *factors, int count, size_t length) {
  // Integers are the low bits of a number whose last bit is worth 1.
  const double integers = 0x1.8p52;
  uint64_t offset;
  memcpy(&offset, &integers, sizeof offset);
  offset *= (uint64_t)count;
  for (size_t i = 0; i < length; ++i) {
    // Modulo 2^64, as are sums of numbers of either sign.
    uint64_t added = 0;
    for (int j = 0; j < count; ++j) {
      double sum = factors[j] * (double)row[j][i] + integers;
      uint64_t bits;
      memcpy(&bits, &sum, sizeof bits);
      added += bits;
    }
    sums[i] += (int64_t)(added - offset);
  }
}

FOR_EACH_CPU
void sums_add_nearest(int64_t *sums, const float *row, size_t count, double factor) {
  add_nearest(sums, &row, &factor, 1, count);
}

FOR_EACH_CPU
void sums_add_nearest_of(int64_t *sums, const float *rows, size_t length, const uint32_t *chosen, size_t count,
                         const double *factors, double unit) {
  const float *row[together];
  double factor[together];
  int waiting = 0;
  for (size_t i = 0; i < count; ++i) {
    if (factors[i] == 0) continue;
    row[waiting] = rows + chosen[i] * length;
    factor[waiting] = factors[i] / unit;
    if (++waiting < together) continue;
    add_nearest(sums, row, factor, together, length);
    waiting = 0;
  }
  for (int j = 0; j < waiting; ++j) add_nearest(sums, row + j, factor + j, 1, length);
}

typedef double double4 __attribute__((vector_size(32)));
typedef double unaligned4 __attribute__((vector_size(32), aligned(8)));
typedef float float4 __attribute__((vector_size(16), aligned(4)));

/// So many rows at a time, whose sums need not wait for each other.
enum { abreast = 4 };
/// Of a line of a cache.
enum { floats_of_line = 16 };

static inline __attribute__((always_inline)) void products_abreast(const double *line, const float *rows, size_t length,
                                                                   const uint32_t *chosen, int count,
                                                                   double *products) {
  const float *row[abreast];
  double4 lanes[abreast];
  for (int j = 0; j < count; ++j) {
    row[j] = rows + chosen[j] * length;
    lanes[j] = (double4){0};
  }
  size_t i = 0;
  for (; i + 4 <= length; i += 4)
    for (int j = 0; j < count; ++j)
      lanes[j] += *(const unaligned4 *)(line + i) * __builtin_convertvector(*(const float4 *)(row[j] + i), double4);
  for (; i < length; ++i)
    for (int j = 0; j < count; ++j) lanes[j][0] += line[i] * (double)row[j][i];
  for (int j = 0; j < count; ++j) products[j] = (lanes[j][0] + lanes[j][1]) + (lanes[j][2] + lanes[j][3]);
}

FOR_EACH_CPU
void sums_of_products(const double *line, const float *rows, size_t length, const uint32_t *chosen, size_t count,
                      double *products) {
  size_t done = 0;
  for (; done + abreast <= count; done += abreast) {
    // Rows that lie anywhere are asked for before they are read.
    for (size_t next = done + abreast; next < count && next < done + 2 * abreast; ++next)
      for (size_t i = 0; i < length; i += floats_of_line) __builtin_prefetch(rows + chosen[next] * length + i);
    products_abreast(line, rows, length, chosen + done, abreast, products + done);
  }
  for (; done < count; ++done) products_abreast(line, rows, length, chosen + done, 1, products + done);
}
