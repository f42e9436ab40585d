// The map equation in registers of LANES numbers, for which this is included once for each; NAME(x) is x with the
// number of lanes in its name.

typedef double NAME(doubles) __attribute__((vector_size(LANES * sizeof(double))));
typedef int64_t NAME(longs) __attribute__((vector_size(LANES * sizeof(int64_t))));

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

static inline __attribute__((always_inline)) void NAME(load)(
    NAME(modules) *four, const codelength_module *modules, const double *between, const uint32_t *numbers, long count) {
  for (long lane = 0; lane < LANES; lane++) {
    const uint32_t number = numbers[lane < count ? lane : count - 1];
    const codelength_module *const module = modules + number;
    four->flow[lane] = module->flow;
    four->enter[lane] = module->enter;
    four->exit[lane] = module->exit;
    four->term[lane] = module->term;
    four->between[lane] = between[number];
  }
}

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
