#include "kernel_checks.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state;

static uint32_t draw(void) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(state >> 33);
}

static int between(int least, int most) { return least + (int)(draw() % (uint32_t)(most - least + 1)); }

/// How the codes of a block are chosen.
enum { extreme, moderate, sparse, kinds };

static int code(int kind, int limit, int moderate_limit, size_t k, size_t depth) {
  if (kind == extreme) return draw() % 2 ? limit : -limit;
  // Four products of the largest codes in each partial sum of int16.
  if (kind == sparse) return k + 8 < depth ? 0 : between(0, 3) ? limit : -limit;
  return between(-moderate_limit, moderate_limit);
}

/// Whether the scores of some rows with some columns are those of all.
static const char *check_some(const screening_kernel *kernel, const screening_block *block,
                              const float *scores, size_t stride) {
  enum { most = 9 };
  for (size_t column = 0; column < kernel->tile_columns; column += columns_of_some) {
    for (size_t count = 0; count <= most; ++count) {
      uint16_t rows[most];
      float some[(most + 1) * columns_of_some];
      for (size_t i = 0; i < count; ++i) rows[i] = (uint16_t)(draw() % block->row_count);
      for (size_t i = 0; i < (most + 1) * columns_of_some; ++i) some[i] = 12345;
      kernel->write_some(block, rows, count, column, some);
      for (size_t i = 0; i < count * columns_of_some; ++i)
        if (some[i] != scores[rows[i / columns_of_some] * stride + column + i % columns_of_some])
          return "a score of some rows is not that of all";
      for (size_t i = count * columns_of_some; i < (most + 1) * columns_of_some; ++i)
        if (some[i] != 12345) return "scores of other rows were written";
    }
  }
  return NULL;
}

static const char *check_block(const screening_kernel *kernel, int kind, size_t depth,
                               size_t groups) {
  static char message[200];
  int floats = kernel->row_limit == 0;
  int row_limit = floats ? 15 : kernel->row_limit;
  int column_limit = floats ? 15 : kernel->column_limit;
  // Such that no partial sum can leave int16, whatever the signs.
  int moderate_limit = (int)sqrt(32767.0 / (double)(depth / 2 + 1));
  if (moderate_limit > column_limit) moderate_limit = column_limit;
  size_t rows = groups * kernel->tile_rows, columns = kernel->tile_columns;
  size_t size = floats ? sizeof(float) : 1, quad = floats ? 1 : 4;
  int *a = malloc(rows * depth * sizeof *a), *b = malloc(columns * depth * sizeof *b);
  void *packed_rows = aligned_alloc(64, (rows * depth * size + 63) / 64 * 64);
  void *packed_columns = aligned_alloc(64, (columns * depth * size + 63) / 64 * 64);
  int32_t *initial_sums = calloc(rows, sizeof *initial_sums);
  float *thresholds = malloc(rows * sizeof *thresholds), *error_bounds = malloc(columns * sizeof *error_bounds);
  packed_hit *hits = malloc(rows * columns * sizeof *hits);

  for (size_t i = 0; i < rows; ++i) {
    int sums[2] = {0, 0};
    for (size_t k = 0; k < depth; ++k) {
      int value = a[i * depth + k] = code(kind, row_limit, moderate_limit, k, depth);
      sums[k / 2 % 2] += value;
      size_t group = i / kernel->tile_rows * kernel->tile_rows * depth;
      size_t place = group + (k / quad * kernel->tile_rows + i % kernel->tile_rows) * quad + k % quad;
      if (floats) ((float *)packed_rows)[place] = (float)value;
      else ((int8_t *)packed_rows)[place] = (int8_t)value;
    }
    int offset = kernel->column_offset;
    uint32_t low = (uint16_t)(-offset * sums[0]), high = (uint16_t)(-offset * sums[1]);
    initial_sums[i] = kernel->lanes == 2 ? (int32_t)(high << 16 | low) : -offset * (sums[0] + sums[1]);
  }
  for (size_t j = 0; j < columns; ++j) {
    error_bounds[j] = draw() % 9 == 0 ? -INFINITY : (float)between(0, 9);
    for (size_t k = 0; k < depth; ++k) {
      int value = b[j * depth + k] = code(kind, column_limit, moderate_limit, k, depth);
      size_t place = (k / quad * columns + j) * quad + k % quad;
      if (floats) ((float *)packed_columns)[place] = (float)value;
      else ((uint8_t *)packed_columns)[place] = (uint8_t)(value + kernel->column_offset);
    }
  }
  const char *result = NULL;
  size_t expected = 0, found = 0;
  // The hits of every other row are few, and most tiles have none, as in real use.
  for (size_t i = 0; i < rows; ++i) {
    long sum = 0;
    size_t j = draw() % columns;
    for (size_t k = 0; k < depth; ++k) sum += a[i * depth + k] * b[j * depth + k];
    float at = (float)sum + error_bounds[j];
    uint32_t choice = draw() % 8;
    thresholds[i] = choice == 0 ? NAN : choice <= 4 ? INFINITY : choice == 5 ? at : choice == 6 ? at + 1 : at - 1;
  }
  screening_block block = {packed_rows, rows, packed_columns, depth, initial_sums, thresholds, error_bounds, 1};
  found = kernel->screen(&block, hits);
  size_t stride = columns + 3;
  float *scores = malloc(rows * stride * sizeof *scores);
  kernel->write_scores(&block, scores, stride);
  const char *problem = check_some(kernel, &block, scores, stride);
  if (problem) result = problem;
  for (size_t i = 0; i < rows && !result; ++i) {
    for (size_t j = 0; j < columns && !result; ++j) {
      long sum = 0;
      for (size_t k = 0; k < depth; ++k) sum += a[i * depth + k] * b[j * depth + k];
      float score = (float)sum + error_bounds[j];
      int is_hit = !(score < thresholds[i]);
      int is_found = expected < found && hits[expected].row == i && hits[expected].column == j;
      if (is_hit != is_found) {
        snprintf(message, sizeof message,
                 "%s, kind %d, depth %zu: row %zu, column %zu, sum %ld, error bound %g, threshold %g is %s",
                 kernel->name, kind, depth, i, j, sum, error_bounds[j], thresholds[i],
                 is_hit ? "not a hit" : "a hit");
        result = message;
      }
      if (scores[i * stride + j] != score) result = "a score is not that of plain loops";
      expected += (size_t)is_hit;
    }
  }
  if (!result && expected != found) result = "more hits than pairs";
  free(a);
  free(b);
  free(packed_rows);
  free(packed_columns);
  free(initial_sums);
  free(thresholds);
  free(error_bounds);
  free(hits);
  free(scores);
  return result;
}

const char *check_kernel(const screening_kernel *kernel, uint64_t seed) {
  state = seed;
  const size_t depths[] = {8, 16, 24, 56, 128, 168, 256, 520, 2048};
  for (size_t d = 0; d < sizeof depths / sizeof *depths; ++d) {
    for (int kind = 0; kind < kinds; ++kind) {
      // With all codes at the limit only this depth is sure to fit int16.
      if (kind == extreme && kernel->lanes == 2 && depths[d] > 8) continue;
      for (size_t groups = 1; groups <= 5; groups += 2) {
        const char *problem = check_block(kernel, kind, depths[d], groups);
        if (problem) return problem;
      }
    }
  }
  return NULL;
}
