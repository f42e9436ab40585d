#ifndef CODELENGTH_TERMS_H
#define CODELENGTH_TERMS_H

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

#endif
