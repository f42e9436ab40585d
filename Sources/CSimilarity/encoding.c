#include "encoding.h"

#include <string.h>

#include "for_each_cpu.h"

// Versions may round differently, which the callers' margins cover.

typedef int32_t ints8 __attribute__((vector_size(32)));
typedef int8_t codes8 __attribute__((vector_size(8)));

// Not by value: vectors are passed differently from version to version.
static inline float sum_of_lanes(const float8 *of) {
  float8 lanes = *of;
  float sum = 0;
  for (size_t lane = 0; lane < 8; ++lane) sum += lanes[lane];
  return sum;
}

FOR_EACH_CPU
coded_floats encode_floats(const float *floats, size_t count, code_scale scale, uint32_t *quads,
                           size_t stride) {
  // Adding this rounds a float of moderate size to an integer, which is then its lowest bits.
  const float magic = 12582912;
  const ints8 magic_bits = (ints8)(magic + (float8){0});
  const float8 most = scale.largest + (float8){0};
  float8 lengths = {0}, errors = {0};
  ints8 sums = {0}, squares = {0};
  for (size_t i = 0; i < count; i += 8) {
    float8 values = *(const float8 *)(floats + i);
    // No multiplication and addition may be fused here: the clamp keeps them apart.
    float8 scaled = values * scale.scale;
    scaled = __builtin_elementwise_max(__builtin_elementwise_min(scaled, most), -most);
    float8 rounded = scaled + magic;
    ints8 codes = (ints8)rounded - magic_bits;
    float8 error = values - (rounded - magic) * scale.unit;
    lengths += values * values;
    errors += error * error;
    sums += codes;
    squares += codes * codes;
    codes8 bytes = __builtin_convertvector(codes + scale.offset, codes8);
    uint32_t pair[2];
    memcpy(pair, &bytes, sizeof pair);
    quads[i / 4 * stride] = pair[0];
    quads[(i / 4 + 1) * stride] = pair[1];
  }
  coded_floats result = {sum_of_lanes(&lengths), sum_of_lanes(&errors), {0}, {0}};
  // The partial sums take two codes in turn.
  for (size_t lane = 0; lane < 8; ++lane) {
    result.sums[lane / 2 % 2] += sums[lane];
    result.squares[lane / 2 % 2] += squares[lane];
  }
  return result;
}

FOR_EACH_CPU
float largest_magnitude_of_floats(const float *floats, size_t count) {
  float8 lanes = {0};
  for (size_t i = 0; i < count; i += 8)
    lanes = __builtin_elementwise_max(lanes, __builtin_elementwise_abs(*(const float8 *)(floats + i)));
  float largest = 0;
  for (size_t lane = 0; lane < 8; ++lane) largest = lanes[lane] > largest ? lanes[lane] : largest;
  return largest;
}

FOR_EACH_CPU
float squared_length_of_floats(const float *floats, size_t count) {
  float8 lanes = {0};
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    float8 values = *(const float8 *)(floats + i);
    lanes += values * values;
  }
  for (size_t lane = 0; i < count; ++i, ++lane) lanes[lane] += floats[i] * floats[i];
  return sum_of_lanes(&lanes);
}
