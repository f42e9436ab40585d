#include "sums.h"
#include "for_each_cpu.h"

FOR_EACH_CPU
void sums_add_row(int64_t *sums, const float *row, size_t count, float unit) {
  for (size_t i = 0; i < count; ++i) sums[i] += (int64_t)(row[i] * unit);
}
