extension Lloyd.State {
  /// The state as it is saved. Collective.
  func saved(of faces: any DistributedFaces) throws -> MethodState {
    MethodState(numbers: [passes], values: centers, labels: try faces.gather(labels))
  }

  /// A state that was saved, on any number of ranks; nil if it is none of these faces and so many clusters.
  init?(_ saved: MethodState, of faces: any DistributedFaces, clusters: Int) {
    guard let passes = saved.numbers.first, passes >= 0,
      saved.values.count == clusters * faces.dimension, saved.labels.count >= faces.count,
      saved.labels[..<faces.count].allSatisfy({ $0 < clusters })
    else { return nil }
    centers = saved.values
    labels = Array(saved.labels[faces.own])
    self.passes = passes
  }
}

extension Lloyd.Result {
  /// What a result adds to the numbers and labels of a saved state. Collective.
  func save(to state: inout MethodState, of faces: any DistributedFaces) throws {
    state.numbers += [cost, passes]
    state.labels += try faces.gather(labels)
  }

  /// The result at the end of a saved state.
  init?(endOf saved: MethodState, of faces: any DistributedFaces, clusters: Int) {
    let labels = saved.labels.suffix(faces.count)
    guard saved.labels.count == 2 * faces.count, saved.numbers.count == 4,
      labels.allSatisfy({ $0 < clusters })
    else { return nil }
    self.init(
      labels: Array(labels.dropFirst(faces.own.lowerBound).prefix(faces.own.count)),
      passes: saved.numbers[3], cost: saved.numbers[2])
  }
}
