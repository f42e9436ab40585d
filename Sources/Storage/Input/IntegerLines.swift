/// Text files of integers, one a line: labels.
package enum IntegerLines {
  /// Writes one integer a line.
  package static func write(_ numbers: some Sequence<Int>, to path: String) throws(FileError) {
    let file = try AtomicFile(path)
    try file.append(lines: numbers)
    try file.commit()
  }
}

extension AtomicFile {
  /// Appends one integer a line.
  package func append(lines numbers: some Sequence<Int>) throws(FileError) {
    for number in numbers { try append("\(number)\n") }
  }
}
