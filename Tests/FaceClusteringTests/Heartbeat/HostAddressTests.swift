import Testing

@testable import FaceClustering

@Suite struct HostAddressTests {
  private func address(_ text: String) -> HostAddress {
    let numbers = text.split { ".:/".contains($0) }.compactMap { UInt32($0) }
    return HostAddress(
      address: numbers[0..<4].reduce(0) { $0 << 8 | $1 }, mask: ~0 << (32 - numbers[4]))
  }

  private func reachable(_ others: [String], from own: [String]) -> [String] {
    HostAddress.reachable(others.map(address), from: own.map(address)).map { others[$0] }
  }

  @Test func aHostIsReachedInTheNetworksThatBothAreIn() {
    #expect(
      reachable(
        ["192.168.1.5/24", "10.0.0.1/16", "10.9.0.1/16"], from: ["10.0.3.2/16", "172.20.0.7/24"])
        == ["10.0.0.1/16"])
    #expect(
      reachable(["10.0.0.1/16", "10.9.0.1/24"], from: ["10.9.0.2/24", "10.0.3.2/16"])
        == ["10.0.0.1/16", "10.9.0.1/24"])
  }

  @Test func anAddressThatBothHostsHaveIsOfANetworkOfEach() {
    #expect(
      reachable(["172.17.0.1/16", "10.0.0.1/24"], from: ["10.0.0.2/24", "172.17.0.1/16"])
        == ["10.0.0.1/24"])
    #expect(reachable(["172.17.0.1/16"], from: ["172.17.0.1/16"]).isEmpty)
  }

  @Test func withoutACommonNetworkAllAddressesAreTried() {
    #expect(
      reachable(["10.1.0.1/24", "10.2.0.1/24"], from: ["10.3.0.1/24"])
        == ["10.1.0.1/24", "10.2.0.1/24"])
  }

  @Test func theLoopbackIsNoAddressOfAHost() {
    #expect(HostAddress.own().allSatisfy { $0.address != TCP.loopback })
  }
}
