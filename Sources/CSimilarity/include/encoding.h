#ifndef ENCODING_H
#define ENCODING_H

#include <stddef.h>
#include <stdint.h>

/// How floats become int8 codes: by a factor, no farther from 0 than `largest`, plus `offset`.
typedef struct code_scale {
  /// Codes per unit, and the value of one code.
  float scale, unit;
  /// The largest absolute code, before the offset is added.
  float largest;
  int offset;
} code_scale;

/// What is known of floats that became codes.
typedef struct coded_floats {
  /// The squared lengths, computed in float32 in eight lanes, of the floats and of their difference
  /// to what the codes stand for.
  float squared_length, squared_error;
  /// Of the codes without offset that each of two partial sums takes (see `screening_kernel.lanes`),
  /// their sum and squared length.
  int64_t sums[2], squares[2];
} coded_floats;

/// Turns `count` floats, a multiple of 8 and at most 2^16 of them, into codes; quads of codes are
/// written to every `stride`th place of `quads`. The codes, and what is exact of the result, are the
/// same on every CPU.
coded_floats encode_floats(const float *floats, size_t count, code_scale scale, uint32_t *quads,
                           size_t stride);

/// The largest absolute value of `count` floats, a multiple of 8; 0 of none.
float largest_magnitude_of_floats(const float *floats, size_t count);

/// The squared length of `count` floats, computed in float32 in eight lanes.
float squared_length_of_floats(const float *floats, size_t count);

#endif
