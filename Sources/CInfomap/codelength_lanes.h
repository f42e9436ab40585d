// The map equation in registers of LANES numbers, for which this is included once for each; NAME(x) is x with the
// number of lanes in its name.

typedef double NAME(doubles) __attribute__((vector_size(LANES * sizeof(double))));
typedef uint64_t NAME(longs) __attribute__((vector_size(LANES * sizeof(uint64_t))));

// Puts x log2 x in the place of numbers, by the steps of `Logarithm.log2(normal:)` in the same order. By a pointer,
// since how vectors are passed depends on the CPU.
static inline __attribute__((always_inline)) void NAME(plogp)(NAME(doubles) *numbers) {
  const double c = 2.8853900817779268;  // 2 / ln 2
  // At the least normal number x log2 x is as good as 0.
  const NAME(doubles) least = DBL_MIN + (NAME(doubles)){0};
  const NAME(doubles) x = __builtin_elementwise_max(*numbers, least);
  const NAME(longs) bits = (NAME(longs))x + (ONE - SQRT_HALF);
  const NAME(doubles) m = (NAME(doubles))((bits & FRACTION) + SQRT_HALF);
  const NAME(doubles) exponent = (NAME(doubles))((bits >> 52) | TWO_TO_52) - (0x1p52 + 1023);
  const NAME(doubles) s = (m - 1) / (m + 1);
  const NAME(doubles) z = s * s;
  const NAME(doubles) z2 = z * z;
  const NAME(doubles) z4 = z2 * z2;
  const NAME(doubles) low = (c + c / 3 * z) + (c / 5 + c / 7 * z) * z2;
  const NAME(doubles) high = (c / 9 + c / 11 * z) + (c / 13 + c / 15 * z) * z2;
  const NAME(doubles) series = low + (high + (c / 17 + c / 19 * z) * z4) * z4;
  *numbers = x * (exponent + s * series);
}

// The flow, enter flow, exit flow and term of each of LANES modules, where fewer than that are left the last for the
// rest, and the flow between the node and each.
typedef struct {
  NAME(doubles) flow, enter, exit, term, between;
} NAME(modules);

#if LANES == 4
// The four numbers of each of four modules change places: rows become columns.
static inline __attribute__((always_inline)) void load4(modules4 *four, const codelength_module *modules,
                                                        const double *between, const uint32_t *numbers, long count) {
  const long last = count < 1 ? 0 : count - 1;
  const uint32_t n0 = numbers[0], n1 = numbers[last < 1 ? last : 1], n2 = numbers[last < 2 ? last : 2],
                 n3 = numbers[last < 3 ? last : 3];
  doubles4 m0, m1, m2, m3;
  __builtin_memcpy(&m0, modules + n0, sizeof m0);
  __builtin_memcpy(&m1, modules + n1, sizeof m1);
  __builtin_memcpy(&m2, modules + n2, sizeof m2);
  __builtin_memcpy(&m3, modules + n3, sizeof m3);
  const doubles4 even01 = __builtin_shufflevector(m0, m1, 0, 4, 2, 6);
  const doubles4 odd01 = __builtin_shufflevector(m0, m1, 1, 5, 3, 7);
  const doubles4 even23 = __builtin_shufflevector(m2, m3, 0, 4, 2, 6);
  const doubles4 odd23 = __builtin_shufflevector(m2, m3, 1, 5, 3, 7);
  four->flow = __builtin_shufflevector(even01, even23, 0, 1, 4, 5);
  four->enter = __builtin_shufflevector(odd01, odd23, 0, 1, 4, 5);
  four->exit = __builtin_shufflevector(even01, even23, 2, 3, 6, 7);
  four->term = __builtin_shufflevector(odd01, odd23, 2, 3, 6, 7);
  four->between = (doubles4){between[n0], between[n1], between[n2], between[n3]};
}
#else
static inline __attribute__((always_inline)) void load8(modules8 *eight, const codelength_module *modules,
                                                        const double *between, const uint32_t *numbers, long count) {
  modules4 low, high;
  load4(&low, modules, between, numbers, count);
  load4(&high, modules, between, numbers + 4, count - 4);
  eight->flow = __builtin_shufflevector(low.flow, high.flow, 0, 1, 2, 3, 4, 5, 6, 7);
  eight->enter = __builtin_shufflevector(low.enter, high.enter, 0, 1, 2, 3, 4, 5, 6, 7);
  eight->exit = __builtin_shufflevector(low.exit, high.exit, 0, 1, 2, 3, 4, 5, 6, 7);
  eight->term = __builtin_shufflevector(low.term, high.term, 0, 1, 2, 3, 4, 5, 6, 7);
  eight->between = __builtin_shufflevector(low.between, high.between, 0, 1, 2, 3, 4, 5, 6, 7);
}
#endif

// What becomes of LANES modules with the node (sign 1) or without it (sign -1).
static inline __attribute__((always_inline)) void NAME(change)(
    const codelength_mover *node, const NAME(modules) *before, const NAME(doubles) *sign, NAME(doubles) *term,
    NAME(doubles) *total) {
  const NAME(doubles) entered = node->enter - before->between;
  NAME(doubles) out = before->exit + *sign * (node->exit - before->between);
  out *= node->factor;
  NAME(doubles) within = out + (before->flow + *sign * node->flow);
  *total = (node->total + entered) * node->factor;
  NAME(plogp)(&within);
  NAME(doubles) in = (before->enter + *sign * entered) * node->factor;
  NAME(plogp)(&out);
  NAME(plogp)(total);
  if (node->is_symmetric) {
    in = out;
  } else {
    NAME(plogp)(&in);
  }
  *term = within - out - in;
}

// Sets the changes of the next LANES of `count` modules, from `place` on. Where that is 0 the first is the node's own, and
// what leaving it changes is computed too; otherwise it is `left`. Returns it.
static inline __attribute__((always_inline)) double NAME(set_changes)(
    const codelength_mover *node, const codelength_module *modules, const double *between, const uint32_t *numbers,
    long count, long place, double left, const codelength_changes *changes) {
  NAME(modules) before;
  NAME(doubles) term, total, sign = 1 + (NAME(doubles)){0};
  NAME(load)(&before, modules, between, numbers + place, count - place);
  if (place == 0) {
    before.between[0] = node->inside;
    sign[0] = -1;
  }
  NAME(change)(node, &before, &sign, &term, &total);
  if (place == 0) left = term[0] - before.term[0] - node->total_term + node->price;
  const NAME(doubles) change = left + term - before.term + total;
  __builtin_memcpy(changes->change + place, &change, sizeof change);
  __builtin_memcpy(changes->term + place, &term, sizeof term);
  __builtin_memcpy(changes->total_term + place, &total, sizeof total);
  return left;
}
