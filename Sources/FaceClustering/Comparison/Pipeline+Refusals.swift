import Clustering

/// Methods that cannot cluster so many faces, or so few.
extension Pipeline {
  /// This run without the methods that cannot cluster the faces, where nobody has named those that are compared.
  func leavingOutCompared(_ source: Source) -> Pipeline {
    guard options.leavesOutCompared, let compared = options.compared else { return self }
    var options = options
    options.compared = compared.filter { method in
      guard let text = ClusteringMethods.refusal(of: source.faces, by: method) else { return true }
      session.warn("\(method.method) is left out: \(text)\(Self.preset(of: method))")
      return false
    }
    options.calibratesSimilarity = options.compared!.contains { $0.calibratesSimilarity }
    options.settleComparedGraph()
    return with(options)
  }

  /// Checks that the methods can cluster the faces.
  func checkMethods(_ source: Source) throws(Failure) {
    for method in options.compared ?? [options] {
      guard let text = ClusteringMethods.refusal(of: source.faces, by: method) else { continue }
      let preset = Self.preset(of: method)
      guard options.compared != nil else { throw Failure(.commandLine, text + preset) }
      // More than there are faces.
      let tooLarge = ClusteringMethods.parameters(of: method.method).first {
        method.parameters[$0.name] ?? 0 > Double(source.faces)
      }
      let fewer = tooLarge.map {
        "give fewer, as in \(method.method):\($0.name)=\($0.placeholder), or "
      }
      throw Failure(
        .commandLine,
        "--methods: \(method.method) cannot cluster these faces: \(text)\(preset); \(fewer ?? "")leave it "
          + "out")
    }
  }

  /// Where the settings of a method are from, as what follows on what they are.
  private static func preset(of method: ClusteringOptions) -> String {
    method.preset.map { " (a setting of --preset \($0.rawValue))" } ?? ""
  }
}
