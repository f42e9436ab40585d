import FaceClustering

/// The words of this process's command line, without the name of the program.
///
/// - Throws: `Failure` for a word that is not UTF-8, which no string can hold: a file could not be found
///   by it.
func processWords() throws(Failure) -> [String] {
  var words: [String] = []
  for index in 1..<max(1, Int(CommandLine.argc)) {
    guard let start = CommandLine.unsafeArgv[index] else { break }
    guard let word = String(validatingCString: start) else {
      throw Failure(
        .commandLine,
        "\"\(String(cString: start))\" is not UTF-8 text, which names of files must be here; rename "
          + "the file, or make a link to it (ln -s)")
    }
    words.append(word)
  }
  return words
}
