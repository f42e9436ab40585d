#include "classes.h"

#include "for_each_cpu.h"

// How many scores are computed before they are counted.
enum { batch = 64 };

static size_t class_of(float score, const score_classes *classes) {
  size_t low = 0, high = classes->edge_count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (score >= classes->edges[middle])
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

FOR_EACH_CPU
void count_scores(const float *products, size_t count, float factor, const float *factors,
                  const score_classes *classes, uint32_t *counts) {
  float scores[batch];
  int32_t cells[batch];
  for (size_t start = 0; start < count; start += batch) {
    size_t size = count - start < batch ? count - start : batch;
    for (size_t i = 0; i < size; ++i) {
      // Products only, so that nothing can be fused. Rounding may move a score to the next cell, which
      // knows its edge all the same.
      float score = products[start + i] * factor * factors[start + i];
      scores[i] = score;
      cells[i] = (int32_t)((score + classes->reach) * classes->scale);
    }
    for (size_t i = 0; i < size; ++i) {
      size_t found = classes->lowest[cells[i]];
      if (__builtin_expect(found == UINT16_MAX, 0))
        found = class_of(scores[i], classes);
      else
        found += scores[i] >= classes->edge[cells[i]];
      ++counts[found];
    }
  }
}
