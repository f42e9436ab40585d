#ifndef KERNEL_CHECKS_H
#define KERNEL_CHECKS_H

#include "screening.h"

/// Screens random and extreme blocks with a kernel and compares its hits and scores with those of
/// plain loops. All scores are integers that float32 holds exactly, and many are exactly what a row needs, so the
/// hits must be the same. Returns NULL, or what differed.
const char *check_kernel(const screening_kernel *kernel, uint64_t seed);

#endif
