/// The meaning of the lines of a text after a heading.
enum NetworkSection: Equatable {
  /// Links, before any heading.
  case list
  /// Links under a heading that leaves their direction open.
  case links
  /// Links between nodes of two kinds.
  case bipartite
  /// Links from source to target.
  case arcs
  /// Links without a direction.
  case edges
  case vertices
  /// Links from the node that begins a line to all others in it, with or without a direction.
  case arcsList, edgesList
  /// The weights of the links from a node to each of all nodes, a node a line.
  case matrix

  /// The section that a heading begins; nil if it begins none.
  ///
  /// - Parameter heading: the first word of its line. Pajek numbers relations after a colon.
  init?(heading: String) {
    switch heading.lowercased().split(separator: ":").first {
    case "*vertices": self = .vertices
    case "*edges": self = .edges
    case "*arcs": self = .arcs
    case "*links": self = .links
    case "*bipartite": self = .bipartite
    case "*arcslist": self = .arcsList
    case "*edgeslist": self = .edgesList
    case "*matrix": self = .matrix
    default: return nil
    }
  }

  /// Why a heading that begins no section cannot be read; nil for the name of the network.
  static func problem(ofHeading heading: String) -> String? {
    switch heading.lowercased().split(separator: ":").first {
    case "*network": return nil
    case "*states", "*contexts", "*paths":
      return
        "\(heading) is not read: networks of state nodes cannot be clustered; give the links between the "
        + "nodes themselves, under *Links, or cluster the file with the reference Infomap"
    case "*multilayer", "*multiplex", "*intra", "*inter":
      return
        "\(heading) is not read: networks of several layers cannot be clustered; give each layer a file "
        + "of its own, or all their links as one network, or cluster the file with the reference Infomap"
    default:
      return "unknown heading \(heading); known are *Vertices, *Edges, *Arcs, *Links, *Bipartite, "
        + "*Edgeslist, *Arcslist and *Matrix"
    }
  }

  /// Whether a line has any number of links.
  var hasLinksInRows: Bool { [.arcsList, .edgesList, .matrix].contains(self) }

  /// Whether its links have no direction.
  var isOfEdges: Bool { self == .edges || self == .edgesList }
}

/// A remark on how the text of a network was taken.
public enum NetworkNotice: Sendable, Equatable {
  /// All links are under `*Edges`, so the network is undirected.
  case edgesAreUndirected
  /// Some links are under `*Edges` and others are not, so the network is directed, with a link each way
  /// for each of so many edges.
  case edgesAmongArcs(Int)
  /// So many links have the weight 0: they carry no flow, and only their ends are there.
  case linksOfWeightZero(Int)
  /// So many links weigh less than the least weight of a link that counts.
  case linksBelowLeastWeight(Int)
  /// `*Vertices` says one number and lists another; those that it does not list are there only if they
  /// have links.
  case verticesNotListed(declared: Int, listed: Int)
  /// So many links have a fourth column, which counts for nothing.
  case fourthColumn(Int)
}
