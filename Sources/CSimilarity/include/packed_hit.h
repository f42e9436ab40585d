#ifndef PACKED_HIT_H
#define PACKED_HIT_H

#include <stdint.h>

/// A pair that a kernel has not ruled out: its row and its column, counted from the first of a block of no
/// more than 65,536 rows and columns.
typedef struct packed_hit {
  uint16_t row, column;
} packed_hit;

#endif
