import Testing

@testable import FaceClustering

/// What a process has held at most.
struct PeakMemoryTests {
  /// Writes to so many bytes and gives them back.
  private func use(_ bytes: Int) {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 4096)
    memory.initializeMemory(as: UInt8.self, repeating: 1, count: bytes)
    memory.deallocate()
  }

  @Test func whatWasHeldBeforeANewCountIsStillOfTheProcess() {
    let bytes = 96 << 20
    use(bytes)
    let peak = PeakMemory.ofProcess()
    #expect(peak >= bytes)
    _ = PeakMemory()
    #expect(PeakMemory.ofProcess() >= peak)
  }
}
