#ifndef CODELENGTH_TERMS_H
#define CODELENGTH_TERMS_H

#include <stdint.h>

/// The terms of the map equation that a change of one module changes, in bits.
typedef struct {
  /// plogp(exit + flow) - plogp(exit) - plogp(enter) of the module.
  double module;
  /// plogp of the flow into all modules together.
  double total;
} codelength_terms;

/// Computes the terms of a module with some flow, of which `enter` comes in and `exit` goes out, where `total` comes
/// into all modules. The flow between modules counts `factor` times. plogp(x) is x log2 x, and 0 below the least
/// normal number.
///
/// The bits are those of `Logarithm.plogp` on any CPU: nothing is fused.
codelength_terms codelength_terms_of(double flow, double enter, double exit, double total, double factor);

/// A module with its term of the codelength, as Swift's `Module` lies in memory.
typedef struct {
  double flow;
  double enter;
  double exit;
  double term;
} codelength_module;

/// A node that could join modules.
typedef struct {
  double flow;
  double enter;
  double exit;
  /// What the codelength changes by, in bits, when the node leaves its module.
  double left;
  /// The flow into all modules together without the node's, and how many times flow between modules counts.
  double total;
  double factor;
} codelength_mover;

/// Computes for each of `count` modules, at least one, by how many bits the codelength changes when a node joins it,
/// with flow `between[number]` between the two.
///
/// The bits are those of `codelength_terms_of` for one module after the other. `changes` has room for 3 more.
void codelength_changes_of(codelength_mover node, const codelength_module *modules, const double *between,
                           const uint32_t *numbers, long count, double *changes);

#endif
