import Clustering

/// The methods by their names, and what is published of their settings.
package enum ClusteringMethods {
  /// The name of the method that runs unless another is named.
  package static let defaultName = InfomapMethod.name

  /// All names.
  package static let names = [defaultName] + MethodTable.all.map { $0.name }

  /// What each is, in a few words: `name: summary`.
  package static let summaries =
    ["\(defaultName): \(InfomapMethod.summary)"]
    + MethodTable.all.map { "\($0.name): \($0.summary)" }

  /// The parameters that methods other than Infomap take.
  package static let parameters = MethodTable.all.flatMap { $0.parameters }

  /// The parameters of a method; none for Infomap, whose options the command `infomap` has, too.
  package static func parameters(of method: String) -> [MethodParameter] {
    MethodTable.named(method)?.parameters ?? []
  }

  /// The names of those that make a tree of clusters.
  package static let makingDendrograms = MethodTable.all.filter { $0.makesDendrogram }.map {
    $0.name
  }

  /// The names of those that can follow edges in their direction only.
  package static let takingDirection =
    [defaultName] + MethodTable.all.filter { $0.takesDirection }.map { $0.name }

  /// Whether the seed matters to a method.
  static func isRandom(_ method: String) -> Bool { MethodTable.named(method)?.isRandom ?? true }

  /// The names of those that can work on the edges of any least similarity.
  package static let onAnyEdges = names.filter { leastSimilarity(of: $0, [:]) == nil }

  /// Whether a method looks at neighbors, rather than at the faces alone.
  package static func needsGraph(_ method: String) -> Bool {
    !(MethodTable.named(method) is any FeatureMethod.Type)
  }

  /// Whether a method looks at the faces, be it besides their neighbors.
  package static func looksAtFaces(_ method: String) -> Bool {
    let type = MethodTable.named(method)
    return type is any GraphAndFaceMethod.Type || type is any FeatureMethod.Type
  }

  /// What a method must be told but is not; nil where nothing is missing.
  package static func missing(in values: MethodValues, of method: String) -> String? {
    MethodTable.named(method)?.missing(in: values)
  }

  /// Why a method cannot cluster so many faces; nil where it can.
  static func refusal(of faces: Int, by options: ClusteringOptions) -> String? {
    MethodTable.named(options.method)?.refusal(of: faces, options.parameters)
  }

  /// How many neighbors a method is at its best with; nil where more do no harm.
  package static func defaultK(of method: String) -> Int? { MethodTable.named(method)?.defaultK }

  /// What is wrong with the parameters of a method that are right each by itself; nil where nothing is.
  package static func problem(of method: String, _ values: MethodValues) -> String? {
    MethodTable.named(method)?.problem(of: values)
  }

  /// The method that some options name.
  static func method(_ options: ClusteringOptions) -> any ClusteringMethod {
    func onGraph<Method: GraphMethod>(_ type: Method.Type) -> any ClusteringMethod {
      GraphMethodOnRoot(Method(options.parameters, seed: options.seed))
    }
    func onFaces<Method: FeatureMethod>(_ type: Method.Type) -> any ClusteringMethod {
      FeatureMethodOnRanks(Method(options.parameters, seed: options.seed))
    }
    switch MethodTable.named(options.method) {
    case let type as any GraphMethod.Type: return onGraph(type)
    case let type as any FeatureMethod.Type: return onFaces(type)
    default:
      return options.weights == .calibrated ? CalibratedInfomap(options) : InfomapMethod(options)
    }
  }

  /// The published settings of a method for a data set; nil where none are known.
  package static func settings(of method: String, for preset: Preset) -> PresetSettings? {
    guard let type = MethodTable.named(method) else { return InfomapMethod.settings(of: preset) }
    return type.settings(of: preset)
  }

  /// What to know of the published settings of a method; nil where they are what they say.
  static func notice(of method: String, for preset: Preset) -> String? {
    MethodTable.named(method)?.notice(of: preset)
  }

  /// What trades precision for recall in a method.
  static func curve(of method: String) -> MethodCurve {
    MethodTable.named(method)?.curve ?? .leastSimilarity()
  }

  /// Whether a method relies on exact lists of neighbors.
  package static func needsExactLists(_ method: String) -> Bool {
    MethodTable.named(method)?.needsExactLists ?? false
  }

  /// The least similarity to search for with a method that needs edges down to one of its own: the largest float32 that
  /// is no more than that; nil where any will do.
  package static func searchedSimilarity(of method: String, _ values: MethodValues) -> Float? {
    leastSimilarity(of: method, values).map { needed in
      let nearest = Float(max(-1, needed))
      return Double(nearest) > max(-1, needed) ? nearest.nextDown : nearest
    }
  }

  /// Whether edges of a similarity or more lack some that a method needs. The float32 that is nearest to what it needs is
  /// enough.
  package static func needs(
    lessThan similarity: Float, _ method: String, _ values: MethodValues
  ) -> Bool {
    guard let needed = leastSimilarity(of: method, values) else { return false }
    return Double(similarity) > max(-1, needed) && Float(needed) != similarity
  }

  /// A least similarity as people are to read it: where it follows from what a method was told, that, of which the search
  /// takes the float just below.
  static func shown(_ similarity: Float, of method: String, _ values: MethodValues) -> Float {
    guard let needed = leastSimilarity(of: method, values).map({ Float($0) }) else {
      return similarity
    }
    return needed.nextDown == similarity ? needed : similarity
  }

  /// The least similarity of an edge that a method needs when told these parameters; nil where any will
  /// do.
  package static func leastSimilarity(of method: String, _ values: MethodValues) -> Double? {
    MethodTable.named(method)?.leastSimilarity(values)
  }
}
