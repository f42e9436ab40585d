import FaceClustering
import Foundation
import Infomap
import Storage

/// What the command `infomap` is told about the flow and its files.
extension Arguments {
  /// Checks what belongs together with `infomap`, and fills in what follows from it.
  mutating func completeNetwork() throws(Failure) {
    for list in outputLists { try take(formatsIn: list) }
    if givesCluLevelZero {
      throw Failure(
        .commandLine, "--clu-level must be 1, the top, or more, or -1, the lowest level, not 0")
    }
    if network.joinsNeighbors, network.clusterData == nil {
      network.notes.append(
        "--assign-to-neighbouring-module changes nothing: no --cluster-data is given that nodes could be missing in"
      )
    }
    takeLocalTimes()
    takeEntropyCorrection()
    try takeFlowModel()
    try takeNetworkOutputs()
  }

  private mutating func takeFlowModel() throws(Failure) {
    if let model = network.flow.model {
      for (option, same) in [("--directed", FlowModel.directed), ("--undirected", .undirected)]
      where given(option) && model != same {
        throw Failure(
          .commandLine,
          "\(option) cannot be combined with --flow-model \(model.rawValue); leave one of them out")
      }
      take(directed: model.isDirected)
    }
    if try takePrior() { return }
    guard !(network.flow.model?.teleports ?? network.directed ?? false) else { return }
    for option in Self.teleportation where given(option) {
      network.notes.append(
        "\(option) changes nothing: only --directed (--flow-model directed) has a walker that teleports"
      )
    }
    network.flow.recordsTeleportation = false
    network.flow.teleportsToNodes = false
  }

  private mutating func takeLocalTimes() {
    guard network.flow.localTime == nil else {
      network.flow.localTime = localTimes
      return
    }
    for option in ["--variable-markov-damping", "--variable-markov-min-scale"] where given(option) {
      network.notes.append("\(option) changes nothing without --variable-markov-time")
    }
  }

  private mutating func takeEntropyCorrection() {
    guard let strength = entropyCorrectionStrength else { return }
    guard network.flow.entropyCorrection != nil else {
      network.notes.append(
        "--entropy-correction-strength changes nothing without --entropy-corrected")
      return
    }
    network.flow.entropyCorrection = strength
  }

  private static let teleportation = [
    "--recorded-teleportation", "--to-nodes", "--teleportation-probability",
  ]

  /// Takes the prior network; whether there is one.
  private mutating func takePrior() throws(Failure) -> Bool {
    guard var prior = network.flow.prior else {
      if regularizationStrength != nil {
        network.notes.append("--regularization-strength changes nothing without --regularized")
      }
      return false
    }
    if let model = network.flow.model, ![.undirected, .directed].contains(model) {
      throw Failure(
        .commandLine,
        "--regularized cannot be combined with --flow-model \(model.rawValue), whose flow has no prior network; "
          + "take undirected or directed")
    }
    prior.strength = regularizationStrength ?? prior.strength
    prior.hasSelfLinks = network.links.keepsSelfLinks
    network.flow.prior = prior
    for option in Self.teleportation where given(option) {
      network.notes.append(
        "\(option) changes nothing: with --regularized the walker teleports along the links of the prior network"
      )
    }
    network.flow.recordsTeleportation = false
    network.flow.teleportsToNodes = false
    return true
  }

  private mutating func takeNetworkOutputs() throws(Failure) {
    let folder = files.count > 1 ? files[1] : nil
    network.file.program = "face-cluster-mpi \(programVersion)"
    network.file.commandLine = commandLine.printable()
    if let folder, let out {
      throw Failure(
        .commandLine,
        "--out \(out) cannot be combined with the folder \(folder); name the file in the folder by --out-name"
      )
    }
    if let out {
      if !contents.isEmpty {
        throw Failure(
          .commandLine,
          "the ending of --out \(out) says what to write; for several outputs name a folder instead: "
            + "face-cluster-mpi infomap NETWORK FOLDER -o "
            + contents.map(\.name).joined(separator: ","))
      }
      network.outputs = [
        NetworkOutput(
          path: out, content: .modules(PartitionFormat(path: out) ?? .tree), option: "--out")
      ]
    } else if let folder {
      network.outputs = outputs(in: folder)
      network.outputFolder = folder
    } else if !contents.isEmpty || outName != nil {
      throw Failure(
        .commandLine,
        "no folder is given for the outputs; call it as: face-cluster-mpi infomap NETWORK FOLDER, or name a "
          + "file by --out")
    }
    if writesNoFiles { (network.outputs, network.outputFolder) = ([], nil) }
    if given("--clu-level"), !network.outputs.isEmpty,
      !network.outputs.contains(where: { $0.content == .modules(.clu) })
    {
      throw Failure(.commandLine, "--clu-level needs a .clu file to be written, by --clu or --out")
    }
  }

  /// The files in a folder, which have the name of the network.
  private func outputs(in folder: String) -> [NetworkOutput] {
    let file = (files[0] as NSString).lastPathComponent as NSString
    let name = outName ?? file.deletingPathExtension
    var chosen: [NetworkOutput.Content] = []
    for content in contents.isEmpty ? [.modules(.tree)] : contents where !chosen.contains(content) {
      chosen.append(content)
    }
    return chosen.map {
      NetworkOutput(
        path: (folder as NSString).appendingPathComponent(name + $0.ending), content: $0,
        option: "the output")
    }
  }

  /// Takes the level of the modules in a .clu file.
  mutating func takeCluLevel(_ level: Int) {
    network.file.cluLevel = level == -1 ? nil : level
  }

  private var givesCluLevelZero: Bool { network.file.cluLevel == 0 }

  /// Takes the list of `--output`.
  private mutating func take(formatsIn list: String) throws(Failure) {
    // The reference takes a comma at the end, too.
    let words = list.count > 1 && list.hasSuffix(",") ? list.dropLast() : list[...]
    for word in words.split(separator: ",", omittingEmptySubsequences: false) {
      guard let content = NetworkOutput.Content(name: String(word)) else {
        let names = NetworkOutput.Content.names
        throw Failure(
          .commandLine,
          "--output: there is no format \"\(word)\"; there are " + names.joined(separator: ", ")
            + Suggestion.question(String(word), among: names))
      }
      contents.append(content)
    }
  }
}
