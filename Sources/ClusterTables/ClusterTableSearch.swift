import Embeddings
import MPI
import NearestNeighbors
import Threads

/// Finds what there is to say of clusters and their faces, whose rows are spread over the ranks.
///
/// Mean cosines and medoids are exact, by the sums of the members. Pairs are compared where a cluster
/// has up to 256 members; of a larger one those of 256 members that are spread evenly over its faces.
/// Every face is compared with the medoids of all clusters; those that come to less than half the threshold
/// of an edge count as far away, since nearly all do and none needs a closer look. Neither ranks nor threads nor the kernel
/// change a bit of the result: sums are integers, and of equals the first wins.
package struct ClusterTableSearch {
  /// The threshold of an edge, and by what means faces are compared with medoids.
  let settings: SearchSettings
  let world: Communicator
  let nodes: NodeTopology
  let workers: Workers

  /// The bytes of sums, and of members that stand for clusters, that are in memory at a time.
  package static let batchBytes = 16 << 20

  /// The bytes that a rank needs at most, the rows of its faces included.
  ///
  /// - Parameters:
  ///   - ownFaces: how many of the faces are on the rank.
  ///   - codeBytes: what the kernel has of a face.
  package static func bytes(
    ownFaces: Int, faces: Int, ranks: Int, dimension: Int, codeBytes: Int, isRoot: Bool
  ) -> Int {
    let rowBytes = dimension * MemoryLayout<Float>.size
    // No more clusters than pairs of faces.
    let medoids = (faces / (2 * ranks) + 1) * (rowBytes + 2 * codeBytes)
    let queries = min(faces, QuerySearch.queriesAtATime) * (2 * rowBytes + codeBytes + 64)
    // Own sums and those of all, members as they are sent and as they arrive.
    let batch = 4 * min(batchBytes, faces * 2 * rowBytes)
    let columns = ownFaces * 80 + (isRoot ? bytesOfTable(faces: faces) : 0)
    return ownFaces * rowBytes + medoids + queries + batch + columns
      + faces / ClusterMembers.leastSize * ClusterMembers.bytesOfCluster
  }

  /// The bytes of what is known of all faces and clusters, and of what it is gathered from, on rank 0.
  package static func bytesOfTable(faces: Int) -> Int {
    faces * 24 + faces / ClusterMembers.leastSize * bytesOfClusterOnRoot
  }

  /// What is listed of a cluster, its minima, evidence and suspicion, and its row of the table.
  private static let bytesOfClusterOnRoot =
    6 * MemoryLayout<Double>.size + MemoryLayout<PairStatistics>.stride
    + MemoryLayout<ClusterTable.Cluster>.stride

  package init(_ settings: SearchSettings, nodes: NodeTopology) {
    threshold = settings.minSimilarity
    self.settings = SearchSettings(
      k: 1, minSimilarity: Self.leastOfOthers(threshold), threads: settings.threads,
      kernel: settings.kernel)
    world = nodes.all
    self.nodes = nodes
    workers = Workers(count: settings.threads)
  }

  let threshold: Float

  /// The least cosine to the medoid of another cluster that is told; without a threshold above 0 any.
  static func leastOfOthers(_ threshold: Float) -> Float { threshold > 0 ? threshold / 2 : -1 }

  /// What is known of the clusters before faces are compared with medoids.
  struct Listed {
    /// Of each cluster; these three on rank 0.
    var medoids: [Int] = []
    var meanCosines: [Double] = []
    var pairs: [PairStatistics] = []
    /// The medoids of the clusters that are this rank's part of them.
    let rows: Shards
    /// For each row of this rank its mean cosine to the other members, and its cosine to the medoid.
    var within: [Double]
    var similarity: [Float]
  }

  /// Finds it. Collective.
  ///
  /// - Parameters:
  ///   - rows: of all faces, normalized; they stay as they are.
  ///   - members: their clusters.
  /// - Returns: on rank 0, all of it; nil elsewhere.
  package func table(
    of rows: Shards, _ members: ClusterMembers, progress: (Double) -> Void = { _ in }
  ) throws(MPIError) -> ClusterTable? {
    let listed = try list(members, rows)
    let others = try others(rows, members, listed, progress)
    let least = try leastOfMembers(members, listed, others)
    let faces = try gather(listed.similarity, others)
    guard let faces else { return nil }
    let evidence = members.sizes.indices.map { cluster in
      Suspicion.evidence(
        leastMargin: least.margin[cluster], leastWithin: least.within[cluster],
        spread: listed.pairs[cluster].spread,
        members: min(Int(members.sizes[cluster]), PairSample.mostMembers))
    }
    let suspicion = Suspicion.scores(evidence: evidence, sizes: members.sizes.map { Int($0) })
    let clusters = members.sizes.indices.map { cluster in
      let (size, medoid) = (Int(members.sizes[cluster]), listed.medoids[cluster])
      let pairs = listed.pairs[cluster]
      let nearest = faces.other[medoid]
      return ClusterTable.Cluster(
        size: size, medoid: medoid, meanCosine: listed.meanCosines[cluster],
        leastCosine: pairs.least, tenthCosine: pairs.tenth, shareAbove: pairs.shareAbove,
        nearest: nearest == ClusterMembers.none ? nil : Int(nearest),
        nearestCosine: faces.otherSimilarity[medoid], suspicion: suspicion[cluster])
    }
    return ClusterTable(faces: faces, clusters: clusters)
  }

  /// For each cluster the smallest relative margin of a member, and the smallest mean cosine of one to the
  /// others; on rank 0. Collective.
  private func leastOfMembers(
    _ members: ClusterMembers, _ listed: Listed, _ others: [Neighbor?]
  ) throws(MPIError) -> (margin: [Double], within: [Double]) {
    var least: (margin: [Double], within: [Double]) = ([], [])
    let all = members.sizes.indices
    for start in stride(from: 0, to: all.count, by: Self.clustersAtATime) {
      let batch = start..<min(start + Self.clustersAtATime, all.count)
      var margins = [Double](repeating: .infinity, count: batch.count)
      var withins = margins
      for (place, cluster) in batch.enumerated() {
        for row in members.rows(of: cluster) {
          let within = listed.within[Int(row)]
          let other = Double(others[Int(row)]?.similarity ?? settings.minSimilarity)
          margins[place] = min(margins[place], Suspicion.margin(within: within, other: other))
          withins[place] = min(withins[place], within)
        }
      }
      least.margin += try world.reduce(margins, with: .min, to: 0) ?? []
      least.within += try world.reduce(withins, with: .min, to: 0) ?? []
    }
    return least
  }

  private static let clustersAtATime = 1 << 16

  /// Finds medoids, and what pairs tell. Collective.
  private func list(_ members: ClusterMembers, _ rows: Shards) throws(MPIError) -> Listed {
    let faces = rows.own
    let layout = ShardLayout(faces: members.sizes.count, ranks: world.size)
    var listed = Listed(
      rows: try Shards(
        layout: layout, dimension: faces.dimension, nodes: nodes, inPlace: false),
      within: [Double](repeating: .nan, count: faces.rows),
      similarity: [Float](repeating: .nan, count: faces.rows))
    for batch in members.batches(dimension: faces.dimension, bytes: Self.batchBytes) {
      let sums = try MemberSums(of: batch, members, faces, workers: workers, world: world)
      let medoids = try self.medoids(of: batch, members, faces, sums, &listed.within)
      if world.rank == 0 {
        listed.medoids += medoids
        listed.meanCosines += batch.map { sums.meanCosine($0, size: Int(members.sizes[$0])) }
      }
      try compare(batch, with: medoids, members, rows, &listed)
      listed.pairs += try pairStatistics(of: batch, members, faces)
    }
    return listed
  }

  /// The members whose mean cosine to the others is largest. Collective.
  ///
  /// - Parameter within: gets the mean cosine of each member of this rank.
  private func medoids(
    of batch: Range<Int>, _ members: ClusterMembers, _ faces: EmbeddingMatrix, _ sums: MemberSums,
    _ within: inout [Double]
  ) throws(MPIError) -> [Int] {
    var best = [Double](repeating: -.infinity, count: batch.count)
    var face = [Int](repeating: .max, count: batch.count)
    within.withUnsafeMutableBufferPointer { within in
      best.withUnsafeMutableBufferPointer { best in
        face.withUnsafeMutableBufferPointer { face in
          // Each cluster and each of its rows has a place of its own.
          nonisolated(unsafe) let (within, best, face) = (within, best, face)
          workers.forEach(batch.count) { place, _ in
            let cluster = batch.lowerBound + place
            let others = Double(members.sizes[cluster] - 1)
            members.forEachRow(of: cluster, in: faces) { row, values in
              let product = sums.product(values, cluster)
              within[row] = ((product - 1) / others).asCosine
              if product > best[place] {
                (best[place], face[place]) = (product, members.firstFace + row)
              }
            }
          }
        }
      }
    }
    let largest = try world.allReduce(best, with: .max)
    for place in best.indices where best[place] < largest[place] { face[place] = .max }
    return try world.allReduce(face, with: .min)
  }

  /// Tells all ranks the rows of the medoids of some clusters, and compares the members with them.
  /// Collective.
  private func compare(
    _ batch: Range<Int>, with medoids: [Int], _ members: ClusterMembers, _ rows: Shards,
    _ listed: inout Listed
  ) throws(MPIError) {
    let (faces, dimension) = (rows.own, rows.own.dimension)
    let own = rows.layout.range(of: world.rank)
    var mine: [Float] = []
    for medoid in medoids where own.contains(medoid) {
      let start = faces.values + (medoid - own.lowerBound) * dimension
      mine.append(contentsOf: UnsafeBufferPointer(start: start, count: dimension))
    }
    let all = try world.allGather(varying: mine)
    // The medoids of a rank come in the order of their clusters.
    var next = all.offsets
    let places = medoids.map { medoid in
      let rank = rows.layout.rank(of: medoid)
      defer { next[rank] += dimension }
      return next[rank]
    }
    let kept = listed.rows.layout.range(of: world.rank)
    all.elements.withUnsafeBufferPointer { values in
      for (cluster, place) in zip(batch, places) {
        let medoid = Span(
          _unsafeElements: UnsafeBufferPointer(rebasing: values[place..<place + dimension]))
        if kept.contains(cluster) {
          listed.rows.own.write(medoid, toRow: cluster - kept.lowerBound)
        }
      }
      listed.similarity.withUnsafeMutableBufferPointer { similarity in
        // Each row has a place of its own.
        nonisolated(unsafe) let (values, similarity) = (values, similarity)
        workers.forEach(batch.count) { place, _ in
          let medoid = Span(
            _unsafeElements: UnsafeBufferPointer(
              rebasing: values[places[place]...].prefix(dimension)))
          members.forEachRow(of: batch.lowerBound + place, in: faces) { row, _ in
            similarity[row] = Similarity.of(faces[row], medoid)
          }
        }
      }
    }
  }

  /// The most similar medoid of another cluster for each row of this rank. Collective.
  private func others(
    _ rows: Shards, _ members: ClusterMembers, _ listed: Listed, _ progress: (Double) -> Void
  ) throws(MPIError) -> [Neighbor?] {
    guard !members.sizes.isEmpty else { return [Neighbor?](repeating: nil, count: rows.own.rows) }
    let lists = try QuerySearch(settings).neighbors(
      of: rows, among: listed.rows, excluding: members.labels, inOrder: members.rowsByCluster,
      world: world, progress: progress)
    return (0..<lists.count).map { lists[$0].first }
  }

  /// Brings what is known of the faces to rank 0. Collective.
  private func gather(
    _ similarity: [Float], _ others: [Neighbor?]
  ) throws(MPIError) -> ClusterTable.Faces? {
    let similarity = try world.gather(varying: similarity, to: 0)
    let other = try world.gather(varying: others.map { $0?.index ?? ClusterMembers.none }, to: 0)
    let otherSimilarity = try world.gather(
      varying: others.map { $0?.similarity ?? .nan }, to: 0)
    guard let similarity, let other, let otherSimilarity else { return nil }
    return ClusterTable.Faces(
      similarity: similarity.elements, other: other.elements,
      otherSimilarity: otherSimilarity.elements)
  }
}
