import Infomap

/// A file that a run on a network writes.
package struct NetworkOutput: Sendable, Equatable {
  /// Where it goes.
  package let path: String
  /// What it says.
  package let format: PartitionFormat
  /// What names it on the command line.
  package let option: String

  package init(path: String, format: PartitionFormat, option: String) {
    (self.path, self.format, self.option) = (path, format, option)
  }
}
