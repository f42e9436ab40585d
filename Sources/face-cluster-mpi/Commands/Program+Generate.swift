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

  /// Finds out before the work that the files can be written, none over another.
  private func checkFiles(_ paths: [String]) throws {
    var files = RunFiles()
    for path in paths { try files.write(path, as: "generate") }
    try files.check()
  }

  private func generateNetwork() throws {
    let prefix = line.files[0]
    let nodes = line.nodes!
    let network = SyntheticNetwork(
      nodes: nodes, links: line.links ?? SyntheticNetwork.defaultLinksPerNode * nodes,
      mixing: line.mixing ?? SyntheticNetwork.defaultMixing, seed: line.options.seed)
    let labelsPath = prefix + ".meta"
    try asCommandLine { try checkFiles(SharedEdges.files(prefix: prefix) + [labelsPath]) }
    do throws(FileError) {
      let bytesPerLink = 12
      try OutputPath(labelsPath).checkRoom(for: bytesPerLink * network.links)
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
      character: line.character, seed: line.options.seed)
    let labelsPath = NSString(string: path).deletingPathExtension + ".meta"
    guard let form = EmbeddingFileForm(path, rows: faces.faces, dimension: dimension) else {
      throw Failure(.commandLine, "generate \(path): the name must end in .npy or .bin")
    }
    let file = try world.agree(.commandLine) { () throws -> AtomicFile? in
      guard world.rank == 0 else { return nil }
      try checkFiles([path, labelsPath] + (form.description.map { [$0.path] } ?? []))
      return try AtomicFile(path, isShared: true)
    }
    try world.agree(.whileRunning) {
      guard let file else { return }
      try OutputPath(path).checkRoom(for: faces.faces * dimension * MemoryLayout<Float>.size)
      try file.append(form.header)
    }
    try write(faces, to: file, header: form.header.count)
    try world.agree(.whileRunning) {
      guard let file else { return }
      let labels = try AtomicFile(labelsPath)
      try labels.append(lines: (0..<faces.faces).lazy.map(faces.label(ofRow:)))
      var files = [file, labels]
      if let (path, text) = form.description {
        let description = try AtomicFile(path)
        try description.append(text)
        files.append(description)
      }
      try AtomicFile.commit(files)
    }
    try onRoot {
      try output(
        "\(faces.faces) faces x \(dimension) in \(path), their identities in \(labelsPath)")
    }
  }

  /// Writes the rows: each rank its own to their place or, into a pipe or a device, rank 0 all of them.
  /// Collective.
  ///
  /// - Parameters:
  ///   - file: on rank 0, which has made it and written what stands before the rows; nil elsewhere.
  ///   - header: how many bytes that is.
  private func write(_ faces: SyntheticFaces, to file: AtomicFile?, header: Int) throws {
    let place = try broadcast(file?.sharedPlace)
    let layout = ShardLayout(faces: faces.faces, ranks: place == nil ? 1 : world.size)
    try world.agree(.whileRunning) {
      guard world.rank < layout.ranks else { return }
      let rows = layout.range(of: world.rank)
      let part = try place.map { place throws(FileError) in try SharedFilePart(place) }
      let rowsAtOnce = 4096
      for start in stride(from: rows.lowerBound, to: rows.upperBound, by: rowsAtOnce) {
        let range = start..<min(start + rowsAtOnce, rows.upperBound)
        let matrix = faces.matrix(rows: range)
        if let part {
          try matrix.write(to: part, firstRow: start, header: header)
        } else if let file {
          try matrix.append(to: file)
        }
        if line.verbosity != .quiet, world.rank == 0 {
          printer.show("generate", Double(range.upperBound) / Double(rows.upperBound))
        }
      }
      try part?.finish()
    }
  }

  /// Tells all ranks where a file of rank 0 is that they write together; nil if they cannot.
  private func broadcast(_ place: SharedFilePart.Place?) throws -> SharedFilePart.Place? {
    let path = try world.broadcast(Array((place?.path ?? "").utf8), from: 0)
    let inode = try world.broadcast(place?.inode ?? 0, from: 0)
    return path.isEmpty ? nil : .init(path: String(decoding: path, as: UTF8.self), inode: inode)
  }
}
