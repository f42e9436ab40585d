/// A method that puts the faces of a graph of nearest neighbors into clusters.
///
/// To add one: a folder beside this one with a type that conforms, and a row in ``GraphMethods``. Its
/// name, parameters and presets are options of the program from then on. What is found must not depend
/// on the number of threads.
package protocol GraphMethod: Sendable {
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

  /// The method as it is told to work.
  ///
  /// - Parameters:
  ///   - values: of its parameters, as far as they are given.
  ///   - seed: of what is random.
  init(_ values: MethodValues, seed: UInt64)

  /// Finds clusters.
  ///
  /// - Parameters:
  ///   - graph: directed, the rows by falling weight.
  ///   - threads: how many may work.
  ///   - progress: told now and then which share is done, 0…1.
  func clusters(
    of graph: NeighborGraph, threads: Int, progress: (Double) -> Void
  ) -> MethodResult<Report>

  /// The bytes that it needs besides the edges themselves, at most.
  func bytes(faces: Int, edges: Int, threads: Int) -> Int
}

extension GraphMethod {
  package static func settings(of preset: Preset) -> PresetSettings? { nil }
  package static func leastSimilarity(_ values: MethodValues) -> Double? { nil }
  package static func problem(of values: MethodValues) -> String? { nil }
  package static func notice(of preset: Preset) -> String? { nil }
  package static var defaultK: Int? { nil }
  package static var takesDirection: Bool { false }
  package static var isRandom: Bool { false }
  package static var needsExactLists: Bool { false }
  package static var makesDendrogram: Bool { false }
}

/// The parameter of methods that can follow edges in their direction only.
package let directionParameter = "directed"

/// The values of a method's parameters that are given, by their names.
package typealias MethodValues = [String: Double]

/// The table of the methods that work on a graph of nearest neighbors.
package enum GraphMethods {
  package static let all: [any GraphMethod.Type] = [
    ChineseWhispers.self,
    KNNDBSCAN.self,
    SingleLinkage.self,
    CDP.self,
    RankOrder.self,
    HDBSCAN.self,
    FINCH.self,
    Leiden.self,
    LeidenCPM.self,
    Louvain.self,
  ]

  /// The method of a name; nil where there is none.
  package static func named(_ name: String) -> (any GraphMethod.Type)? {
    all.first { $0.name == name }
  }
}
