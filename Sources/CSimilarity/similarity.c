#include "similarity.h"
#include "for_each_cpu.h"

#include <math.h>

// All versions give the same bits.

typedef double double8 __attribute__((vector_size(64)));

// Not by value: vectors are passed differently from version to version.
static inline float rounded_sum(const double8 *low, const double8 *high) {
  const double8 sum = *low + *high;
  double s0 = sum[0] + sum[4], s1 = sum[1] + sum[5], s2 = sum[2] + sum[6], s3 = sum[3] + sum[7];
  return (float)((s0 + s2) + (s1 + s3));
}

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
  return rounded_sum(&low, &high);
}

/// Rows of which the similarities with one other are computed at a time: it is widened once for all of them.
enum { together = 4 };

// Sums in the order of `similarity_of_rows`.
__attribute__((always_inline)) static inline void similarities_with_row(
    const float *row, const float *const others[together], size_t dimension, float *similarities) {
  double8 low[together] = {{0}}, high[together] = {{0}};
  size_t i = 0;
  for (; i + 16 <= dimension; i += 16) {
    const double8 first = __builtin_convertvector(*(const float8 *)(row + i), double8);
    const double8 second = __builtin_convertvector(*(const float8 *)(row + i + 8), double8);
    for (size_t k = 0; k < together; ++k) {
      low[k] += first * __builtin_convertvector(*(const float8 *)(others[k] + i), double8);
      high[k] += second * __builtin_convertvector(*(const float8 *)(others[k] + i + 8), double8);
    }
  }
  for (size_t k = 0; k < together; ++k) {
    for (size_t j = i, lane = 0; j < dimension; ++j, ++lane) {
      double product = (double)row[j] * (double)others[k][j];
      if (lane < 8) low[k][lane] += product;
      else high[k][lane - 8] += product;
    }
    similarities[k] = rounded_sum(&low[k], &high[k]);
  }
}

typedef float float16 __attribute__((vector_size(64), aligned(4)));

// Sums of products in float, in any order.
__attribute__((always_inline)) static inline void estimates_of_pairs(
    const float *const pairs[together][2], size_t dimension, float *estimates) {
  float16 sums[together] = {{0}};
  size_t i = 0;
  for (; i + 16 <= dimension; i += 16)
    for (size_t k = 0; k < together; ++k)
      sums[k] += *(const float16 *)(pairs[k][0] + i) * *(const float16 *)(pairs[k][1] + i);
  for (size_t k = 0; k < together; ++k) {
    float8 eight = __builtin_shufflevector(sums[k], sums[k], 0, 1, 2, 3, 4, 5, 6, 7) +
                   __builtin_shufflevector(sums[k], sums[k], 8, 9, 10, 11, 12, 13, 14, 15);
    float sum = ((eight[0] + eight[4]) + (eight[2] + eight[6])) +
                ((eight[1] + eight[5]) + (eight[3] + eight[7]));
    for (size_t j = i; j < dimension; ++j) sum += pairs[k][0][j] * pairs[k][1][j];
    estimates[k] = sum;
  }
}

FOR_EACH_CPU
size_t most_similar_row(const float *row, const float *const *others, size_t count,
                        size_t dimension, float error_bound, float *similarity) {
  size_t best = 0;
  *similarity = -INFINITY;
  for (size_t i = 0; i < count; i += together) {
    const size_t left = count - i < together ? count - i : together;
    float estimates[together];
    if (left == together) {
      const float *const pairs[together][2] = {
          {row, others[i]}, {row, others[i + 1]}, {row, others[i + 2]}, {row, others[i + 3]}};
      estimates_of_pairs(pairs, dimension, estimates);
    }
    for (size_t k = 0; k < left; ++k) {
      // In double, where nothing is rounded that matters; one that is no number is not left out.
      if (left == together && (double)estimates[k] + (double)error_bound <= (double)*similarity)
        continue;
      const float exact = similarity_of_rows(row, others[i + k], dimension);
      if (!(exact > *similarity)) continue;
      *similarity = exact;
      best = i + k;
    }
  }
  return best;
}

// Asks for a row before it is read.
static inline void ask_for(const float *row, size_t dimension) {
  for (size_t k = 0; k < dimension; k += 16) __builtin_prefetch(row + k);
}

/// The pairs after some hits, which are asked for before they are compared.
__attribute__((always_inline)) static inline void ask_for_hits(
    const float *rows, const float *columns, size_t dimension, const packed_hit *hits, size_t count) {
  for (size_t k = 0; k < count; ++k) {
    ask_for(rows + hits[k].row * dimension, dimension);
    ask_for(columns + hits[k].column * dimension, dimension);
  }
}

