import Infomap

/// A file that a run on a network writes.
package struct NetworkOutput: Sendable, Equatable {
  /// Where it goes.
  package let path: String
  /// What it says.
  package let content: Content
  /// What names it on the command line.
  package let option: String

  package init(path: String, content: Content, option: String) {
    (self.path, self.content, self.option) = (path, content, option)
  }

  /// What such a file can say.
  package enum Content: Sendable, Hashable {
    /// The modules that were found.
    case modules(PartitionFormat)
    /// The network, or the flow on it.
    case network(NetworkFormat)

    /// What a name on the command line means; nil if it means nothing.
    package init?(name: String) {
      if let format = PartitionFormat(rawValue: name) {
        self = .modules(format)
      } else if let format = NetworkFormat(rawValue: name) {
        self = .network(format)
      } else {
        return nil
      }
    }

    /// The names on the command line.
    package static let names =
      PartitionFormat.allCases.map(\.rawValue) + NetworkFormat.allCases.map(\.rawValue)

    /// Its name on the command line.
    package var name: String {
      switch self {
      case .modules(let format): format.rawValue
      case .network(let format): format.rawValue
      }
    }

    /// How names of such files end.
    package var ending: String {
      switch self {
      case .modules(let format): format.ending
      case .network(let format): format.ending
      }
    }

    /// Whether such files say the links, for which the whole network is needed.
    var hasLinks: Bool {
      switch self {
      case .modules(let format): format.hasLinks
      case .network: true
      }
    }

    /// Whether such files are about the flow at Markov time 1.
    var isOfNetwork: Bool {
      if case .network = self { return true }
      return false
    }
  }
}
