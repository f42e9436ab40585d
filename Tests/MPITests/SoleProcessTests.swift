import Foundation
import Testing

@testable import MPI

@Suite("What a process without a launcher tells Open MPI")
struct SoleProcessTests {
  private func names(_ environment: [String: String]) -> [String] {
    SoleProcess.parameters(in: environment).map(\.name)
  }

  private let all = [
    "OMPI_MCA_ess_singleton_isolated", "OMPI_MCA_pml", "HWLOC_COMPONENTS", "HWLOC_PLUGINS_PATH",
  ]

  @Test("a process that was started by hand needs no daemon, no networks and no devices")
  func byHand() {
    #expect(names(["HOME": "/"]) == all)
  }

  @Test(
    "nothing is told where a launcher started the process",
    arguments: ["OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "MV2_COMM_WORLD_RANK"])
  func launched(rank: String) {
    let size = rank.replacing("RANK", with: "SIZE")
    #expect(names([rank: "0", size: "1"]).isEmpty)
  }

  @Test("what the user has set stays")
  func set() {
    #expect(names(["OMPI_MCA_pml": "ucx"]) == all.filter { $0 != "OMPI_MCA_pml" })
  }

  @Test("the environment is as before once MPI has started")
  func restored() {
    let before = ProcessInfo.processInfo.environment
    var during: [String: String] = [:]
    SoleProcess.startingMPI { during = ProcessInfo.processInfo.environment }
    #expect(ProcessInfo.processInfo.environment == before)
    #expect(during.count == before.count + SoleProcess.parameters(in: before).count)
  }

  @Test("a process of Open MPI that was started by hand is alone for certain")
  func certainlyAlone() {
    #expect(SoleProcess.isCertain(in: ["HOME": "/"], library: "Open MPI v4.1.4, package: Debian"))
    #expect(!SoleProcess.isCertain(in: ["HOME": "/"], library: "MPICH Version: 4.0.2"))
  }

  @Test(
    "a process with any trace of a launcher may not be alone",
    arguments: [
      "OMPI_COMM_WORLD_RANK", "PMIX_NAMESPACE", "PMI2_PMI_ID", "ALPS_APP_PE", "PALS_RANKID",
    ])
  func maybeNotAlone(variable: String) {
    #expect(!SoleProcess.isCertain(in: [variable: "0"], library: "Open MPI v4.1.4"))
  }
}
