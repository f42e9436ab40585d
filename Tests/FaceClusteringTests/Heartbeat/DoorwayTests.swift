import Foundation
import Storage
import Testing

@testable import FaceClustering

/// What rank 0 lets in, and what it does with those who try everything else.
@Suite(.serialized) struct DoorwayTests {
  private let claimSize = Handshake.Claim.size
  private let frame = BeatFrame(stage: .neighbors)

  @Test func ranksOfTheRunAreAdmittedAndHeard() throws {
    let doorway = try OpenDoorway()
    var ranks = try doorway.whileOpen {
      try [2, 1].map { try #require(try doorway.connect(as: $0, secret: doorway.secret)) }
    }
    defer { for rank in ranks { close(rank.descriptor) } }
    #expect(doorway.ranks == [2, 1])
    #expect(doorway.visitorCount == 0)
    // What each end says from now on is heard by the other.
    doorway.withAdmitted { admitted in
      admitted[0].send(BeatFrame(stage: .gather))
      ranks[0].send(BeatFrame(stage: .edges, exitCode: 75))
      #expect(hear(&admitted[0]) == .open && hear(&ranks[0]) == .open)
      #expect(admitted[0].stage == .edges && admitted[0].exitCode == 75)
      #expect(ranks[0].stage == .gather && ranks[0].exitCode == nil)
    }
  }

  private func hear(_ connection: inout BeatConnection) -> BeatConnection.Condition {
    #expect(TCP.wait(for: connection.descriptor, seconds: 60))
    return connection.receive()
  }

  @Test func whoDoesNotKnowTheSecretIsToldNothingButAChallenge() throws {
    let doorway = try OpenDoorway()
    let visit = try doorway.connect()
    let challenge = try visit.challenge(doorway)
    let claim = Handshake.Claim(rank: 1)
    var seals = Handshake.seals(challenge, claim, secret: Handshake.random())
    visit.send(claim.bytes + seals.fromRank.seal(frame))
    #expect(visit.receiveAll(doorway) == [])
    #expect(doorway.ranks.isEmpty && doorway.visitorCount == 0)
  }

  @Test func visitorsAreSentAwayAtTheFirstByteThatNoRankWouldSend() throws {
    let doorway = try OpenDoorway()
    let start = Array(Handshake.Claim(rank: 1).bytes)
    for place in [0, 1, 12, 28] {
      let visit = try doorway.connect()
      _ = try visit.challenge(doorway)
      visit.send(Array(start.prefix(place)) + [start[place] ^ 1])
      #expect(visit.receiveAll(doorway) == [])
    }
    for _ in 0..<50 {
      let visit = try doorway.connect()
      visit.send(Handshake.random(Int.random(in: 2...200)))
      #expect(visit.receiveAll(doorway) != nil)
    }
    #expect(doorway.visitorCount == 0)
  }

  /// Silent, with a part of what a rank sends, dripping it, or with half of the connection closed.
  @Test func visitorsAreSentAwayAfterSomeSecondsWhateverTheyHaveSent() throws {
    let doorway = try OpenDoorway()
    let claim = Handshake.Claim(rank: 1).bytes
    let visits = try [0, 1, 20, claimSize - 1, claimSize, claimSize + 5].map { count in
      let visit = try doorway.connect()
      for byte in claim.prefix(count) { visit.send([byte]) }
      visit.send([UInt8](repeating: 7, count: max(0, count - claimSize)))
      return visit
    }
    let halfOpen = try doorway.connect()
    shutdown(halfOpen.descriptor, Int32(SHUT_WR))
    #expect(doorway.lookAround { doorway.visitorCount == visits.count })
    doorway.lookAround(secondsLater: Doorway.patience - 1)
    #expect(doorway.visitorCount == visits.count)
    doorway.lookAround(secondsLater: Doorway.patience)
    #expect(doorway.visitorCount == 0)
    for visit in visits + [halfOpen] {
      #expect(visit.receiveAll(doorway)?.count == Handshake.Challenge.size)
    }
  }

  @Test func whatARankHasSentIsRefusedTheSecondTime() throws {
    let doorway = try OpenDoorway()
    let first = try doorway.connect()
    let claim = Handshake.Claim(rank: 1)
    var seals = Handshake.seals(try first.challenge(doorway), claim, secret: doorway.secret)
    let recorded = claim.bytes + seals.fromRank.seal(frame) + seals.fromRank.seal(frame)
    first.send(recorded)
    #expect(doorway.lookAround { doorway.ranks == [1] })
    let second = try doorway.connect()
    _ = try second.challenge(doorway)
    second.send(recorded)
    #expect(second.receiveAll(doorway) == [])
    #expect(doorway.ranks == [1])
  }

  @Test func aFrameThatIsSentTwiceIsRefused() throws {
    let doorway = try OpenDoorway()
    let visit = try doorway.connect()
    let claim = Handshake.Claim(rank: 1)
    var seals = Handshake.seals(try visit.challenge(doorway), claim, secret: doorway.secret)
    let proof = seals.fromRank.seal(frame)
    visit.send(claim.bytes + proof + proof)
    // What rank 0 proves itself by, and no more.
    #expect(visit.receiveAll(doorway)?.count == FrameSeal.size)
    #expect(doorway.ranks.isEmpty)
  }

  @Test func aRecordedFrameAmongThoseOfARankIsKnownAsForged() throws {
    let doorway = try OpenDoorway()
    let visit = try doorway.connect()
    let claim = Handshake.Claim(rank: 2)
    var seals = Handshake.seals(try visit.challenge(doorway), claim, secret: doorway.secret)
    let recorded = seals.fromRank.seal(frame)
    visit.send(claim.bytes + recorded + seals.fromRank.seal(frame))
    #expect(doorway.lookAround { doorway.ranks == [2] })
    doorway.withAdmitted { admitted in
      visit.send(seals.fromRank.seal(BeatFrame(stage: .gather)))
      #expect(hear(&admitted[0]) == .open && admitted[0].stage == .gather)
      visit.send(recorded)
      #expect(hear(&admitted[0]) == .forged && admitted[0].stage == .gather)
    }
  }

  @Test(arguments: [0, 3, 4, 1 << 31, 0xFFFF_FFFF])
  func numbersThatNoOtherRankHasAreRefused(rank: Int) throws {
    let doorway = try OpenDoorway()
    let visit = try doorway.connect()
    let claim = Handshake.Claim(rank: rank)
    var seals = Handshake.seals(try visit.challenge(doorway), claim, secret: doorway.secret)
    visit.send(claim.bytes + seals.fromRank.seal(frame) + seals.fromRank.seal(frame))
    #expect(visit.receiveAll(doorway) == [])
    #expect(doorway.ranks.isEmpty)
  }

  @Test func aRankHasOneConnection() throws {
    let doorway = try OpenDoorway()
    let (first, second) = try doorway.whileOpen {
      (
        try doorway.connect(as: 1, secret: doorway.secret),
        try doorway.connect(as: 1, secret: doorway.secret)
      )
    }
    #expect(first != nil && second == nil)
    #expect(doorway.ranks == [1])
    if let first { close(first.descriptor) }
  }

  /// A rank that was too slow for its first connection makes another.
  @Test func aConnectionThatWasGivenUpLeavesItsRankFree() throws {
    let doorway = try OpenDoorway()
    let visit = try doorway.connect()
    let claim = Handshake.Claim(rank: 1)
    var seals = Handshake.seals(try visit.challenge(doorway), claim, secret: doorway.secret)
    visit.send(claim.bytes + seals.fromRank.seal(frame))
    shutdown(visit.descriptor, Int32(SHUT_RDWR))
    #expect(visit.receiveAll(doorway) != nil)
    let rank = try doorway.whileOpen { try doorway.connect(as: 1, secret: doorway.secret) }
    #expect(rank != nil && doorway.ranks == [1])
    if let rank { close(rank.descriptor) }
  }

  @Test func ranksGetInThroughACrowdThatIsKeptSmall() throws {
    OpenFileLimit.raise(to: 4096)
    let doorway = try OpenDoorway()
    var crowd: [Visit] = []
    for _ in 0..<1100 {
      crowd.append(try doorway.connect())
      if crowd.count % 50 == 0 { doorway.lookAround() }
    }
    for _ in 0..<20 { doorway.lookAround() }
    #expect(doorway.visitorCount == 3 + Doorway.spareVisitors)
    let ranks = try doorway.whileOpen {
      try [1, 2].map { try doorway.connect(as: $0, secret: doorway.secret) }
    }
    #expect(doorway.ranks == [1, 2])
    for rank in ranks { if let rank { close(rank.descriptor) } }
    for visit in crowd.prefix(800) { #expect(visit.receiveAll(doorway) != nil) }
  }
}
