import FaceClustering
import NearestNeighbors
import Testing

@Suite struct ClusteringOptionsTests {
  @Test func theKernelSuitsTheThresholdUnlessItIsNamed() throws {
    var options = ClusteringOptions()
    #expect(try options.searchKernel() == .fastest)
    options.minSimilarity = -1
    #expect(try options.searchKernel() == .blas)
    options.kernel = "portable"
    #expect(try options.searchKernel().name == "portable")
  }
}
