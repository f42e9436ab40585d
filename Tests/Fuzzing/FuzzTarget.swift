import Embeddings
import FaceClustering
import Foundation
import Infomap
import MPI
import ProgramArguments
import Storage

/// One parser under test.
struct FuzzTarget: Sendable {
  let name: String
  /// What the name of the input file ends with.
  let ending: String
  /// Right inputs that mutations begin with.
  let seeds: [[UInt8]]
  /// What the format gives a meaning.
  let words: [[UInt8]]
  /// Parses a file and says what was read, for comparison with other readers. Throws what the parser
  /// throws: an input may be refused, but by no trap, in time, and with memory in proportion to it.
  let parse: Parser

  enum Parser: Sendable {
    case alone(@Sendable (_ path: String) throws -> String)
    /// What needs MPI, if of one rank only.
    case ofWorld(@Sendable (_ path: String, Communicator) throws -> String)
  }

  private init(
    _ name: String, ending: String, seeds: [[UInt8]], words: [String] = [], parse: Parser
  ) {
    self.name = name
    self.ending = ending
    self.seeds = seeds
    self.words = words.map { Array($0.utf8) }
    self.parse = parse
  }

  private init(
    _ name: String, ending: String, seeds: [[UInt8]], words: [String] = [],
    parse: @escaping @Sendable (String) throws -> String
  ) {
    self.init(name, ending: ending, seeds: seeds, words: words, parse: .alone(parse))
  }

  static let all: [FuzzTarget] =
    embeddings + labels + networks + [
      FuzzTarget("node-numbers", ending: "npy", seeds: Seeds.integerArrays, words: Seeds.numpyWords)
      {
        "\(try NumpyArray.readNodeNumbers($0, threads: 1).count)"
      },
      FuzzTarget("journal", ending: "bin", seeds: Seeds.journals) { path in
        var records = 0
        let problem = try Journal.read(path) { _ in records += 1 }
        return "\(records) \(problem.map(\.problem) ?? "")"
      },
      FuzzTarget("arguments", ending: "txt", seeds: Seeds.commandLines, words: Seeds.optionNames) {
        path in
        let words = try InputFile.contents(of: path).split(separator: 10)
          .map { String(decoding: $0, as: UTF8.self) }
        let arguments = try Arguments(words, isFile: { _ in false })
        return "\(arguments.command.rawValue) \(arguments.files.count)"
      },
      FuzzTarget(
        "option-values", ending: "txt", seeds: Seeds.optionValues, parse: tryForAllOptions),
      FuzzTarget(
        "heartbeat", ending: "bytes", seeds: HeartbeatTarget.seeds, words: HeartbeatTarget.words,
        parse: HeartbeatTarget.parse),
      FuzzTarget(
        "checkpoint", ending: "files", seeds: CheckpointTarget.seeds, words: CheckpointTarget.words,
        parse: .ofWorld(CheckpointTarget.parse)),
    ]

  /// Gives a value to each option of each command that takes it.
  @Sendable private static func tryForAllOptions(_ path: String) throws -> String {
    let value = String(decoding: try InputFile.contents(of: path), as: UTF8.self)
    var taken: [String] = []
    let lines: [Command: [String]] = [
      .cluster: ["cluster", "a.npy"], .knn: ["knn", "a.npy", "--edges", "p"],
      .infomap: ["infomap", "a.net"], .evaluate: ["evaluate", "a.txt", "b.txt"],
      .generate: ["generate", "a.npy"], .plan: ["plan", "--faces", "9", "--dim", "8"],
    ]
    for option in ProgramOption.all where option.placeholder != nil {
      for command in option.commands {
        let words = (lines[command] ?? [command.rawValue, "a"]) + ["\(option.name)=\(value)"]
        do throws(Failure) {
          _ = try Arguments(words, isFile: { _ in false })
          taken.append(option.name)
        } catch {
          precondition(error.kind == .commandLine, "a wrong value is not said to be the line's")
          check(message: error.description)
        }
      }
    }
    guard !taken.isEmpty else { throw FileError(path, "is the value of no option") }
    return taken.joined(separator: " ")
  }

