extension AtomicFile {
  /// Appends one integer a line: labels.
  package func append(lines numbers: some Sequence<Int>) throws(FileError) {
    for number in numbers { try append("\(number)\n") }
  }
}
