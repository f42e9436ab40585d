import Infomap

/// Two networks with modules: one of link weights that differ, and one with self-links, a link both ways, a node
/// without links out and one without any.
enum OptionExample: Sendable {
  case weights
  case corners

  var text: String {
    switch self {
    case .weights: "1 2 1\n2 3 1\n3 1 2\n3 4 0.5\n4 5\n5 6\n6 4\n1 7 .2\n"
    case .corners:
      "*Vertices 8\n1 a\n2 b\n3 c\n4 d\n5 e\n6 f\n7 g\n8 h\n*Arcs\n1 2 3\n2 3 1\n3 1 1\n3 3 4\n2 1 2\n"
        + "4 5 .5\n5 6 .25\n6 4 2\n3 4 .5\n6 7 1\n"
    }
  }

  /// Modules of the nodes.
  var labels: [UInt32: Int] {
    switch self {
    case .weights: [1: 1, 2: 1, 3: 1, 7: 1, 4: 2, 5: 2, 6: 2]
    case .corners: [1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2, 7: 2, 8: 3]
    }
  }

  /// Others, that cut more links.
  var finerLabels: [UInt32: Int] {
    switch self {
    case .weights: [1: 1, 2: 1, 3: 2, 7: 3, 4: 2, 5: 3, 6: 3]
    case .corners: [1: 1, 2: 1, 3: 2, 4: 2, 5: 3, 6: 3, 7: 3, 8: 4]
    }
  }

  func network(directed: Bool, keepsSelfLinks: Bool = true) throws -> Network {
    var filter = LinkFilter()
    filter.keepsSelfLinks = keepsSelfLinks
    return try Network(
      text: Array(text.utf8), fileName: "n", directed: directed, filter: filter)
  }
}
