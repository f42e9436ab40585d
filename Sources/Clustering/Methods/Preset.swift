/// A data set for which settings of the methods are published.
package enum Preset: String, CaseIterable, Sendable, Codable {
  case msCeleb = "ms-celeb-1m"
  case youTubeFaces = "youtube-faces"
  case deepFashion = "deepfashion"
}

/// The published settings of one method for one data set.
package struct PresetSettings: Sendable, Equatable {
  /// Neighbors searched for a face, the face itself counted; nil where any number will do.
  package let k: Int?
  /// The smallest cosine kept as an edge; nil where the method's parameters say it.
  package let minSimilarity: Float?
  /// The values of the method's parameters.
  package let values: MethodValues

  package init(k: Int? = nil, minSimilarity: Float? = nil, values: MethodValues = [:]) {
    self.k = k
    self.minSimilarity = minSimilarity
    self.values = values
  }
}
