#include "codelength_terms.h"

#include <float.h>
#include <stdint.h>

// A product and a sum in one rounding would give other bits than the CPUs that cannot do that.
#pragma STDC FP_CONTRACT OFF

// Wider registers on the CPUs that have them; the loader picks the version.
#if defined(__x86_64__) && defined(__linux__)
#define FOR_EACH_CPU __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define FOR_EACH_CPU
#endif

typedef double double4 __attribute__((vector_size(32)));
typedef int64_t long4 __attribute__((vector_size(32)));

// The bits of 1, of the square root of a half, of all fractions and of 2^52.
#define ONE INT64_C(0x3ff0000000000000)
#define SQRT_HALF INT64_C(0x3fe6a09e667f3bcd)
#define FRACTION INT64_C(0x000fffffffffffff)
#define TWO_TO_52 INT64_C(0x4330000000000000)

// Puts x log2 x in the place of four numbers, by the steps of `Logarithm.log2(normal:)` in the same order. By a
// pointer, since how vectors are passed depends on the CPU.
static inline __attribute__((always_inline)) void plogp(double4 *numbers) {
  const double c = 2.8853900817779268;  // 2 / ln 2
  // At the least normal number x log2 x is as good as 0.
  const double4 least = DBL_MIN + (double4){0};
  const double4 x = __builtin_elementwise_max(*numbers, least);
  const long4 bits = (long4)x + (ONE - SQRT_HALF);
  const double4 m = (double4)((bits & FRACTION) + SQRT_HALF);
  const double4 exponent = (double4)((bits >> 52) | TWO_TO_52) - (0x1p52 + 1023);
  const double4 s = (m - 1) / (m + 1);
  const double4 z = s * s;
  const double4 z2 = z * z;
  const double4 z4 = z2 * z2;
  const double4 low = (c + c / 3 * z) + (c / 5 + c / 7 * z) * z2;
  const double4 high = (c / 9 + c / 11 * z) + (c / 13 + c / 15 * z) * z2;
  const double4 series = low + (high + (c / 17 + c / 19 * z) * z4) * z4;
  *numbers = x * (exponent + s * series);
}

FOR_EACH_CPU
codelength_terms codelength_terms_of(double flow, double enter, double exit, double total, double factor) {
  double4 terms = (double4){exit, exit, enter, total} * factor + (double4){flow, 0, 0, 0};
  plogp(&terms);
  return (codelength_terms){terms[0] - terms[1] - terms[2], terms[3]};
}

// By how much the codelength changes with each of four modules that the node may join.
static inline __attribute__((always_inline)) void changes_of(
    const codelength_mover *node, const codelength_module *const modules[4], const double between[4],
    double *changes) {
  const codelength_module *const a = modules[0], *const b = modules[1], *const c = modules[2], *const d = modules[3];
  const double4 flow = (double4){between[0], between[1], between[2], between[3]};
  const double4 entered = node->enter - flow;
  double4 out = (double4){a->exit, b->exit, c->exit, d->exit} + (node->exit - flow);
  out *= node->factor;
  double4 within = out + ((double4){a->flow, b->flow, c->flow, d->flow} + node->flow);
  double4 in = (double4){a->enter, b->enter, c->enter, d->enter} + entered;
  in *= node->factor;
  double4 total = (node->total + entered) * node->factor;
  plogp(&within);
  plogp(&out);
  plogp(&in);
  plogp(&total);
  const double4 term = within - out - in;
  const double4 sums = node->left + term - (double4){a->term, b->term, c->term, d->term} + total;
  __builtin_memcpy(changes, &sums, sizeof sums);
}

FOR_EACH_CPU
void codelength_changes_of(codelength_mover node, const codelength_module *modules, const double *between,
                           const uint32_t *numbers, long count, double *changes) {
  for (long place = 0; place < count; place += 4) {
    const codelength_module *four[4];
    double flows[4];
    for (long i = 0; i < 4; i++) {
      // Where fewer than four are left the last stands for the rest.
      const uint32_t number = numbers[place + i < count ? place + i : count - 1];
      four[i] = modules + number;
      flows[i] = between[number];
    }
    changes_of(&node, four, flows, changes + place);
  }
}
