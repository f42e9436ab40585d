import Foundation
import Synchronization
import Testing

@testable import FaceClustering

/// Who says to be rank 0 and is not.
@Suite(.serialized) struct FalseRootTests {
  /// What a rank makes of somebody who sends these bytes and, with no more to send, ends.
  private func connection(to bytes: [UInt8], secret: [UInt8]) throws -> BeatConnection? {
    let listener = try #require(TCP.listen(at: TCP.loopback))
    defer { close(listener.descriptor) }
    let isOver = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      if TCP.wait(for: listener.descriptor, seconds: 60),
        case .connection(let descriptor) = TCP.accept(from: listener.descriptor)
      {
        _ = TCP.send(bytes, to: descriptor)
        shutdown(descriptor, Int32(SHUT_WR))
        // Until the rank has gone, whatever it sends.
        while TCP.wait(for: descriptor, seconds: 60), TCP.receive(from: descriptor) != nil {}
        close(descriptor)
      }
      isOver.signal()
    }
    let descriptor = try #require(TCP.connect(to: TCP.loopback, port: listener.port))
    let connection = descriptor.connected(as: 1, secret: secret)
    close(descriptor)
    isOver.wait()
    return connection
  }

  @Test func nothingAndRandomBytesAreNotRankZero() throws {
    for count in [0, 1, Handshake.Challenge.size, 500] {
      #expect(try connection(to: Handshake.random(count), secret: [1]) == nil)
    }
  }

  @Test func aChallengeWithoutTheSecretIsNotRankZero() throws {
    let challenge = Handshake.Challenge()
    var seals = Handshake.seals(challenge, Handshake.Claim(rank: 1), secret: [2])
    let answer = seals.fromRoot.seal(BeatFrame(stage: .start, exitCode: 75))
    #expect(try connection(to: challenge.bytes + answer, secret: [1]) == nil)
  }

  /// What rank 0 has sent to a rank is worth nothing for its next connection.
  @Test func whatRankZeroHasSentIsRefusedTheSecondTime() throws {
    let doorway = try OpenDoorway()
    let visit = try doorway.connect()
    let challenge = try visit.challenge(doorway)
    let claim = Handshake.Claim(rank: 1)
    var seals = Handshake.seals(challenge, claim, secret: doorway.secret)
    visit.send(claim.bytes + seals.fromRank.seal(BeatFrame(stage: .start)))
    shutdown(visit.descriptor, Int32(SHUT_WR))
    let recorded = try #require(visit.receiveAll(doorway))
    #expect(recorded.count == FrameSeal.size)
    #expect(try connection(to: challenge.bytes + recorded, secret: doorway.secret) == nil)
  }

  /// Frames of one direction are none of the other.
  @Test func whatARankHasSentDoesNotComeBackToIt() throws {
    let challenge = Handshake.Challenge()
    let claim = Handshake.Claim(rank: 1)
    var seals = Handshake.seals(challenge, claim, secret: [1])
    let sealed = seals.fromRank.seal(BeatFrame(stage: .start))
    #expect(seals.fromRoot.open(sealed) == nil)
    let own = challenge.bytes + claim.bytes + sealed
    #expect(try connection(to: own, secret: [1]) == nil)
  }
}
