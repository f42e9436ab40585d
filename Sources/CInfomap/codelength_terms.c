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

// The steps of `Logarithm.log2(normal:)`, in the same order, on four numbers at a time.
FOR_EACH_CPU
codelength_terms codelength_terms_of(double flow, double enter, double exit, double total, double factor) {
  const double c = 2.8853900817779268;  // 2 / ln 2
  double4 x = (double4){exit, exit, enter, total} * factor + (double4){flow, 0, 0, 0};
  // At the least normal number x log2 x is as good as 0.
  const double4 least = DBL_MIN + (double4){0};
  x = __builtin_elementwise_max(x, least);
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
  const double4 plogp = x * (exponent + s * series);
  return (codelength_terms){plogp[0] - plogp[1] - plogp[2], plogp[3]};
}
