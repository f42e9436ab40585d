import Calibration
import Embeddings
import NearestNeighbors
import Testing
import Thumbnails

@testable import FaceClustering

/// What the plan says of a run, without one.
@Suite struct MemoryPlanTests {
  /// A run on nodes of equal shares; what a test does not change is as in the first.
  struct Run {
    var ranks = 4
    var ranksOfNode = 4
    var inPlace = false
    var faces = 100_000
    var dimension = 256
    var k = 50
    var isOrdered = true
    var isApproximate = false
    var edgeCopies = 1
    var searches = 1
    var searchesParts = false
    var directed = true
    var threads = 1
    var cores = 1

    var plan: MemoryPlan {
      let shard = (faces + ranks - 1) / ranks
      var options = ClusteringOptions()
      options.trials = searches
      options.infomap = searchesParts ? .distributed : .root
      options.directed = directed
      return MemoryPlan(
        RunSize(
          rows: [Int](repeating: shard, count: ranksOfNode), largestShard: shard, ranks: ranks,
          inPlace: inPlace, faces: faces, dimension: dimension, k: k, codeBytes: dimension,
          orderBytes: isOrdered ? 1 << 20 : nil, isApproximate: isApproximate,
          edgeCopies: edgeCopies,
          clusteringBytes: ClusteringMethods.method(options).bytes(
            of: ClusteringLoad(
              ranksOfNode: Array(0..<ranksOfNode),
              layout: ShardLayout(faces: faces, ranks: ranks), dimension: dimension,
              edges: faces * max(0, min(k, faces) - 1), edgeCopies: edgeCopies,
              threads: max(threads, cores), threadsWhileAllWork: threads))))
    }

    func changed(_ change: (inout Run) -> Void) -> Run {
      var run = self
      change(&run)
      return run
    }
  }

  private static let runs: [Run] = [false, true].flatMap { inPlace in
    [false, true].flatMap { isOrdered in
      [1, 2, 3, 4, 8].map { ranks in
        Run(ranks: ranks, ranksOfNode: ranks, inPlace: inPlace && ranks > 1, isOrdered: isOrdered)
      }
    }
  }

  @Test(arguments: runs) func theLeastIsTheRowsAndMoreAndNoMoreThanTheMost(run: Run) {
    #expect(run.plan.least > run.faces * run.dimension * 4)
    #expect(run.plan.least <= run.plan.most)
  }

  @Test(arguments: runs) func moreFacesColumnsOrNeighborsNeedMore(run: Run) {
    let larger = [
      run.changed { $0.faces *= 2 }, run.changed { $0.dimension *= 2 },
      run.changed { $0.k *= 2 },
    ].map(\.plan)
    for plan in larger {
      #expect(plan.least >= run.plan.least)
      #expect(plan.most > run.plan.most)
    }
    #expect(larger[0].least > run.plan.least && larger[1].least > run.plan.least)
  }

  @Test func thumbnailsCountAsPicturesOfTheLargestSize() {
    func plan(images: String?, ofRank rank: Int) -> MemoryPlan {
      var options = ClusteringOptions()
      options.tables.report = "report.html"
      options.tables.images = images
      return RunMemory(
        options: options, search: SearchSettings(k: 10, minSimilarity: 0.5, threads: 3),
        layout: ShardLayout(faces: 1000, ranks: 2), dimension: 64, inPlace: false
      ).plan(of: [rank], edgeCopies: 1)
    }
    let with = plan(images: "pictures", ofRank: 0)
    #expect(with.most > 3 * Thumbnail.mostBytesInMemory)
    #expect(with.least == plan(images: nil, ofRank: 0).least)
    #expect(plan(images: nil, ofRank: 0).most < Thumbnail.mostBytesInMemory)
    // Another node makes none.
    #expect(plan(images: "pictures", ofRank: 1).most < Thumbnail.mostBytesInMemory)
  }