FOR_EACH_CPU
size_t similarity_of_likely(const float *rows, const float *columns, size_t dimension,
                            const float *row_thresholds, const float *column_thresholds,
                            float error_bound, packed_hit *hits, size_t count, float *similarities) {
  size_t likely = 0;
  for (size_t i = 0; i < count; i += together) {
    const size_t here = count - i < together ? count - i : together;
    const size_t ahead = count - i - here < together ? count - i - here : together;
    ask_for_hits(rows, columns, dimension, hits + i + here, ahead);
    const float *pairs[together][2];
    for (size_t k = 0; k < together; ++k) {
      const packed_hit hit = hits[i + (k < here ? k : 0)];
      pairs[k][0] = rows + hit.row * dimension;
      pairs[k][1] = columns + hit.column * dimension;
    }
    float estimates[together];
    estimates_of_pairs(pairs, dimension, estimates);
    for (size_t k = 0; k < here; ++k) {
      const packed_hit hit = hits[i + k];
      const double most = (double)estimates[k] + (double)error_bound;
      if (most < (double)row_thresholds[hit.row] && most < (double)column_thresholds[hit.column])
        continue;
      similarities[likely] = similarity_of_rows(pairs[k][0], pairs[k][1], dimension);
      hits[likely++] = hit;
    }
  }
  return likely;
}

FOR_EACH_CPU
void similarity_of_hits(const float *rows, const float *columns, size_t dimension,
                        const packed_hit *hits, size_t count, float *similarities) {
  size_t i = 0, asked = 0;
  while (i < count) {
    const float *row = rows + hits[i].row * dimension;
    size_t alike = 1;
    while (alike < together && i + alike < count && hits[i + alike].row == hits[i].row) ++alike;
    if (asked < i + alike) asked = i + alike;
    for (; asked < i + alike + together && asked < count; ++asked) {
      ask_for(columns + hits[asked].column * dimension, dimension);
      if (hits[asked].row != hits[asked - 1].row)
        ask_for(rows + hits[asked].row * dimension, dimension);
    }
    if (alike == together) {
      const float *others[together];
      for (size_t k = 0; k < together; ++k) others[k] = columns + hits[i + k].column * dimension;
      similarities_with_row(row, others, dimension, similarities + i);
    } else {
      for (size_t k = i; k < i + alike; ++k)
        similarities[k] =
            similarity_of_rows(row, columns + hits[k].column * dimension, dimension);
    }
    i += alike;
  }
}

typedef double aligned8 __attribute__((vector_size(64), aligned(8)));

/// Widened rows whose pairs with four others are computed at a time: so each value is loaded for several pairs.
enum { abreast = 2 };

// Every other eight values of `abreast` rows with those of four others, added up.
__attribute__((always_inline)) static inline void add_products_of_four(const double *x, const double *y, size_t length,
                                                                       double8 sums[abreast][4]) {
  for (size_t k = 0; k < length; k += 16)
    for (size_t j = 0; j < 4; ++j) {
      const double8 other = *(const aligned8 *)(y + j * length + k);
      for (size_t i = 0; i < abreast; ++i) sums[i][j] += *(const aligned8 *)(x + i * length + k) * other;
    }
}

__attribute__((always_inline)) static inline float similarity_of_widened(const double *x, const double *y,
                                                                         size_t length) {
  double8 low = {0}, high = {0};
  for (size_t k = 0; k < length; k += 16) {
    low += *(const aligned8 *)(x + k) * *(const aligned8 *)(y + k);
    high += *(const aligned8 *)(x + k + 8) * *(const aligned8 *)(y + k + 8);
  }
  return rounded_sum(&low, &high);
}

FOR_EACH_CPU
void similarity_of_all_pairs(const float *rows, size_t count, size_t dimension, double *widened,
                             float *similarities) {
  // Zeros behind the last column change no sum.
  const size_t length = (dimension + 15) / 16 * 16;
  for (size_t row = 0; row < count; ++row)
    for (size_t k = 0; k < length; ++k)
      widened[row * length + k] = k < dimension ? (double)rows[row * dimension + k] : 0;
  for (size_t a = 0; a < count; a += abreast) {
    const size_t height = count - a < abreast ? count - a : abreast;
    // Where the pairs of each row go: that with another row b is number b - a - 1 of them.
    float *found[abreast];
    for (size_t i = 0; i < height; ++i) {
      found[i] = similarities;
      similarities += count - 1 - (a + i);
      for (size_t b = a + i + 1; b < a + height; ++b)
        *found[i]++ = similarity_of_widened(widened + (a + i) * length, widened + b * length, length);
    }
    size_t b = a + height;
    const double *x = widened + a * length;
    for (; height == abreast && b + 4 <= count; b += 4) {
      const double *y = widened + b * length;
      double8 low[abreast][4] = {{{0}}}, high[abreast][4] = {{{0}}};
      add_products_of_four(x, y, length, low);
      add_products_of_four(x + 8, y + 8, length, high);
      for (size_t i = 0; i < abreast; ++i)
        for (size_t j = 0; j < 4; ++j) *found[i]++ = rounded_sum(&low[i][j], &high[i][j]);
    }
    for (; b < count; ++b)
      for (size_t i = 0; i < height; ++i)
        *found[i]++ = similarity_of_widened(x + i * length, widened + b * length, length);
  }
}

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
