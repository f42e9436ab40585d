#include "similarity.h"
#include "for_each_cpu.h"

// All versions give the same bits.

typedef double double8 __attribute__((vector_size(64)));

FOR_EACH_CPU
float similarity_of_rows(const float *a, const float *b, size_t dimension) {
  double8 low = {0}, high = {0};
  size_t i = 0;
  for (; i + 16 <= dimension; i += 16) {
    low += __builtin_convertvector(*(const float8 *)(a + i), double8) *
           __builtin_convertvector(*(const float8 *)(b + i), double8);
    high += __builtin_convertvector(*(const float8 *)(a + i + 8), double8) *
            __builtin_convertvector(*(const float8 *)(b + i + 8), double8);
  }
  for (size_t lane = 0; i < dimension; ++i, ++lane) {
    double product = (double)a[i] * (double)b[i];
    if (lane < 8) low[lane] += product;
    else high[lane - 8] += product;
  }
  low += high;
  double s0 = low[0] + low[4], s1 = low[1] + low[5], s2 = low[2] + low[6], s3 = low[3] + low[7];
  return (float)((s0 + s2) + (s1 + s3));
}

void similarity_of_hits(const float *rows, const float *columns, size_t dimension,
                        const packed_hit *hits, size_t count, float *similarities) {
  for (size_t i = 0; i < count; ++i) {
    if (i + 2 < count) {
      const float *next = rows + hits[i + 2].row * dimension;
      for (size_t k = 0; k < dimension; k += 16) __builtin_prefetch(next + k);
    }
    similarities[i] = similarity_of_rows(rows + hits[i].row * dimension,
                                         columns + hits[i].column * dimension, dimension);
  }
}

typedef float float16 __attribute__((vector_size(64), aligned(4)));
typedef int32_t mask16 __attribute__((vector_size(64)));

enum { lanes = 16, stride = 4 * lanes };

FOR_EACH_CPU
size_t similarity_scan(const float *scores, size_t count, float row_threshold,
                       const float *column_thresholds, uint32_t *hits) {
  float16 row = row_threshold - (float16){0};
  size_t found = 0, j = 0;
  for (; j + stride <= count; j += stride) {
    // All ones where a score is below both thresholds. A NaN compares false and so stays a hit.
    mask16 misses = ~(mask16){0};
    for (size_t k = j; k < j + stride; k += lanes) {
      float16 score = *(const float16 *)(scores + k);
      misses &= (score < row) & (score < *(const float16 *)(column_thresholds + k));
    }
    if (__builtin_reduce_and(misses) != 0) continue;
    for (size_t k = j; k < j + stride; ++k) {
      hits[found] = (uint32_t)k;
      found += !(scores[k] < row_threshold && scores[k] < column_thresholds[k]);
    }
  }
  for (; j < count; ++j) {
    hits[found] = (uint32_t)j;
    found += !(scores[j] < row_threshold && scores[j] < column_thresholds[j]);
  }
  return found;
}

int similarity_vector_level(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return 2;
  if (__builtin_cpu_supports("avx2")) return 1;
#endif
  return 0;
}
