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
#define ONE UINT64_C(0x3ff0000000000000)
#define SQRT_HALF UINT64_C(0x3fe6a09e667f3bcd)
#define FRACTION UINT64_C(0x000fffffffffffff)
#define TWO_TO_52 UINT64_C(0x4330000000000000)

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
void codelength_set_terms(codelength_module *modules, long count, double factor) {
  static const uint32_t numbers[4] = {0, 1, 2, 3};
  static const double between[4] = {0};
  long place = 0;
  for (; place + 4 <= count; place += 4) {
    codelength_module *const four = modules + place;
    modules4 given;
    load4(&given, four, between, numbers, 4);
    doubles4 out = given.exit * factor, in = given.enter * factor, within = out + given.flow;
    plogp4(&within);
    plogp4(&out);
    plogp4(&in);
    const doubles4 term = within - out - in;
    four[0].term = term[0];
    four[1].term = term[1];
    four[2].term = term[2];
    four[3].term = term[3];
  }
  for (; place < count; place++) {
    codelength_module *const one = modules + place;
    const doubles4 flows = (doubles4){one->exit, one->exit, one->enter, 0} * factor;
    doubles4 terms = flows + (doubles4){one->flow, 0, 0, 0};
    plogp4(&terms);
    one->term = terms[0] - terms[1] - terms[2];
  }
}

FOR_EACH_CPU
void codelength_changes_of(const codelength_mover *node, const codelength_module *modules, const double *between,
                           const uint32_t *numbers, long count, const codelength_changes *changes) {
  if (count <= 4) {
    set_changes4(node, modules, between, numbers, count, 0, 0, changes);
    return;
  }
  const double left = set_changes8(node, modules, between, numbers, count, 0, 0, changes);
  long place = 8;
  for (; place + 4 < count; place += 8) set_changes8(node, modules, between, numbers, count, place, left, changes);
  if (place < count) set_changes4(node, modules, between, numbers, count, place, left, changes);
}
