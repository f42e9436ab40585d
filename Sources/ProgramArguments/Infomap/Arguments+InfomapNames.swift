import FaceClustering

/// How the words of the reference Infomap become files and options.
extension Arguments {
  /// Whether words may be those of the reference from here on.
  var takesInfomapNames: Bool { namesCommand && command == .infomap }

  /// Reads a word by the names of the reference; nil if it is none of these.
  mutating func infomapOptions(
    _ word: String, _ rest: inout ArraySlice<String>
  ) throws(Failure) -> [GivenOption]? {
    guard takesInfomapNames else { return nil }
    if word.hasPrefix("--") { return try longInfomapOption(word, &rest) }
    guard word.hasPrefix("-") else { return nil }
    return try shortInfomapOptions(word, &rest)
  }

  private mutating func longInfomapOption(
    _ word: String, _ rest: inout ArraySlice<String>
  ) throws(Failure) -> [GivenOption]? {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    if name == "--silent" { isSilent = true }
    if let known = InfomapNames.long[name] {
      let value = parts.count == 2 ? "=" + parts[1] : ""
      return [try Self.option(known + value, &rest)]
    }
    if let refusal = InfomapNames.refusal(of: name) { throw Failure(.commandLine, refusal) }
    guard let idle = InfomapNames.idle.first(where: { $0.name == name }) else { return nil }
    if idle.takesValue, parts.count == 1, rest.popFirst() == nil {
      throw Failure(.commandLine, "\(name) needs a value")
    }
    note(idle)
    return []
  }

  /// Reads short names, of which one word may have several: the last may take a value, in the same word or the
  /// next.
  private mutating func shortInfomapOptions(
    _ word: String, _ rest: inout ArraySlice<String>
  ) throws(Failure) -> [GivenOption] {
    var options: [GivenOption] = []
    var letters = word.dropFirst()
    while let letter = letters.popFirst() {
      // The value of the last may follow a =, as that of a long name does.
      let value = letters.first == "=" ? letters.dropFirst() : letters
      if let idle = InfomapNames.idle.first(where: { $0.short == letter }) {
        note(idle)
        guard idle.takesValue else { continue }
        if value.isEmpty, rest.popFirst() == nil {
          throw Failure(.commandLine, "-\(letter) needs a value")
        }
        return options
      }
      guard let name = InfomapNames.short[letter],
        let option = ProgramOption.all.first(where: { $0.name == name })
      else {
        throw Failure(
          .commandLine,
          "unknown option -\(letter)\(word.count > 2 ? " in \(word)" : ""); infomap has "
            + InfomapNames.short.keys.sorted().map { "-\($0)" }.joined(separator: " "))
      }
      guard option.placeholder != nil else {
        options.append(GivenOption(option: option, name: "-\(letter)", text: ""))
        continue
      }
      var given =
        value.isEmpty
        ? try Self.option(name, &rest)
        : GivenOption(option: option, name: "-\(letter)", text: String(value))
      // With other commands -o names the file, which stays possible.
      if letter == "o", !Self.isListOfFormats(given.text),
        let out = ProgramOption.all.first(where: { $0.name == "--out" })
      {
        given = GivenOption(option: out, name: "-o", text: given.text)
      }
      return options + [given]
    }
    return options
  }

  private mutating func note(_ idle: InfomapNames.Idle) {
    network.notes.append("\(idle.name) is taken but changes nothing: \(idle.reason)")
  }

  private static func isListOfFormats(_ text: String) -> Bool {
    !text.contains(".") && !text.contains("/")
  }
}
