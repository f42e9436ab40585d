/// What the lines of a text after a heading are.
enum NetworkSection: Equatable {
  /// Links, before any heading.
  case list
  /// Links under a heading that leaves their direction open.
  case links
  /// Links from source to target.
  case arcs
  /// Links without a direction.
  case edges
  case vertices

  /// The section that a heading begins; nil if it begins none.
  ///
  /// - Parameter heading: the first word of its line. Pajek numbers relations after a colon.
  init?(heading: String) {
    switch heading.lowercased().split(separator: ":").first {
    case "*vertices": self = .vertices
    case "*edges": self = .edges
    case "*arcs": self = .arcs
    case "*links": self = .links
    default: return nil
    }
  }

  /// Why a heading that begins no section cannot be read; nil for the name of the network.
  static func problem(ofHeading heading: String) -> String? {
    switch heading.lowercased().split(separator: ":").first {
    case "*network": return nil
    case "*arcslist", "*edgeslist", "*matrix":
      return "\(heading) is not read; write each link in a line of its own under *Arcs or *Edges"
    case "*states", "*bipartite", "*multilayer", "*multiplex", "*intra", "*inter", "*contexts",
      "*paths":
      return "\(heading) is not read: state, bipartite and multilayer networks cannot be clustered"
    default: return "unknown heading \(heading); known are *Vertices, *Edges, *Arcs and *Links"
    }
  }
}

/// What is worth knowing of how the text of a network was taken.
public enum NetworkNotice: Sendable, Equatable {
  /// All links are under `*Edges`, so the network is undirected.
  case edgesAreUndirected
  /// Some links are under `*Edges` and others are not, so the network is directed, with a link each way
  /// for each of so many edges.
  case edgesAmongArcs(Int)
  /// So many links have the weight 0: they carry no flow, and only their ends are there.
  case linksOfWeightZero(Int)
  /// `*Vertices` says one number and lists another; those that it does not list are there only if they
  /// have links.
  case verticesNotListed(declared: Int, listed: Int)
}
