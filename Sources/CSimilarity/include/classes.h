#ifndef CLASSES_H
#define CLASSES_H

#include <stddef.h>
#include <stdint.h>

/// How scores are sorted into classes: a score is in the class of as many edges as it reaches. It is looked
/// up by narrow cells of scores, cell c being that of scores from c / scale - reach on.
typedef struct score_classes {
  /// For each cell the class of its scores that are below `edge`; `UINT16_MAX` where there are several edges.
  const uint16_t *lowest;
  /// The only edge in or very near each cell, from which on scores are in the next class; infinite where
  /// there is none.
  const float *edge;
  /// All edges, rising.
  const float *edges;
  size_t edge_count;
  float reach, scale;
} score_classes;

/// Adds one to the count of the class of each score products[i] * factor * factors[i], of which none is
/// beyond -reach and reach. The same on every CPU.
void count_scores(const float *products, size_t count, float factor, const float *factors,
                  const score_classes *classes, uint32_t *counts);

#endif
