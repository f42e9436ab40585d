import Foundation
import Testing

@testable import FaceClustering

/// What is known of a run that is asked to stop before its command line is read and MPI started.
@Suite struct StopSignalsTests {
  @Test func theCheckpointIsFoundInACommandLineThatIsNotChecked() {
    func checkpoint(_ arguments: String...) -> String? { StopSignals.checkpoint(in: arguments) }
    #expect(checkpoint("faces.npy", "--checkpoint", "progress") == "progress")
    #expect(checkpoint("--checkpoint=progress=2", "faces.npy") == "progress=2")
    #expect(checkpoint("faces.npy", "--checkpoint") == "")
    #expect(checkpoint("faces.npy", "--checkpoints", "checkpoint") == nil)
    #expect(checkpoint() == nil)
  }

  @Test(arguments: [
    (SIGTERM, "SIGTERM"), (SIGINT, "SIGINT"), (SIGHUP, "SIGHUP"), (SIGUSR1, "SIGUSR1"),
    (SIGUSR2, "SIGUSR2"), (SIGXCPU, "SIGXCPU"), (SIGKILL, "signal 9"),
  ])
  func signalsHaveTheirNames(number: Int32, name: String) {
    #expect(StopSignals.name(of: number) == name)
  }

  @Test func rank0SpeaksFirstWhoeverEndsIt() {
    for cause in [EndMessage.Cause.launcher, .somebody, .loss] {
      for isConnected in [false, true] {
        #expect(EndMessage.turn(ofRank: 0, isConnected: isConnected, by: cause) == 0)
        for rank in 1..<20 {
          #expect(EndMessage.turn(ofRank: rank, isConnected: isConnected, by: cause) > 0)
        }
      }
    }
  }

  /// By then launchers have ended the ranks that are left.
  @Test func whereRanksCannotTellEachOtherAllButOneWaitForTheLauncher() {
    for rank in 2..<20 {
      #expect(EndMessage.turn(ofRank: rank, isConnected: true, by: .loss) == EndMessage.forAll)
      #expect(EndMessage.turn(ofRank: rank, isConnected: false, by: .somebody) == EndMessage.forAll)
      #expect(EndMessage.turn(ofRank: rank, isConnected: true, by: .launcher) == EndMessage.forAll)
    }
    #expect(EndMessage.turn(ofRank: 1, isConnected: true, by: .loss) < 1)
  }
}
