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

/// Computes the terms of `count` modules, without recorded teleportation, and sets them. The bits are those of
/// `codelength_terms_of`.
void codelength_set_terms(codelength_module *modules, long count, double factor);

/// A node that could leave its module for others.
typedef struct {
  double flow;
  double enter;
  double exit;
  /// The flow between the node and the others of its module.
  double inside;
  /// The flow into all modules together once the node has left its own; and while it is still there, plogp of that times
  /// `factor`.
  double total;
  double total_term;
  /// What else the codelength changes by, in bits, when the node leaves its module.
  double price;
  /// How many times flow between modules counts.
  double factor;
  /// Whether as much flow enters as leaves every node and every module, so that the terms of both are the same.
  int is_symmetric;
} codelength_mover;

/// What becomes of each module in a list of them: the first without the node that leaves it, each other with it. Each
/// array has room for 7 elements more than the list.
typedef struct {
  /// By how many bits the codelength changes when the node joins it; the first has no meaning.
  double *change;
  /// Its term, and plogp of the flow into all modules together; of the first this has no meaning.
  double *term;
  double *total_term;
} codelength_changes;

/// Computes what becomes of `count` modules when a node leaves the first of `numbers` and joins one of the others,
/// with flow `between[number]` between the two. There is at least one other.
///
/// The bits are those of `codelength_terms_of` for one module after the other.
void codelength_changes_of(const codelength_mover *node, const codelength_module *modules, const double *between,
                           const uint32_t *numbers, long count, const codelength_changes *changes);

#endif
