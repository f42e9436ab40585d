import Clock
import Foundation
import Storage

/// Prints progress to standard error: a bar on a terminal, a line every few seconds elsewhere.
final class ProgressPrinter {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var stage = ""
  private var stageStart = 0.0
  private var lastPrinted = 0.0

  private static let secondsBetweenLines = 5.0
  private static let secondsBetweenBars = 0.2

  func show(_ stage: String, _ share: Double) {
    let now = Moment.now.seconds
    if stage != self.stage {
      (self.stage, stageStart, lastPrinted) = (stage, now, now)
    }
    let pause = isTerminal ? Self.secondsBetweenBars : Self.secondsBetweenLines
    guard now - lastPrinted >= pause, share > 0 else { return }
    lastPrinted = now
    let elapsed = now - stageStart
    let left = elapsed / share * (1 - share)
    let text = String(
      format: "%@ %3.0f %%, %.0f s, about %.0f s left", stage, 100 * share, elapsed, max(0, left))
    guard isTerminal else { return write(text + "\n") }
    let filled = Int(share * 30)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 30 - filled)
    write("\r[\(bar)] \(text)  ")
  }

  /// Prints a line, after the bar if there is one.
  func line(_ text: String) {
    write((isTerminal && lastPrinted > stageStart ? "\n" : "") + text.printable() + "\n")
  }

  private func write(_ text: String) { StandardStream.tell(text) }
}
