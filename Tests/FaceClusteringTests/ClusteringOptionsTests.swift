import FaceClustering
import NearestNeighbors
import Testing

@Suite struct ClusteringOptionsTests {
  /// The search itself takes BLAS in its place where that suits the faces.
  @Test func theKernelIsTheFastestUnlessItIsNamed() throws {
    var options = ClusteringOptions()
    for minSimilarity: Float in [0.58, -1] {
      options.minSimilarity = minSimilarity
      #expect(try options.searchKernel() == .fastest)
    }
    options.kernel = "portable"
    #expect(try options.searchKernel().name == "portable")
  }
}
