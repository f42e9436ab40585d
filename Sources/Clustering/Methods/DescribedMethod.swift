/// What a method of clustering is, what it can be told, and what it needs.
///
/// Its name, parameters and presets are options of the program as soon as it stands in the table
/// ``MethodTable``.
package protocol DescribedMethod: Sendable {
  /// What there is to say of a clustering besides its labels, for the summary and the run record.
  associatedtype Report: MethodReport

  /// The value of `--method` that chooses it.
  static var name: String { get }
  /// What it is, in a few words for the help.
  static var summary: String { get }
  /// What it can be told, besides the graph and the seed.
  static var parameters: [MethodParameter] { get }
  /// The published settings for a data set; nil where none are known.
  static func settings(of preset: Preset) -> PresetSettings?
  /// The least similarity of an edge that it needs when told these parameters; nil where any will do.
  static func leastSimilarity(_ values: MethodValues) -> Double?
  /// What is wrong with parameters that are right each by itself; nil where nothing is.
  static func problem(of values: MethodValues) -> String?
  /// What it must be told but is not, with the presets taken into account; nil where nothing is missing.
  static func missing(in values: MethodValues) -> String?
  /// Why it cannot cluster so many faces, and what can; nil where it can.
  static func refusal(of faces: Int, _ values: MethodValues) -> String?
  /// What to know of the published settings; nil where they are what they say.
  static func notice(of preset: Preset) -> String?
  /// How many neighbors it is at its best with, the face itself counted; nil where more do no harm.
  static var defaultK: Int? { get }
  /// Whether it can follow edges in their direction only: its parameter ``directionParameter`` is 1 then.
  static var takesDirection: Bool { get }
  /// Whether the seed matters.
  static var isRandom: Bool { get }
  /// Whether what it finds is right only if lists of neighbors leave nothing out but what is less similar
  /// than what they hold.
  static var needsExactLists: Bool { get }
  /// Whether it makes a tree of clusters.
  static var makesDendrogram: Bool { get }
  /// What trades precision for recall.
  static var curve: MethodCurve { get }

  /// The method as it is told to work.
  ///
  /// - Parameters:
  ///   - values: of its parameters, as far as they are given.
  ///   - seed: of what is random.
  init(_ values: MethodValues, seed: UInt64)
}

extension DescribedMethod {
  package static func settings(of preset: Preset) -> PresetSettings? { nil }
  package static func leastSimilarity(_ values: MethodValues) -> Double? { nil }
  package static func problem(of values: MethodValues) -> String? { nil }
  package static func missing(in values: MethodValues) -> String? { nil }
  package static func refusal(of faces: Int, _ values: MethodValues) -> String? { nil }
  package static func notice(of preset: Preset) -> String? { nil }
  package static var defaultK: Int? { nil }
  package static var takesDirection: Bool { false }
  package static var isRandom: Bool { false }
  package static var needsExactLists: Bool { false }
  package static var makesDendrogram: Bool { false }
  package static var curve: MethodCurve { .leastSimilarity() }
}

/// The parameter of methods that can follow edges in their direction only.
package let directionParameter = "directed"

/// The values of a method's parameters that are given, by their names.
package typealias MethodValues = [String: Double]

/// The table of the methods besides Infomap.
package enum MethodTable {
  /// Those that work on a graph of nearest neighbors, then those that work on the faces themselves.
  package static let all: [any DescribedMethod.Type] = GraphMethods.all + FeatureMethods.all

  /// The method of a name; nil where there is none.
  package static func named(_ name: String) -> (any DescribedMethod.Type)? {
    all.first { $0.name == name }
  }
}
