import Embeddings
import FaceClustering
import Foundation
import MPI
import ProgramArguments
import Storage

extension Program {
  func generate() throws {
    if line.nodes != nil { try onRoot(generateNetwork) } else { try generateFaces() }
  }

  private func generateNetwork() throws {
    let prefix = line.files[0]
    let nodes = line.nodes!
    let network = SyntheticNetwork(
      nodes: nodes, links: line.links ?? SyntheticNetwork.defaultLinksPerNode * nodes,
      mixing: line.mixing ?? SyntheticNetwork.defaultMixing, seed: line.options.seed)
    let labelsPath = prefix + ".meta"
    try asCommandLine { () throws(FileError) in try AtomicFile.checkWritable(labelsPath) }
    do throws(FileError) {
      try network.write(
        prefix: prefix, labels: labelsPath, threads: ProcessInfo.processInfo.activeProcessorCount
      ) { if line.verbosity != .quiet { printer.show("generate", $0) } }
    } catch { throw Failure(.whileRunning, error.description) }
    try output(
      "\(nodes) nodes, \(network.links) links in \(prefix).{src,dst,w}.npy, their "
        + "\(network.modulesPlanted) modules in \(labelsPath)")
  }

  private func generateFaces() throws {
    let path = line.files[0]
    let dimension = line.options.dimension ?? SyntheticFaces.defaultDimension
    let faces = SyntheticFaces(
      faces: line.options.faces ?? SyntheticFaces.defaultCount, dimension: dimension,
      intrinsicDimension: line.intrinsicDimension,
      confusableShare: line.confusableShare ?? SyntheticFaces.defaultConfusableShare,
      seed: line.options.seed)
    let labelsPath = URL(fileURLWithPath: path).deletingPathExtension().path + ".meta"
    guard path.hasSuffix(".bin") else {
      throw Failure(.commandLine, "generate \(path): the name must end in .bin")
    }
    let file = try world.agree(.commandLine) {
      try world.rank == 0 ? AtomicFile(path, isShared: true) : nil
    }
    let temporary = String(
      decoding: try world.broadcast(Array((file?.temporaryPath ?? "").utf8), from: 0),
      as: UTF8.self)
    let rows = ShardLayout(faces: faces.faces, ranks: world.size).range(of: world.rank)
    try world.agree(.whileRunning) {
      let rowsAtOnce = 4096
      for start in stride(from: rows.lowerBound, to: rows.upperBound, by: rowsAtOnce) {
        let part = start..<min(start + rowsAtOnce, rows.upperBound)
        try faces.matrix(rows: part).write(toTemporary: temporary, firstRow: start)
        if line.verbosity != .quiet, world.rank == 0 {
          printer.show("generate", Double(part.upperBound) / Double(rows.upperBound))
        }
      }
    }
    try world.agree(.whileRunning) {
      guard let file else { return }
      try IntegerLines.write((0..<faces.faces).lazy.map(faces.label(ofRow:)), to: labelsPath)
      try file.commit()
    }
    try onRoot {
      try output(
        "\(faces.faces) faces x \(dimension) in \(path), their identities in \(labelsPath)")
    }
  }
}
