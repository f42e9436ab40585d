/// The files in which Infomap gives modules to other programs. ``clu``, ``tree`` and ``ftree`` can be read
/// again, as modules to start from.
public enum PartitionFormat: String, Sendable, CaseIterable {
  /// A line per node: id, module of one level, flow.
  case clu
  /// A line per node: path (a rank for each module around it, then its own), flow, name, id.
  case tree
  /// The same, and then for each module the links between what it consists of.
  case ftree
  /// All of it as one JSON object.
  case json
  /// What a tree has, as comma-separated values with a row of headings.
  case csv
  /// The tree with its flow in parentheses, as programs for phylogenetic trees read it.
  case newick

  /// How names of such files end, with the dot.
  public var ending: String { self == .newick ? ".nwk" : ".\(rawValue)" }

  /// Whether such files say the links between modules, for which the whole network is needed.
  public var hasLinks: Bool { self == .ftree || self == .json }

  /// The format that the name of a file says by its ending; nil if it says none.
  public init?(path: String) {
    guard let format = Self.allCases.first(where: { path.hasSuffix($0.ending) }) else { return nil }
    self = format
  }
}

/// What a file says besides the modules, and how much of them it says.
public struct PartitionFileOptions: Sendable, Equatable {
  /// The name and version of the program that writes it, for its heading; nil for none.
  public var program: String?
  /// The command line, for its heading; nil for none.
  public var commandLine: String?
  /// The level of the modules in a .clu file, the top one being 1; nil for the modules that have nodes. A
  /// node that is not so deep has the deepest module around it.
  public var cluLevel: Int? = 1
  /// Whether the nodes of the second kind of a bipartite network are left out. An .ftree file has them all
  /// the same, since links lead to them.
  public var hidesBipartiteNodes = false

  /// A file without program and command line, whose modules are those of the top.
  public init() {}

  /// The program and the command line, as far as they are known.
  public var heading: [String] { [program, commandLine].compactMap { $0 } }
}
