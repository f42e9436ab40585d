import Foundation

/// The last section of a report: on what the run took how long, and how to run it again.
struct ReportRun {
  let record: RunRecord

  /// More ranks than these are not listed one by one.
  private static let mostRanks = 16

  /// The most bytes of a command line that are shown.
  private static let longestCommand = 1 << 16

  func add(to page: inout HTMLText) {
    page.raw("<section id=\"run\">\n")
    page.element("h2", "The run")
    page.table(
      headings: ["", ""], numbers: [],
      rows: [
        ["started", record.run.start], ["ended", record.run.end],
        ["ranks", "\(record.machine.ranks) on \(Set(record.machine.hosts).count) hosts"],
        [
          "threads of a rank",
          "\(Set(record.machine.threadsPerRank).sorted().map(String.init).joined(separator: ", "))",
        ],
        ["CPU", Set(record.machine.cpus).sorted().joined(separator: "; ")],
        ["kernel", record.machine.kernel], ["checksum of the input", record.input.checksum],
        ["version", record.version],
      ])
    page.element("h3", "Seconds of each stage")
    let ranks = record.machine.ranks
    let byRank = ranks <= Self.mostRanks
    page.table(
      headings: ["stage", "least", "mean", "most", "slowest rank"]
        + (byRank ? (0..<ranks).map { "rank \($0)" } : []),
      numbers: Set(1..<5 + ranks),
      rows: record.stages.map { stage in
        [stage.name] + [stage.min, stage.mean, stage.max].map(Self.seconds)
          + ["\(stage.slowestRank)"] + (byRank ? stage.byRank.map(Self.seconds) : [])
      })
    page.element("h3", "Most memory by the end of each stage, in MiB")
    page.table(
      headings: ["stage", "least", "most"] + (byRank ? (0..<ranks).map { "rank \($0)" } : []),
      numbers: Set(1..<3 + ranks),
      rows: record.stages.map { stage in
        let memory = stage.peakMemory
        return [stage.name]
          + ([memory.min() ?? 0, memory.max() ?? 0] + (byRank ? memory : [])).map {
            "\($0 >> 20)"
          }
      })
    page.element("h3", "To run it again")
    page.element(
      "p", "In the folder \(record.run.folder), on \(ranks) ranks (mpirun -np \(ranks)):")
    page.element(
      "pre", record.run.commandLine.map(Self.quoted).joined(separator: " "),
      atMost: Self.longestCommand)
    page.raw("</section>\n")
  }

  private static func seconds(_ value: Double) -> String { String(format: "%.2f", value) }

  /// A word as a shell takes it.
  static func quoted(_ word: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%".utf8)
    guard word.isEmpty || !word.utf8.allSatisfy(plain.contains) else { return word }
    return "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