  @Test func tablesCountWhereTheyNeedMoreThanTheRest() {
    func size(tables: Int) -> RunSize {
      RunSize(
        rows: [1000], largestShard: 1000, ranks: 1, inPlace: false, faces: 1000, dimension: 64,
        k: 10, codeBytes: 64, orderBytes: nil, edgeCopies: 1, clusteringBytes: 0,
        tableBytes: tables)
    }
    let without = MemoryPlan(size(tables: 0))
    #expect(MemoryPlan(size(tables: 1 << 30)).most >= 1 << 30)
    #expect(MemoryPlan(size(tables: 1)).most == without.most)
  }

  @Test func aCalibrationCountsWhereItNeedsMoreThanTheSearch() {
    func plan(calibration: Int) -> MemoryPlan {
      MemoryPlan(
        RunSize(
          rows: [1000], largestShard: 1000, ranks: 1, inPlace: false, faces: 1000, dimension: 64,
          k: 10, codeBytes: 64, orderBytes: nil, edgeCopies: 1, clusteringBytes: 0,
          calibrationBytes: calibration))
    }
    #expect(plan(calibration: 1 << 30).least >= 1 << 30 + 1000 * 64 * 4)
    #expect(plan(calibration: 1 << 30).most >= plan(calibration: 1 << 30).least)
    #expect(plan(calibration: 1).least == plan(calibration: 0).least)
  }

  /// 2,048 rows, and as many counts in each of 360 bins twice.
  @Test func theCohortIsPartOfACalibration() {
    let rows = 2048 * 256 * 4
    let few = ThresholdCalibration.bytes(faces: 100, dimension: 256, threads: 1)
    let many = ThresholdCalibration.bytes(faces: 1_000_000, dimension: 256, threads: 1)
    #expect(many >= rows + 2 * 2048 * 360 * 4 && many < 4 * rows + 10 << 20)
    #expect(few < many)
    #expect(ThresholdCalibration.bytes(faces: 10_000_000, dimension: 256, threads: 1) == many)
    #expect(ThresholdCalibration.bytes(faces: 100, dimension: 256, threads: 8) > few)
  }

  @Test func anAssignmentNeedsItsRowsAndLabels() {
    func bytes(_ new: Int, _ old: Int, isRoot: Bool = false) -> Int {
      FaceAssignment.bytes(
        own: (new: new, old: old), all: (new: new, old: old), dimension: 64, codeBytes: 64, k: 50,
        isRoot: isRoot)
    }
    #expect(bytes(10, 1000) > 1010 * 64 * 4 + 1000 * 8)
    #expect(bytes(20, 1000) > bytes(10, 1000) && bytes(10, 2000) > bytes(10, 1000))
    // A cluster and another, each with a cosine.
    #expect(bytes(10_000, 1000, isRoot: true) - bytes(10_000, 1000) >= 10_000 * 24)
  }

  @Test func newClustersNeedWhatARunOfTheFacesNeeds() throws {
    var options = ClusteringOptions()
    options.k = 50
    let search = SearchSettings(
      k: 50, minSimilarity: 0.58, threads: 1, kernel: .fastestOfCodes)
    func plan(_ faces: Int, ranks: [Int], of all: Int) -> MemoryPlan {
      FaceAssignment.plan(
        ofNewClustersAmong: faces, 64, options, search, ranks: (ofNode: ranks, all: all))
    }
    let alone = plan(10_000, ranks: [0], of: 1)
    #expect(alone.least > 10_000 * 64 * 4 && alone.least <= alone.most)
    // Without edges of all faces there is nothing to cluster.
    #expect(alone.most > 10_000 * 49 * SharedEdges.bytesOfEdge)
    #expect(plan(20_000, ranks: [0], of: 1).most > alone.most)
    #expect(plan(10_000, ranks: [1], of: 2).most < alone.most)
  }

