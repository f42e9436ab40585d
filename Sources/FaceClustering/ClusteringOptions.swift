import Calibration
import Clustering
import NearestNeighbors

/// Everything that decides what a run does. All ranks must be given the same.
package struct ClusteringOptions: Sendable, Equatable, Codable {
  /// The files of the embeddings, the rows of the first before those of the next; none for synthetic
  /// faces.
  package var features: [String] = []
  /// The lists that have named files of embeddings.
  package var featureLists: [String] = []
  /// The prefix of a graph that a run has saved, to be clustered in place of faces; nil for none.
  package var fromEdges: String?
  /// The prefix of a graph of the first faces that a run has saved, so that only the others are searched; nil
  /// for none.
  package var knownEdges: String?
  /// Columns of a raw .bin file and of synthetic faces; nil: what the file or its description says, and
  /// 256 of synthetic faces.
  package var dimension: Int?
  /// How many synthetic faces to cluster; nil where there is a file.
  package var faces: Int?
  /// Neighbors searched for a face, the face itself counted.
  package var k = 50
  /// The smallest cosine at which faces are neighbors.
  package var minSimilarity: Float = 0.58
  /// The smallest cosine kept as an edge where that is less, as calibrated weights count further pairs, less and
  /// less; nil where it is not.
  package var leastSimilarityOfEdges: Float?
  /// Whether the run calibrates `minSimilarity` to its faces, and keeps it only where it cannot.
  package var calibratesSimilarity = false
  /// What edges weigh when clusters are found.
  package var weights = EdgeWeights.cosine
  /// Whether the edges of a saved graph weigh what they did in the run that saved it, whatever `weights` is.
  package var takesSavedWeights = false
  /// The file that has a calibration to be taken instead of calibrating to the faces; nil for none.
  package var calibrationFile: String?
  /// What the threshold or the weights were calibrated to, once it is found.
  package var calibration: ThresholdCalibration.Fit?
  /// The true labels, of which scores are computed.
  package var truth: String?
  /// Where the labels go; nil: nowhere (the run stops after the edges).
  package var labels: String? = "labels.txt"
  /// The file of labels of an earlier run, of the first faces or of names, whose numbers clusters keep.
  package var earlierLabels: String?
  /// How many of ``features``, the first ones, are the faces of the earlier labels, all of them; nil where labels may be
  /// of any first faces.
  package var earlierFeatures: Int?
  /// Whether calibrated weights are relied on although clusters contradict the calibration: no lower threshold was
  /// better.
  package var reliesOnCalibration = false
  /// Whether Infomap starts from the earlier labels rather than from single faces.
  package var startsFromEarlierLabels = false
  /// The file for a table of the clusters that are born, dead, merged or split; nil for none.
  package var changes: String?
  /// Where the run record goes.
  package var record: String?
  /// Where the tree goes that the labels are cut from, of methods that make one.
  package var dendrogram: String?
  /// Where the edges go, a prefix of three names.
  package var edges: String?
  /// What is written of the clusters besides.
  package var tables = TableOptions()
  /// What is said of which faces are of one person; nil where nothing is.
  package var constraints: ConstraintOptions?
  /// The least size of a cluster; faces of smaller ones are in none.
  package var minSize = 1
  /// The least probability with which a face that is alone is put into a cluster; nil to leave all alone.
  package var attachProbability: Double?
  /// The folder in which progress is saved and from which it is gone on with.
  package var checkpoint: String?
  /// Seconds of silence of a rank that end the run; 0 for none.
  package var stallTimeout = 120
  /// The name of the method that finds clusters; see ``ClusteringMethods``.
  package var method = ClusteringMethods.defaultName
  /// The data set whose published settings the method has, as far as others are not given.
  package var preset: Preset?
  /// What the method is told, by the names of its parameters; what is not there has its default.
  package var parameters: [String: Double] = [:]
  /// Methods to be compared on one graph, each with options of its own; nil where one method runs.
  package var compared: [ClusteringOptions]?
  /// Whether nobody has named the compared methods, so that one that cannot cluster the faces is left out.
  package var leavesOutCompared = false
  /// With how many seeds random methods are compared.
  package var seeds: Int?
  /// Where the tables of a comparison go: a file whose ending names its form, or what the files of all
  /// forms begin with.
  package var comparisonTables: String?
  /// Where the precision-recall curves of a comparison go.
  package var comparisonPlot: String?
  package var directed = true
  package var seed: UInt64 = 1
  package var trials = 1
  /// Whether rank 0 searches a small graph with more trials, as many as take a moment together; see
  /// ``freeTrials(links:)``.
  package var hasFreeTrials = false
  /// A number of clusters of connected faces to come near to, if any: each more or fewer adds a bit
  /// to the codelength.
  package var preferredModules: Int?
  /// Which ranks run Infomap.
  package var infomap = InfomapMode.root
  /// Threads of each rank; nil: its fair share of the cores it may use.
  package var threads: Int?
  /// The name of the kernel that searches neighbors; `auto` names the fastest for `minSimilarity`.
  package var kernel = "auto"
  /// How neighbors are searched.
  package var search = SearchMode.exact
  /// The share of the neighbors that an approximate search is to find; nil for an exact one.
  package var recall: Double?

  package init() {}

  /// Checks what no option can check alone.
  package func check() throws(Failure) {
    let methods = compared?.map(\.method) ?? [method]
    if search == .approximate, let method = methods.first(where: ClusteringMethods.needsExactLists)
    {
      throw Failure(
        .commandLine,
        "--method \(method) finds the clusters of all pairs only from exact lists of neighbors; take "
          + "--search exact, or another method")
    }
    guard infomap == .root || preferredModules == nil else {
      throw Failure(
        .commandLine,
        "--preferred-number-of-modules cannot be met by a distributed search; take --infomap root")
    }
  }

  /// The trials that take no more than a moment together, of a graph with so many links.
  package static func freeTrials(links: Int) -> Int {
    max(1, min(mostFreeTrials, linksOfFreeTrials / max(links, 1)))
  }

  /// Infomap searches so many in some hundredths of a second.
  package static let linksOfFreeTrials = 40_000
  package static let mostFreeTrials = 10

  /// Whether a rank reads the edges of all faces.
  func readsEdges(rank: Int) -> Bool {
    rank == 0 || labels != nil && ClusteringMethods.method(self).readsEdges(rank: rank)
      || compared?.contains { ClusteringMethods.method($0).readsEdges(rank: rank) } ?? false
  }

  /// Whether neighbors are searched: not where the one method that runs looks at faces alone.
  var needsGraph: Bool { compared != nil || labels == nil || ClusteringMethods.needsGraph(method) }

  /// The smallest cosine that is searched.
  package var searchedSimilarity: Float { leastSimilarityOfEdges ?? minSimilarity }

  /// The kernel to search with.
  package func searchKernel() throws(Failure) -> SearchKernel {
    let usable = SearchKernel.all.filter(\.isSupported).map(\.name).joined(separator: ", ")
    guard let found = SearchKernel(named: kernel) else {
      throw Failure(
        .commandLine, "--kernel \"\(kernel)\" is not known; this CPU can run auto, \(usable)")
    }
    guard found.isSupported else {
      throw Failure(
        .commandLine, "--kernel \(kernel): this CPU cannot run it; it can run auto, \(usable)")
    }
    return found
  }

  /// With how many seeds random methods are compared unless another number is asked for.
  package static let defaultSeeds = 3

  /// The least probability with which single faces are attached unless another is asked for.
  package static let defaultAttachProbability = 0.9

  /// The recall of an approximate search unless another is asked for.
  package static let defaultRecall = 0.99

  /// The recall that an approximate search is to reach.
  var searchedRecall: Double { recall ?? Self.defaultRecall }

  /// The largest k.
  package static let largestK = 65_535
}

/// What edges weigh when clusters are found.
package enum EdgeWeights: String, CaseIterable, Sendable, Codable {
  /// Their cosine.
  case cosine
  /// By the odds that a pair of that cosine is of one identity, to which the faces are calibrated; each face has
  /// an edge to itself, too.
  case calibrated
}

/// How neighbors are searched.
package enum SearchMode: String, CaseIterable, Sendable, Codable {
  case exact, approximate
}

/// Which ranks run Infomap.
package enum InfomapMode: String, CaseIterable, Sendable, Codable {
  /// Rank 0 or, of several trials, each rank some, with the threads of all ranks of the node.
  case root
  /// All ranks together, each the moves of its part of the nodes.
  case distributed
}
