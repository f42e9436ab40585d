#ifndef HITS_H
#define HITS_H

#include "screening.h"

/// Appends the hits of one row of a tile, given as a mask of its columns.
static inline size_t append_hits(packed_hit *hits, size_t found, size_t row, uint64_t mask) {
  for (; mask != 0; mask &= mask - 1)
    hits[found++] = (packed_hit){(uint16_t)row, (uint16_t)__builtin_ctzll(mask)};
  return found;
}

#endif
