import Clustering
import Embeddings
import MPI
import NearestNeighbors

/// A method of clustering as a run uses it: on all ranks, over the edges of all faces.
///
/// The options of a run name it (see ``ClusteringMethods``). The pipeline asks it what it needs and
/// what it has to say, and knows nothing else of it.
protocol ClusteringMethod: Sendable {
  /// Its name on the command line, in the record and as a stage.
  var name: String { get }
  /// Whether a rank reads the edges of all faces.
  func readsEdges(rank: Int) -> Bool
  /// The bytes of a node that it needs at most, once the edges are gathered.
  func bytes(of load: ClusteringLoad) -> Int

  /// Finds clusters, and gives the memory of the edges back as soon as they are not needed. Collective.
  func clusters(
    of graph: SharedEdges, among team: ClusteringTeam, telling progress: ClusteringProgress
  ) throws -> FoundClusters
}

/// What decides how much memory of a node a method needs.
struct ClusteringLoad {
  /// The ranks of the node.
  let ranksOfNode: [Int]
  /// The faces of each of all ranks.
  let layout: ShardLayout
  let dimension: Int
  /// The most edges that the graph may have.
  var edges: Int
  /// How many copies of them the node has.
  let edgeCopies: Int
  /// The threads that rank 0 may have.
  let threads: Int
  /// The threads of a rank while all work.
  let threadsWhileAllWork: Int

  /// All ranks.
  var ranks: Int { layout.counts.count }
  var faces: Int { layout.faces }

  /// The most threads of some ranks of the node while the others leave theirs to them.
  func threads(ofRanks count: Int) -> Int {
    min(ranksOfNode.count * threadsWhileAllWork, count * threads)
  }
}

/// The ranks that find clusters together.
struct ClusteringTeam {
  let world: Communicator
  /// The ranks of this node.
  let node: Communicator
  /// The threads of this rank while all ranks work.
  let threads: Int
  /// Where the faces come from, with and without edges.
  let source: Source
  /// How neighbors were searched.
  let search: SearchSettings
  /// On rank 0, the label that each face had before, where clusters that are there are improved.
  var earlier: [Int]?
  /// Which faces must be in one cluster and which must not; nil where nothing is said.
  var constraints: FaceConstraints?
  /// Where a method that looks at no neighbors saves its rounds; nil to save nothing.
  var rounds: SavedRounds?

  /// How many faces there are, with and without edges.
  var faces: Int { source.faces }
}

/// Where a method tells how far it is.
struct ClusteringProgress {
  /// The share that is done, 0…1.
  let share: (Double) -> Void
  /// What it has found so far, in words.
  let note: (String) -> Void
  /// Measures its phases.
  let timer: StageTimer
}

/// What a method has found.
struct FoundClusters {
  /// The label of each face, by falling size of the clusters; empty but on rank 0.
  var labels: [Int]
  /// What there is to say besides; the same on all ranks or on rank 0 only.
  let report: any MethodReport
  /// What may be wrong with it, in sentences.
  var warnings: [String] = []
  /// The tree that the labels are cut from, on rank 0; nil where the method makes none.
  var dendrogram: Dendrogram?
  /// What this rank has told others meanwhile.
  var sentBytes: Int
  /// Labels by calibrated weights, on rank 0, that leave the calibration in doubt and were given up for these ones; nil
  /// elsewhere.
  var doubted: [Int]?

  /// Takes faces out of clusters that have fewer than so many: they are in none.
  mutating func leaveOut(clustersBelow size: Int) {
    guard size > 1 else { return }
    labels = Labels.leavingOut(clustersBelow: size, labels)
  }
}
