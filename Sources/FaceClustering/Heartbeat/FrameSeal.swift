/// One direction of a connection, on either of its ends: each frame goes with a code of it and of its
/// number, so that none can be forged, repeated, left out or put in another place.
package struct FrameSeal {
  private let key: [UInt8]
  /// The number of the next frame. It is counted on both ends and need not be sent.
  private var number: UInt64 = 0

  /// What a frame takes on its way.
  package static let size = BeatFrame.size + codeSize
  private static let codeSize = 16

  package init(key: [UInt8]) { self.key = key }

  /// The bytes to send, after those of the frame before.
  package mutating func seal(_ frame: BeatFrame) -> [UInt8] {
    defer { number += 1 }
    return frame.bytes + code(of: frame.bytes)
  }

  /// The frame in bytes that have come; nil if the other end has not sent them as its next frame.
  package mutating func open(_ bytes: some Collection<UInt8>) -> BeatFrame? {
    let content = Array(bytes.prefix(BeatFrame.size))
    guard KeyedHash.areEqual(bytes.dropFirst(BeatFrame.size), code(of: content)) else { return nil }
    number += 1
    return BeatFrame(content)
  }

  private func code(of content: [UInt8]) -> ArraySlice<UInt8> {
    let place = (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
    return KeyedHash.code(of: place + content, key: key).prefix(Self.codeSize)
  }
}
