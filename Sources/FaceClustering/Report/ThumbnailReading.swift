import MPI
import Threads
import Thumbnails

/// Makes thumbnails of pictures on all ranks that share the node of rank 0, for these see the files that it sees.
struct ThumbnailReading {
  let nodes: NodeTopology
  let workers: Workers

  /// What a rank tells of a picture. Its bytes follow those of the one before.
  private struct Made: MPIFixedLayout {
    /// The number of the `PictureError`, or ``none``.
    var error = Self.none
    var isDamaged = false
    var width: UInt16 = 0
    var height: UInt16 = 0
    var count: UInt32 = 0

    static let none = UInt8.max
  }

  /// Makes thumbnails. Collective.
  ///
  /// - Parameter paths: on rank 0, the files; ignored elsewhere.
  /// - Returns: on rank 0, what was made of each; nothing elsewhere.
  func thumbnails(of paths: [String]) throws(MPIError) -> [Result<Thumbnail, PictureError>] {
    // The node of rank 0 is the first, and rank 0 is the first of it.
    guard nodes.nodeIndex == 0 else { return [] }
    let node = nodes.node
    let end: UInt8 = 0
    let text = try node.broadcast(paths.flatMap { Array($0.utf8) + [end] }, from: 0)
    let names = text.split(separator: end).map { String(decoding: $0, as: UTF8.self) }
    let own = stride(from: node.rank, to: names.count, by: node.size).map { names[$0] }
    var (made, bytes): ([Made], [UInt8]) = ([], [])
    for result in read(own) {
      switch result {
      case .success(let thumbnail):
        made.append(
          Made(
            isDamaged: thumbnail.isDamaged, width: UInt16(thumbnail.width),
            height: UInt16(thumbnail.height), count: UInt32(thumbnail.jpeg.count)))
        bytes += thumbnail.jpeg
      case .failure(let error): made.append(Made(error: error.rawValue))
      }
    }
    let (allMade, allBytes) = (
      try node.gather(varying: made, to: 0), try node.gather(varying: bytes, to: 0)
    )
    guard let allMade, let allBytes else { return [] }
    var next = allBytes.offsets
    return names.indices.map { number in
      let rank = number % node.size
      let made = allMade.elements[allMade.offsets[rank] + number / node.size]
      if let error = PictureError(rawValue: made.error) { return .failure(error) }
      let end = next[rank] + Int(made.count)
      defer { next[rank] = end }
      return .success(
        Thumbnail(
          width: Int(made.width), height: Int(made.height),
          jpeg: Array(allBytes.elements[next[rank]..<end]), isDamaged: made.isDamaged))
    }
  }

  /// Makes thumbnails on this rank.
  private func read(_ paths: [String]) -> [Result<Thumbnail, PictureError>] {
    var results = [Result<Thumbnail, PictureError>](
      repeating: .failure(.missing), count: paths.count)
    results.withUnsafeMutableBufferPointer { results in
      // Each picture has a place of its own.
      nonisolated(unsafe) let results = results
      workers.forEach(paths.count) { number, _ in
        results[number] = Result { () throws(PictureError) in try Thumbnail(of: paths[number]) }
      }
    }
    return results
  }
}