  /// Checks that a message can be shown.
  static func check(message: String) {
    let text = message.printable()
    precondition(text.utf8.count < 1000, "a long message")
    precondition(
      text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control },
      "a message with control characters")
  }

  private static let embeddings = [
    ("npy", nil, Seeds.floatArrays), ("fvecs", nil, Seeds.vectors), ("bin", 4, Seeds.rows),
    ("npz", nil, Seeds.archives), ("safetensors", nil, Seeds.tensors),
  ].map { (ending: String, dimension: Int?, seeds: [[UInt8]]) in
    FuzzTarget(
      "embeddings-\(ending)", ending: ending, seeds: seeds,
      words: ["npy": Seeds.numpyWords, "safetensors": Seeds.tensorWords][ending] ?? []
    ) { path in
      let file = try EmbeddingFile(path, dimension: dimension)
      let matrix = EmbeddingMatrix(rows: file.faces, dimension: file.dimension)
      try file.read(rows: 0..<file.faces, into: matrix)
      try matrix.normalize(path: path, firstRow: 0)
      return "\(file.faces) \(file.dimension)"
    }
  }

  private static let labels = [
    FuzzTarget("labels-text", ending: "txt", seeds: Seeds.labelTexts, words: ["\r\n", "\u{FEFF}"]) {
      "\(try LabelFile($0).labels.count)"
    },
    FuzzTarget("labels-clu", ending: "clu", seeds: Seeds.clus, words: Seeds.networkWords) {
      "\(try LabelFile($0).labels.count)"
    },
    FuzzTarget("labels-npy", ending: "npy", seeds: Seeds.integerArrays, words: Seeds.numpyWords) {
      "\(try LabelFile($0).labels.count)"
    },
  ]

  private static let networks =
    [
      FuzzTarget("network", ending: "net", seeds: Seeds.networks, words: Seeds.networkWords) {
        path in
        let text = try InputFile.contents(of: path)
        let network = try Network(text: text, fileName: path, directed: nil)
        let threaded = try Network(text: text, fileName: path, directed: nil, threads: 3)
        precondition(
          network.nodeIDs == threaded.nodeIDs && network.isDirected == threaded.isDirected
            && network.targets == threaded.targets && network.nodeNames == threaded.nodeNames,
          "threads change what is read")
        check(network)
        let weight = network.weights.reduce(0, +)
        return "\(network.nodeCount) \(network.linkCount) \(network.linkedNodeCount) \(weight)"
      }
    ]
    + [PartitionFormat.clu, .tree].map { format in
      FuzzTarget(
        "\(format)", ending: "\(format)", seeds: format == .clu ? Seeds.clus : Seeds.trees,
        words: Seeds.networkWords
      ) { path in
        let network = try Network(
          text: Array(Seeds.triangles.utf8), fileName: "triangles", directed: false)
        let hierarchy = try Hierarchy(
          text: try InputFile.contents(of: path), format: format, fileName: path, of: network)
        return "\(hierarchy.topModuleCount)"
      }
    }

  /// Clusters a network, small as they mostly are here.
  private static func check(_ network: Network) {
    guard network.nodeCount + network.linkCount < 400 else { return }
    for probability in [0.15, .leastNonzeroMagnitude] {
      for isRecorded in [false, true] {
        var options = FlowOptions()
        options.teleportationProbability = probability
        options.recordsTeleportation = isRecorded
        options.teleportsToNodes = isRecorded && network.nodeCount % 2 == 0
        let result = FlowNetwork(network, options: options).searchHierarchy()
        precondition(
          result.codelength.total.isFinite && result.hierarchy.modules.count == network.nodeCount,
          "no sound hierarchy")
      }
    }
  }
}
