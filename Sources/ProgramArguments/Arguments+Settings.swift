import Clustering
import FaceClustering

/// The settings of the graph and of methods, as they follow from what is given.
extension Arguments {
  /// Decides the settings of the graph and of a method: what is given by itself wins over the preset, and
  /// that over what the method's parameters need.
  ///
  /// - Parameters:
  ///   - settings: the method, and what it was told by itself.
  ///   - k: the number of neighbors, if it was given.
  ///   - minSimilarity: the least similarity, if it was given.
  func settle(
    _ settings: inout ClusteringOptions, k: Int?, minSimilarity: Float?
  ) throws(Failure) {
    let method = settings.method
    let published = preset.flatMap { ClusteringMethods.settings(of: method, for: $0) }
    if let preset, published == nil {
      throw Failure(
        .commandLine,
        "--preset \(preset.rawValue) has no settings of --method \(method); give --k, --min-sim and what "
          + "the method takes by themselves")
    }
    settings.preset = preset
    settings.parameters.merge(published?.values ?? [:]) { given, _ in given }
    let needed = ClusteringMethods.leastSimilarity(of: method, settings.parameters)
    if let needed, let minSimilarity,
      ClusteringMethods.needs(lessThan: minSimilarity, method, settings.parameters)
    {
      throw Failure(
        .commandLine,
        "--min-sim \(minSimilarity) leaves out edges that --method \(method) needs; give at most "
          + "\(Float(needed)), or leave --min-sim out")
    }
    if let missing = ClusteringMethods.missing(in: settings.parameters, of: method) {
      throw Failure(.commandLine, missing)
    }
    settings.k = k ?? published?.k ?? ClusteringMethods.defaultK(of: method) ?? settings.k
    settings.minSimilarity =
      minSimilarity ?? ClusteringMethods.searchedSimilarity(of: method, settings.parameters)
      ?? published?.minSimilarity ?? settings.minSimilarity
  }

  /// Whether the least similarity follows from the method's parameters or from the preset.
  func settlesSimilarity(_ settings: ClusteringOptions) -> Bool {
    ClusteringMethods.leastSimilarity(of: settings.method, settings.parameters) != nil
      || preset != nil
  }

  /// Takes the settings of all methods that are to be compared, and those of a graph that has the edges
  /// of all.
  mutating func takeCompared() throws(Failure) {
    var compared: [ClusteringOptions] = []
    for text in methods?.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      ?? methodsByDefault
    {
      compared.append(try comparedMethod(text))
    }
    if sweep.svg != nil, options.truth == nil, !isSynthetic {
      throw Failure(
        .commandLine,
        "--svg draws precision and recall, which need --truth FILE, the true labels")
    }
    options.seeds = options.seeds ?? ClusteringOptions.defaultSeeds
    options.comparisonTables = out
    options.comparisonPlot = sweep.svg
    options.compared = compared
    options.leavesOutCompared = methods == nil
    options.calibratesSimilarity = compared.contains { $0.calibratesSimilarity }
    options.settleComparedGraph()
  }

  /// The methods that are compared where none are named: with a preset those that it has settings of.
  private var methodsByDefault: [String] {
    guard let preset else { return ClusteringMethods.onAnyEdges }
    return ClusteringMethods.names.filter {
      ClusteringMethods.settings(of: $0, for: preset) != nil
    }
  }

  /// The settings that an entry of the list names, such as `dbscan:eps=0.3:k=80`.
  private func comparedMethod(_ text: String) throws(Failure) -> ClusteringOptions {
    let words = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard ClusteringMethods.names.contains(words[0]) else {
      throw Failure(
        .commandLine,
        "--methods: there is no method \"\(words[0])\"; there are "
          + ClusteringMethods.names.joined(separator: ", ")
          + Suggestion.question(words[0], among: ClusteringMethods.names))
    }
    var settings = options
    settings.method = words[0]
    var k = k
    var minSimilarity: Float?
    var asksForCalibration = false
    var named: Set<Substring> = []
    for word in words.dropFirst() {
      guard named.insert(word.prefix { $0 != "=" }).inserted else {
        throw Failure(
          .commandLine,
          "--methods \(text): \(word.prefix { $0 != "=" }) is given twice; leave one of them out, or name the method "
            + "twice to compare both")
      }
      if word == "min-sim=auto" {
        asksForCalibration = true
        continue
      }
      let (parameter, value) = try Self.setting(word, of: words[0])
      switch parameter.name {
      case "k": k = Int(value)
      case "min-sim": minSimilarity = Float(value)
      default: settings.parameters[parameter.name] = value
      }
    }
    // What holds for all gives way to what a method needs.
    let needed = ClusteringMethods.leastSimilarity(of: words[0], settings.parameters)
    if asksForCalibration, needed != nil {
      throw Failure(
        .commandLine,
        "--methods \(text): this method says itself which edges it needs, so it takes no min-sim=auto"
      )
    }
    if minSimilarity == nil, !asksForCalibration, let common = self.minSimilarity,
      needed.map({ Double(common) <= $0 }) ?? true
    {
      minSimilarity = common
    }
    if let problem = ClusteringMethods.problem(of: words[0], settings.parameters) {
      throw Failure(.commandLine, "--methods \(text): \(problem)")
    }
    try settle(&settings, k: k, minSimilarity: minSimilarity)
    settings.calibratesSimilarity =
      asksForCalibration
      || minSimilarity == nil && (calibratesSimilarity || preset == nil)
        && ClusteringMethods.leastSimilarity(of: words[0], settings.parameters) == nil
    return settings
  }

  /// What decides the graph of a method.
  private static let ofAnyGraph = [
    MethodParameter(
      "k", "K", in: 1...ClusteringOptions.largestK, help: "neighbors of a face", default: 50),
    MethodParameter("min-sim", "S", in: -1...1, help: "least similarity", defaultText: nil),
  ]

  /// One setting of an entry, such as `eps=0.3`.
  private static func setting(
    _ text: String, of method: String
  ) throws(Failure) -> (MethodParameter, Double) {
    var known = ClusteringMethods.needsGraph(method) ? ofAnyGraph : []
    known += ClusteringMethods.parameters(of: method)
    if method != ClusteringMethods.defaultName,
      ClusteringMethods.takingDirection.contains(method)
    {
      known.append(
        MethodParameter(
          directionParameter, "0|1", in: 0...1, help: "lists count in their direction only",
          default: 0))
    }
    let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let parameter = known.first(where: { $0.name == parts[0] }) else {
      throw Failure(
        .commandLine,
        "--methods: \"\(text)\" is no setting of \(method), which takes "
          + known.map { "\($0.name)=\($0.placeholder)" }.joined(separator: ", "))
    }
    guard let value = Double(parts[1]), parameter.range.contains(value),
      !parameter.isInteger || value == value.rounded()
    else {
      throw Failure(
        .commandLine,
        "--methods: \(parameter.name) of \(method) must be \(parameter.isInteger ? "an integer" : "a number") "
          + "\(OptionValue.words(for: parameter.range)), not \"\(parts[1])\""
      )
    }
    return (parameter, value)
  }
}
