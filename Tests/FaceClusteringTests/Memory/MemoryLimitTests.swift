import Foundation
import Testing

@testable import FaceClustering

@Suite struct MemoryLimitTests {
  private let gibibyte = 1 << 30

  @Test func aProcessMayHaveWhatItsLimitLeaves() throws {
    let limit = MemoryLimit(resource: .addresses, bytes: 3 * gibibyte, used: gibibyte)
    #expect(limit.refusal(own: 2 * gibibyte, purpose: "the work needs") == nil)
    #expect(limit.refusal(own: gibibyte, shared: gibibyte, purpose: "the work needs") == nil)
    let refusal = try #require(limit.refusal(own: 2 * gibibyte + 1, purpose: "the work needs"))
    #expect(refusal.kind == .memory)
  }

  @Test func aRefusalNamesTheLimitAndWhatWouldBeEnough() throws {
    let limit = MemoryLimit(resource: .addresses, bytes: 2 * gibibyte, used: gibibyte)
    let refusal = try #require(
      limit.refusal(own: gibibyte, shared: gibibyte, purpose: "the work needs"))
    #expect(
      refusal.description.contains(
        "ulimit -v; h_vmem or pvmem of batch systems) is limited to 2.00 GiB, of which 1.00 GiB are "
          + "used, but the work needs up to 2.00 GiB more; raise the limit to 3162113 KiB"))
  }

  @Test func sharedMemoryIsNoData() {
    let limit = MemoryLimit(resource: .data, bytes: 2 * gibibyte, used: gibibyte)
    #expect(limit.refusal(own: gibibyte, shared: 9 * gibibyte, purpose: "the work needs") == nil)
    #expect(
      limit.refusal(own: gibibyte + 1, purpose: "the work needs")?.description.contains("ulimit -d")
        == true)
  }

  @Test func theLimitsInForceAreThoseOfTheSystem() {
    var addresses = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &addresses)
    let found = MemoryLimit.inForce().first { $0.resource == .addresses }
    #expect(
      (found?.bytes).map { rlim_t($0) } == (Int(exactly: addresses.rlim_cur).map { rlim_t($0) }))
    #expect(MemoryLimit.stack() > 0)
  }
}
