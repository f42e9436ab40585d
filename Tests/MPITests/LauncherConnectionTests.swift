import Foundation
import Testing

@testable import MPI

@Suite struct LauncherConnectionTests {
  /// What a launcher reads that has given a process one end of a connection.
  private func told(_ exitCode: Int32, by variables: [String: String]) throws -> String {
    var ends: [Int32] = [0, 0]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    defer { close(ends[0]) }
    let environment = variables.merging(["PMI_FD": "\(ends[1])"]) { $1 }
    let connection = LauncherConnection(environment: environment)
    // As MPI does when it ends.
    close(ends[1])
    connection.endRun(exitCode: exitCode)
    var bytes = [UInt8](repeating: 0, count: 100)
    let count = recv(ends[0], &bytes, bytes.count, Int32(MSG_DONTWAIT))
    return String(decoding: bytes[..<max(0, count)], as: UTF8.self)
  }

  @Test(arguments: [["HYDI_CONTROL_FD": "7"], ["MPI_LOCALNRANKS": "2"]])
  func hydraIsToldTheExitCode(variables: [String: String]) throws {
    #expect(try told(75, by: variables) == "cmd=abort exitcode=75\n")
  }

  @Test func otherLaunchersAreToldNothing() throws {
    #expect(try told(75, by: ["SLURM_PROCID": "0"]) == "")
  }

  @Test func aLauncherThatHasGoneIsToldNothing() throws {
    var ends: [Int32] = [0, 0]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    let connection = LauncherConnection(
      environment: ["PMI_FD": "\(ends[1])", "MPI_LOCALNRANKS": "2"])
    close(ends[0])
    // Without a signal that ends this process.
    connection.endRun(exitCode: 1)
    close(ends[1])
  }
}