  @Test func earlierLabelsCountOnTheNodeOfRankZero() {
    func plan(_ ranks: [Int], earlier: String?) -> MemoryPlan {
      var options = ClusteringOptions()
      (options.labels, options.earlierLabels) = ("labels.txt", earlier)
      let search = SearchSettings(
        k: 2, minSimilarity: 0.58, threads: 1, kernel: .fastestOfCodes)
      return RunMemory(
        options: options, search: search, layout: ShardLayout(faces: 100_000, ranks: 2),
        dimension: 2, inPlace: false
      ).plan(of: ranks, edgeCopies: 1)
    }
    let (before, with) = (plan([0], earlier: nil), plan([0], earlier: "earlier.txt"))
    #expect(with.least - before.least == 100_000 * 8)
    // Of so short lists and rows less is needed than to compare clusters.
    #expect(with.most >= with.least - before.least + ClusterSuccession.bytes(faces: 100_000))
    #expect(plan([1], earlier: nil).most == plan([1], earlier: "earlier.txt").most)
  }

  /// With two trials on two of three ranks.
  @Test func labelsToStartFromCountOnRanksThatSearch() {
    func bytes(ofRank rank: Int, starts: Bool) -> Int {
      var options = ClusteringOptions()
      (options.trials, options.startsFromEarlierLabels) = (2, starts)
      return InfomapMethod(options).bytes(
        of: ClusteringLoad(
          ranksOfNode: [rank], layout: ShardLayout(faces: 1000, ranks: 3), dimension: 2,
          edges: 5000, edgeCopies: 1, threads: 1, threadsWhileAllWork: 1))
    }
    let more = (0..<3).map { bytes(ofRank: $0, starts: true) - bytes(ofRank: $0, starts: false) }
    #expect(more == [4000, 4000, 0])
  }

  @Test func progressThatIsNotSavedYetCounts() {
    /// Of a rank that has no copy of all edges.
    func plan(_ checkpoint: String?, method: String? = nil) -> MemoryPlan {
      var options = ClusteringOptions()
      (options.labels, options.checkpoint) = (method.map { _ in "labels.txt" }, checkpoint)
      options.method = method ?? options.method
      return RunMemory(
        options: options,
        search: SearchSettings(
          k: 50, minSimilarity: 0.58, threads: 1, kernel: .fastestOfCodes),
        layout: ShardLayout(faces: 1_000_000, ranks: 2), dimension: 64, inPlace: false
      ).plan(of: [1], edgeCopies: 0)
    }
    // With its face each neighbor of half of the faces takes 12 bytes, beside the lists.
    let found = 500_000 * 49 * 12
    let lists = 500_000 * 49 * MemoryLayout<Neighbor>.size
    #expect(plan("progress").most > found + lists && plan("progress").most > plan(nil).most)
    #expect(plan("progress").least == plan(nil).least)
    #expect(plan("progress", method: "kmeans").most == plan(nil, method: "kmeans").most)
  }

  /// Each rank had them, however few of them read edges.
  @Test func constraintsCountWhereEdgesAreReadOrWritten() {
    func bytes(_ ranks: [Int], constraints: Int) -> Int {
      var options = ClusteringOptions()
      (options.labels, options.constraints) = ("labels.txt", ConstraintOptions())
      var memory = RunMemory(
        options: options, search: SearchSettings(k: 2, minSimilarity: 0.58, threads: 1),
        layout: ShardLayout(faces: 100_000, ranks: 16), dimension: 2, inPlace: false)
      memory.constraintBytes = constraints
      return memory.clusteringBytes(of: ranks, edges: 100_000, edgeCopies: 1)
    }
    let (few, many) = (1 << 20, 1 << 21)
    for ranks in [Array(0..<8), Array(8..<16), [3]] {
      #expect(bytes(ranks, constraints: many) - bytes(ranks, constraints: few) == 2 * (many - few))
    }
  }

  @Test func edgesOfASavedGraphCountOnTheNodeOfRankZero() {
    func plan(_ ranks: [Int], _ prefix: String?) -> MemoryPlan {
      var options = ClusteringOptions()
      options.knownEdges = prefix
      let search = SearchSettings(
        k: 50, minSimilarity: 0.58, threads: 1, kernel: .fastestOfCodes)
      return RunMemory(
        options: options, search: search, layout: ShardLayout(faces: 100_000, ranks: 2),
        dimension: 2, inPlace: false
      ).plan(of: ranks, edgeCopies: 1)
    }
    // All edges as they are read, those of the ranks here, and the lists of half of the faces.
    let edges = 100_000 * 49 * SharedEdges.bytesOfEdge
    let lists = 50_000 * 49 * MemoryLayout<Neighbor>.size
    #expect(plan([0], "graph").most >= 2 * edges + lists)
    #expect(plan([0], "graph").most > plan([0], nil).most)
    #expect(plan([1], "graph").most == plan([1], nil).most)
  }

