#include "grouping.h"

#include <math.h>

#include "for_each_cpu.h"

// Versions may round differently, which the callers' margins cover.

typedef int32_t mask8 __attribute__((vector_size(32)));

#define AT(values, index) (*(const float8 *)((values) + (index)))

FOR_EACH_CPU
size_t grouped_hits(const grouped_columns *columns, const float *products, float error_bound,
                    float distance, float threshold, uint32_t *hits) {
  size_t found = 0;
  for (size_t first = 0; first < columns->group_count; first += 8) {
    size_t lanes = columns->group_count - first;
    if (lanes > 8) lanes = 8;
    uint32_t candidates = (1u << lanes) - 1;
    if (lanes == 8) {
      float8 bounds = (AT(products, first) + error_bound - AT(columns->center_products, first)) +
                      (AT(columns->greatest_products, first) +
                       distance * AT(columns->greatest_distances, first));
      mask8 misses = (bounds < threshold) & (bounds < AT(columns->least_thresholds, first));
      if (__builtin_reduce_and(misses) != 0) continue;
      candidates = 0;
      for (size_t lane = 0; lane < 8; ++lane) candidates |= (uint32_t)(misses[lane] == 0) << lane;
    }
    for (; candidates != 0; candidates &= candidates - 1) {
      size_t group = first + (size_t)__builtin_ctz(candidates);
      float base = products[group] + error_bound - columns->center_products[group];
      size_t j = columns->first_columns[group], end = columns->first_columns[group + 1];
      for (; j + 8 <= end; j += 8) {
        float8 bounds =
            base + (AT(columns->products, j) + distance * AT(columns->distances, j));
        mask8 misses = (bounds < threshold) & (bounds < AT(columns->thresholds, j));
        if (__builtin_reduce_and(misses) != 0) continue;
        for (size_t lane = 0; lane < 8; ++lane) {
          hits[found] = (uint32_t)(j + lane);
          found += misses[lane] == 0;
        }
      }
      for (; j < end; ++j) {
        float bound = base + (columns->products[j] + distance * columns->distances[j]);
        hits[found] = (uint32_t)j;
        found += !(bound < threshold && bound < columns->thresholds[j]);
      }
    }
  }
  return found;
}

FOR_EACH_CPU
void grouped_greatest(const float *values, const uint32_t *first_columns, size_t group_count,
                      float *greatest) {
  for (size_t group = 0; group < group_count; ++group) {
    size_t j = first_columns[group], end = first_columns[group + 1];
    float best = -INFINITY;
    if (j + 8 <= end) {
      float8 lanes = AT(values, j);
      for (j += 8; j + 8 <= end; j += 8) {
        mask8 more = AT(values, j) > lanes;
        lanes = (float8)(((mask8)AT(values, j) & more) | ((mask8)lanes & ~more));
      }
      for (size_t lane = 0; lane < 8; ++lane) best = lanes[lane] > best ? lanes[lane] : best;
    }
    for (; j < end; ++j) best = values[j] > best ? values[j] : best;
    greatest[group] = best;
  }
}

FOR_EACH_CPU
void mean_of_rows(const float *rows, size_t count, size_t dimension, float *mean) {
  for (size_t i = 0; i < dimension; ++i) mean[i] = rows[i];
  for (size_t row = 1; row < count; ++row)
    for (size_t i = 0; i < dimension; ++i) mean[i] += rows[row * dimension + i];
  float share = 1 / (float)count;
  for (size_t i = 0; i < dimension; ++i) mean[i] *= share;
}

FOR_EACH_CPU
float distance_of_rows(const float *a, const float *b, size_t dimension) {
  float8 lanes = {0};
  size_t i = 0;
  for (; i + 8 <= dimension; i += 8) {
    float8 difference = AT(a, i) - AT(b, i);
    lanes += difference * difference;
  }
  float sum = 0;
  for (size_t lane = 0; lane < 8; ++lane) sum += lanes[lane];
  for (; i < dimension; ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  // Every float operation is off by at most 2^-24 of its result: each difference once, which its
  // square doubles, each square once, and each sum by one for every addition in its lane and eight.
  float rounding = (float)(dimension / 8 + 20) * 0x1p-24f;
  return sqrtf(sum) * (1 + rounding) + 0x1p-50f;
}
