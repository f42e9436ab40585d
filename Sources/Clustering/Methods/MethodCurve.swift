/// What trades precision for recall in a method: what a precision-recall curve of it runs over.
package enum MethodCurve: Sendable, Equatable {
  /// The least similarity of an edge; parameters that say the same are left out.
  case leastSimilarity(insteadOf: [String] = [])
  /// These values of a parameter.
  case values(String, [Double])
  /// These multiples of a parameter that must be given.
  case multiples(String, [Double])
}
