#include "codelength_terms.h"

#include <float.h>
#include <stdint.h>

// A product and a sum in one rounding would give other bits than the CPUs that cannot do that.
#pragma STDC FP_CONTRACT OFF

// Wider registers on the CPUs that have them; the loader picks the version.
#if defined(__x86_64__) && defined(__linux__)
#define FOR_EACH_CPU __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_EACH_CPU
#endif

// The bits of 1, of the square root of a half, of all fractions and of 2^52.
#define ONE INT64_C(0x3ff0000000000000)
#define SQRT_HALF INT64_C(0x3fe6a09e667f3bcd)
#define FRACTION INT64_C(0x000fffffffffffff)
#define TWO_TO_52 INT64_C(0x4330000000000000)

#define LANES 4
#define NAME(x) x##4
#include "codelength_lanes.h"
#undef LANES
#undef NAME
#define LANES 8
#define NAME(x) x##8
#include "codelength_lanes.h"

FOR_EACH_CPU
codelength_terms codelength_terms_of(double flow, double enter, double exit, double total, double factor) {
  doubles4 terms = (doubles4){exit, exit, enter, total} * factor + (doubles4){flow, 0, 0, 0};
  plogp4(&terms);
  return (codelength_terms){terms[0] - terms[1] - terms[2], terms[3]};
}

FOR_EACH_CPU
void codelength_changes_of(const codelength_mover *given, const codelength_module *modules, const double *between,
                           const uint32_t *numbers, long count, const codelength_changes *changes) {
  codelength_mover node = *given;
  node.total -= node.enter - node.inside;
  if (count <= 4) {
    modules4 before;
    doubles4 term, total;
    load4(&before, modules, between, numbers, count);
    before.between[0] = node.inside;
    const doubles4 sign = {-1, 1, 1, 1};
    change4(&node, &before, &sign, &term, &total);
    const double left = term[0] - before.term[0] - node.total_term + node.price;
    const doubles4 change = left + term - before.term + total;
    __builtin_memcpy(changes->change, &change, sizeof change);
    __builtin_memcpy(changes->term, &term, sizeof term);
    __builtin_memcpy(changes->total_term, &total, sizeof total);
    return;
  }
  double left = 0;
  doubles8 sign = {-1, 1, 1, 1, 1, 1, 1, 1};
  for (long place = 0; place < count; place += 8) {
    modules8 before;
    doubles8 term, total;
    load8(&before, modules, between, numbers + place, count - place);
    if (place == 0) before.between[0] = node.inside;
    change8(&node, &before, &sign, &term, &total);
    if (place == 0) left = term[0] - before.term[0] - node.total_term + node.price;
    const doubles8 change = left + term - before.term + total;
    __builtin_memcpy(changes->change + place, &change, sizeof change);
    __builtin_memcpy(changes->term + place, &term, sizeof term);
    __builtin_memcpy(changes->total_term + place, &total, sizeof total);
    sign[0] = 1;
  }
}
