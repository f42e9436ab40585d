import Testing

@testable import FaceClustering

@Suite struct BeatFrameTests {
  @Test func everyStageAndExitCodeComesBack() {
    for stage in Stage.allCases {
      for exitCode in [nil, 0, 1, 2, 3, 4, 75] as [Int32?] {
        let frame = BeatFrame(stage: stage, exitCode: exitCode)
        #expect(frame.bytes.count == BeatFrame.size)
        #expect(BeatFrame(frame.bytes) == frame)
      }
    }
  }

  @Test func otherBytesAreNoFrames() {
    var accepted = 0
    for stage in UInt8.min ... .max {
      for code in UInt8.min ... .max where BeatFrame([stage, code]) != nil { accepted += 1 }
    }
    #expect(accepted == Stage.allCases.count * 7)
    #expect(BeatFrame([]) == nil && BeatFrame([0]) == nil && BeatFrame([0, 0, 0]) == nil)
  }

  private let frames = [
    BeatFrame(stage: .load), BeatFrame(stage: .neighbors), BeatFrame(stage: .neighbors),
    BeatFrame(stage: .clustering, exitCode: 1),
  ]

  @Test func sealedFramesAreOpenedInTheirOrder() {
    var (sender, receiver) = (FrameSeal(key: [1]), FrameSeal(key: [1]))
    for frame in frames { #expect(receiver.open(sender.seal(frame)) == frame) }
  }

  @Test func repeatedOmittedAndReorderedFramesAreRefused() {
    var sender = FrameSeal(key: [1])
    let sealed = frames.map { sender.seal($0) }
    for order in [[0, 0], [1], [0, 2], [0, 1, 0], [3]] {
      var receiver = FrameSeal(key: [1])
      for place in order.dropLast() { #expect(receiver.open(sealed[place]) != nil) }
      #expect(receiver.open(sealed[order.last!]) == nil)
    }
  }

  @Test func aFrameWithAnyOtherBitIsRefused() {
    var sender = FrameSeal(key: [1])
    let sealed = sender.seal(frames[0])
    for bit in 0..<8 * sealed.count {
      var (receiver, changed) = (FrameSeal(key: [1]), sealed)
      changed[bit / 8] ^= 1 << (bit % 8)
      #expect(receiver.open(changed) == nil)
    }
    var (receiver, other) = (FrameSeal(key: [1]), FrameSeal(key: [2]))
    #expect(receiver.open(sealed.dropLast()) == nil)
    #expect(other.open(sealed) == nil)
    #expect(receiver.open(sealed) == frames[0])
  }
}
