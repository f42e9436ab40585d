import FaceClustering
import Storage

/// How the words of a command line become files and options.
extension Arguments {
  /// An option as it was given.
  struct GivenOption {
    let option: ProgramOption
    /// The name by which it was given, which may be another than that in the table.
    let name: String
    /// Its value; empty for a switch.
    let text: String
  }

  /// Sorts the words into the command, files and options.
  ///
  /// - Parameter isFile: whether there is a file of a name, as lists name them.
  mutating func read(
    _ words: [String], isFile: (String) -> Bool
  ) throws(Failure) -> [GivenOption] {
    var options: [GivenOption] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        files += rest
        break
      }
      if Self.isOption(word), let given = try infomapOptions(word, &rest) {
        options += given
      } else if Self.isOption(word) {
        options.append(try Self.option(word, &rest))
      } else if files.isEmpty, !namesCommand, let named = Command(rawValue: word) {
        take(named)
      } else {
        let named = try filesNamed(by: word, isFile)
        if files.isEmpty, !namesCommand, named == [word] { wordForCommand = word }
        files += named
      }
    }
    return options
  }

  /// The files of faces that a word names: itself or, of a list, those that are in it.
  mutating func filesNamed(
    by word: String, _ isFile: (String) -> Bool
  ) throws(Failure) -> [String] {
    guard command.takesFaces, word.hasPrefix(FeatureList.mark) else { return [word] }
    let path = String(word.dropFirst(FeatureList.mark.count))
    guard !path.isEmpty else {
      throw Failure(
        .commandLine, "\(word) names no list; write @LIST, a text that names a file of faces a line"
      )
    }
    options.featureLists.append(path)
    do throws(FileError) {
      return try FeatureList(path, isFile: isFile).files
    } catch {
      throw Failure(.input, error.description)
    }
  }

  /// Hands the value of an option over to what it is for.
  mutating func apply(_ given: GivenOption) throws(Failure) {
    let option = given.option
    guard option.commands.contains(command) else {
      let owners = option.commands.map(\.rawValue).joined(separator: ", ")
      throw Failure(
        .commandLine,
        "\(given.name) is not an option of the command \(command.rawValue); it belongs to \(owners)"
      )
    }
    if let before = values.updateValue(given.text, forKey: option.name), before != given.text,
      !option.repeats
    {
      throw Failure(
        .commandLine,
        "\(option.name) is given twice, as \"\(before)\" and \"\(given.text)\"; leave one of them out"
      )
    }
    try option.value.set(given.text, of: given.name, in: &self)
  }

  /// Whether a word is an option rather than a file: it starts with a hyphen, or with one of the dashes
  /// that word processors make of hyphens, and more follows.
  private static func isOption(_ word: String) -> Bool {
    guard let first = word.unicodeScalars.first, word.unicodeScalars.count > 1 else { return false }
    return first.properties.generalCategory == .dashPunctuation || first == "\u{2212}"
  }

  /// Reads an option and, where it takes one, its value.
  static func option(
    _ word: String, _ rest: inout ArraySlice<String>
  ) throws(Failure) -> GivenOption {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard
      let option = ProgramOption.all.first(where: { $0.name == name || $0.aliases.contains(name) })
    else {
      let names = ProgramOption.all.map(\.name)
      throw Failure(
        .commandLine,
        "unknown option \(name); "
          + (Suggestion.nearest(to: name, among: names).map { "did you mean \($0)?" }
            ?? "--help lists all options"))
    }
    guard option.placeholder != nil else {
      guard parts.count == 1 else { throw Failure(.commandLine, "\(name) takes no value") }
      return GivenOption(option: option, name: name, text: "")
    }
    guard let text = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
      throw Failure(.commandLine, "\(name) needs a value")
    }
    if parts.count == 1, isOption(text), !isNumber(text) {
      throw Failure(
        .commandLine,
        "\(name) needs a value, but \(text) follows; if that is the value, write \(name)=\(text)")
    }
    guard !text.isEmpty else {
      throw Failure(
        .commandLine, "\(name) needs a value, not an empty one; is a shell variable not set?")
    }
    return GivenOption(option: option, name: name, text: text)
  }

  /// Whether a word that starts with a hyphen is meant as a number, right or wrong.
  private static func isNumber(_ word: String) -> Bool {
    let second = word.dropFirst().first
    return second?.isNumber == true || second == "." || Double(word) != nil
  }
}