  @Test func ranksThatReadEachOthersRowsNeedNoMore() {
    for run in Self.runs where run.inPlace {
      let apart = run.changed { $0.inPlace = false }.plan
      #expect(run.plan.least <= apart.least && run.plan.most <= apart.most)
    }
  }

  /// Codes and tables are less than the rows of this width: a second copy of these would show.
  @Test func rowsThatAreOrderedWhereTheyAreAreInMemoryOnce() {
    for run in Self.runs where run.isOrdered && (run.inPlace || run.ranks == 1) {
      let wide = run.changed { $0.dimension = 1024 }
      let rows = wide.faces * wide.dimension * MemoryLayout<Float>.size
      #expect(wide.plan.least > rows && wide.plan.least < 2 * rows)
    }
  }

  @Test func aNodeOfManyNeedsLessThanTheOneNode() {
    let alone = Run(ranks: 8, ranksOfNode: 8).plan
    let one = Run(ranks: 8, ranksOfNode: 2).plan
    #expect(one.least < alone.least && one.most < alone.most)
  }

  @Test func moreSearchesForClustersAndMoreCopiesOfTheEdgesNeedNoLess() {
    let one = Run(k: 400).plan
    #expect(Run(k: 400, searches: 4).plan.most > one.most)
    #expect(Run(k: 400, edgeCopies: 4).plan.most > one.most)
    #expect(
      Run(k: 400, searches: 4, searchesParts: true).plan.most <= Run(k: 400, searches: 4).plan.most)
  }

  /// Each has a table of the modules, of which there may be as many as faces: eight bytes a face.
  @Test(arguments: [false, true]) func eachThreadOfASearchHasATable(searchesParts: Bool) {
    func bytes(ranks: Int, searches: Int, threads: Int, cores: Int) -> Int {
      Run(
        ranks: ranks, ranksOfNode: ranks, faces: 1_000_000, k: 400, searches: searches,
        searchesParts: searchesParts, threads: threads, cores: cores
      ).plan.most
    }
    let table = 8 * 1_000_000
    let one = bytes(ranks: 1, searches: 1, threads: 1, cores: 1)
    #expect(bytes(ranks: 1, searches: 1, threads: 64, cores: 64) - one == 63 * table)
    // A rank that is told so takes no more than it is told.
    #expect(bytes(ranks: 1, searches: 1, threads: 4, cores: 64) - one == 3 * table)
    // Those that wait leave theirs to those that search, where these have cores for them.
    let ranks = bytes(ranks: 8, searches: 2, threads: 1, cores: 1)
    #expect(
      bytes(ranks: 8, searches: 2, threads: 8, cores: 64) - ranks
        == (searchesParts ? 56 : 62) * table)
    #expect(
      bytes(ranks: 8, searches: 2, threads: 8, cores: 16) - ranks
        == (searchesParts ? 56 : 30) * table)
  }

  /// Lists hold no more than all other faces.
  @Test func neighborsBeyondAllFacesNeedNothing() {
    let few = Run(ranks: 1, ranksOfNode: 1, faces: 30, isOrdered: false)
    #expect(few.changed { $0.k = 60_000 }.plan.most == few.plan.most)
  }

  /// The centers of its groups may be many. Of those of a quarter of the faces, as they are and as codes, what is
  /// needed at other moments hides a part.
  @Test(arguments: runs.filter(\.isOrdered))
  func anApproximateSearchMayNeedMore(run: Run) {
    let one = run.changed { $0.faces = 10_000_000 }
    let more = one.changed { $0.isApproximate = true }
    let centers = one.faces / 4 * one.dimension * (4 + 2)
    #expect(more.plan.most >= one.plan.most + centers / 4)
    #expect(more.plan.least == one.plan.least)
  }
}
