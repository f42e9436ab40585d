#include "members.h"

#include "for_each_cpu.h"

typedef uint32_t number8 __attribute__((vector_size(32), aligned(4)));

#define AT(values, index) (*(const number8 *)((values) + (index)))

static inline __attribute__((always_inline)) bool is_member(uint32_t number, const uint32_t *others,
                                                            size_t count) {
  if (count < 8) {
    for (size_t i = 0; i < count; ++i) {
      if (others[i] == number) return true;
    }
    return false;
  }
  // The last eight are compared once more where they are not eight further ones.
  number8 found = (number8)(AT(others, count - 8) == number);
  for (size_t i = 0; i + 8 < count; i += 8) found |= (number8)(AT(others, i) == number);
  return __builtin_reduce_or(found) != 0;
}

FOR_EACH_CPU
bool any_is_member(const uint32_t *first, size_t count, const uint32_t *others,
                   size_t other_count) {
  for (size_t i = 0; i < count; ++i) {
    if (is_member(first[i], others, other_count)) return true;
  }
  return false;
}
