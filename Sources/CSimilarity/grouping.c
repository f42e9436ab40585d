#include "grouping.h"

#include <math.h>
#include <string.h>

#include "for_each_cpu.h"

// Versions may round differently, which the callers' margins cover.

typedef float float16 __attribute__((vector_size(64), aligned(4)));
typedef int32_t mask16 __attribute__((vector_size(64)));
typedef _Bool bits16 __attribute__((ext_vector_type(16)));

#define AT(values, index) (*(const float8 *)((values) + (index)))
#define AT16(values, index) (*(const float16 *)((values) + (index)))

/// The first lanes that are not misses, a bit each.
__attribute__((always_inline)) static inline uint32_t left(const mask16 *misses, size_t lanes) {
  const bits16 hits = __builtin_convertvector(~*misses, bits16);
  uint16_t bits;
  memcpy(&bits, &hits, sizeof bits);
  return lanes < grouped_lanes ? bits & ((1u << lanes) - 1) : bits;
}

/// One step of a transposition of sixteen vectors: blocks of `size` lanes change places.
#define SWAP_LANES(vectors, size)                                     \
  for (size_t i = 0; i < grouped_lanes; ++i) {                        \
    if (i & size) continue;                                           \
    const float16 a = vectors[i], b = vectors[i + size];              \
    vectors[i] = __builtin_shufflevector(a, b, LOW##size);            \
    vectors[i + size] = __builtin_shufflevector(a, b, HIGH##size);    \
  }
#define LOW1 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30
#define HIGH1 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31
#define LOW2 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define HIGH2 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#define LOW4 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27
#define HIGH4 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31
#define LOW8 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23
#define HIGH8 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31

/// Writes for each group b of columns x·b - a·b, with its error bound, of each row, and the greatest of them.
__attribute__((always_inline)) static inline void find_bases(
    const grouped_rows *rows, const grouped_columns *columns, float *bases, float *greatest) {
  for (size_t group = 0; group < columns->group_count; group += grouped_lanes) {
    const float16 centers = AT16(columns->center_products, group);
    float16 lines[grouped_lanes], best = {0};
#pragma clang loop unroll(full)
    for (size_t row = 0; row < grouped_lanes; ++row) {
      // There are fewer rows than lanes: the others are those of the first once more.
      const size_t known = row < rows->count ? row : 0;
      lines[row] = AT16(rows->products[known], group) + rows->error_bounds[known] - centers;
      const mask16 more = best > lines[row];
      best = row == 0 ? lines[0] : (float16)(((mask16)best & more) | ((mask16)lines[row] & ~more));
    }
    memcpy(greatest + group, &best, sizeof best);
#pragma clang loop unroll(full)
    SWAP_LANES(lines, 1)
#pragma clang loop unroll(full)
    SWAP_LANES(lines, 2)
#pragma clang loop unroll(full)
    SWAP_LANES(lines, 4)
#pragma clang loop unroll(full)
    SWAP_LANES(lines, 8)
    memcpy(bases + group * grouped_lanes, lines, sizeof lines);
  }
}

/// What rows see of a run of columns.
typedef struct seen_run {
  size_t group, first, count;
  float greatest_product, greatest_distance, least_threshold;
} seen_run;

/// Appends the hits of some rows with a run. `bases` holds x·b - a·b and the error bound of each row.
__attribute__((always_inline)) static inline size_t append_hits_of_run(
    const grouped_rows *rows, const grouped_columns *columns, grouped_codes *codes,
    const seen_run *run, const float bases[grouped_lanes], packed_hit *hits, size_t found) {
  const float16 greatest =
      AT16(bases, 0) + (run->greatest_product + AT16(rows->distances, 0) * run->greatest_distance);
  const mask16 far = (greatest < AT16(rows->thresholds, 0)) & (greatest < run->least_threshold);
  uint32_t near = left(&far, rows->count);
  if (near == 0) return found;
  const float16 products = AT16(columns->products, run->first),
                distances = AT16(columns->distances, run->first),
                thresholds = AT16(columns->thresholds, run->first);
  size_t chosen[grouped_lanes], count = 0;
  uint32_t lanes[grouped_lanes];
  uint16_t places[grouped_lanes];
  for (; near != 0; near &= near - 1) {
    const size_t row = (size_t)__builtin_ctz(near);
    const float16 bounds = bases[row] + (products + rows->distances[row] * distances);
    const mask16 misses = (bounds < rows->thresholds[row]) & (bounds < thresholds);
    chosen[count] = row;
    places[count] = rows->places[row];
    lanes[count] = left(&misses, run->count);
    count += lanes[count] != 0;
  }
  if (count == 0) return found;
  const size_t place = codes->first_column + run->first, width = codes->kernel->tile_columns;
  screening_block block = codes->block;
  block.panel = (const char *)block.panel + place / width * codes->panel_bytes;
  block.column_error_bounds += place / width * width;
  codes->compared += count * run->count;
  // Whole vectors are read.
  float scores[(grouped_lanes + 1) * columns_of_some];
  codes->kernel->write_some(&block, places, count, place % width / columns_of_some * columns_of_some, scores);
  for (size_t i = 0; i < count; ++i) {
    const size_t row = chosen[i];
    const float16 most = AT16(scores, i * columns_of_some + place % columns_of_some) + rows->code_error_bounds[row];
    const mask16 misses = (most < rows->thresholds[row]) & (most < thresholds);
    for (uint32_t bits = lanes[i] & left(&misses, run->count); bits != 0; bits &= bits - 1)
      hits[found++] = (packed_hit){rows->numbers[row], (uint16_t)(run->first + (size_t)__builtin_ctz(bits))};
  }
  return found;
}

FOR_EACH_CPU
size_t grouped_hits(const grouped_rows *rows, const grouped_columns *columns, grouped_codes *codes,
                    float *scratch, packed_hit *hits) {
  const size_t room = (columns->group_count + grouped_lanes - 1) / grouped_lanes * grouped_lanes;
  float *bases = scratch + room;
  find_bases(rows, columns, bases, scratch);
  float distance = 0, threshold = INFINITY;
  for (size_t row = 0; row < rows->count; ++row) {
    if (rows->distances[row] > distance) distance = rows->distances[row];
    if (rows->thresholds[row] < threshold) threshold = rows->thresholds[row];
  }
  size_t found = 0;
  for (size_t first = 0; first < columns->run_count; first += grouped_lanes) {
    float16 greatest;
    for (size_t lane = 0; lane < grouped_lanes; ++lane)
      greatest[lane] = scratch[columns->run_groups[first + lane]];
    greatest += AT16(columns->greatest_products, first) +
                distance * AT16(columns->greatest_distances, first);
    const mask16 misses = (greatest < threshold) & (greatest < AT16(columns->least_thresholds, first));
    for (uint32_t near = left(&misses, columns->run_count - first); near != 0; near &= near - 1) {
      const size_t index = first + (size_t)__builtin_ctz(near);
      const seen_run run = {columns->run_groups[index],
                            columns->first_columns[index],
                            columns->first_columns[index + 1] - columns->first_columns[index],
                            columns->greatest_products[index],
                            columns->greatest_distances[index],
                            columns->least_thresholds[index]};
      found = append_hits_of_run(rows, columns, codes, &run, bases + run.group * grouped_lanes, hits, found);
    }
  }
  return found;
}

FOR_EACH_CPU
void grouped_greatest(const float *values, const uint32_t *first_columns, size_t run_count,
                      float *greatest) {
  for (size_t run = 0; run < run_count; ++run) {
    const size_t first = first_columns[run], end = first_columns[run + 1];
    float best = -INFINITY;
    if (end - first == grouped_lanes) {
      best = __builtin_reduce_max(AT16(values, first));
    } else {
      for (size_t j = first; j < end; ++j) best = values[j] > best ? values[j] : best;
    }
    greatest[run] = best;
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
