#pragma once

// What the MPI module is measured beside: the same loops, written to the C interface of MPI as a C
// programmer would. Each gives the seconds that its rounds took on this rank.

#include <stddef.h>

double overhead_ping_pong(void *bytes, size_t count, int rounds);
double overhead_all_gather(const void *bytes, size_t count, void *all, int rounds);
// With a new block of memory for each result.
double overhead_all_gather_new(const void *bytes, size_t count, int rounds);
double overhead_all_reduce(const double *values, size_t count, double *sums, int rounds);
