/// What somebody who misspelt a name may have meant.
enum Suggestion {
  /// The known name that is nearest to a misspelt one; nil where none is near.
  ///
  /// Upper case, hyphens and underscores do not count. A name is near when few letters are wrong, a
  /// third at most, or when one of the two is the beginning of the other, from three letters on.
  static func nearest(to misspelt: String, among names: [String]) -> String? {
    let word = letters(of: misspelt)
    guard !word.isEmpty, word.count <= longestWord else { return nil }
    let distances = names.map { (name: $0, distance: distance(from: word, to: letters(of: $0))) }
    if let best = distances.min(by: { $0.distance < $1.distance }),
      best.distance <= word.count / 3
    {
      return best.name
    }
    return names.first { name in
      let known = letters(of: name)
      return min(word.count, known.count) >= 3
        && (known.starts(with: word) || word.starts(with: known))
    }
  }

  /// The nearest name as a question to add to a message, or nothing.
  static func question(_ misspelt: String, among names: [String]) -> String {
    nearest(to: misspelt, among: names).map { "; did you mean \($0)?" } ?? ""
  }

  /// Longer words are no misspelt names.
  private static let longestWord = 64

  private static func letters(of name: String) -> [Character] {
    name.lowercased().filter { $0.isLetter || $0.isNumber }.map { $0 }
  }

  /// How many letters must be changed, left out, put in or swapped with their neighbor to make one
  /// word of the other (the optimal string alignment distance).
  private static func distance(from one: [Character], to other: [Character]) -> Int {
    var beforeLast = [Int]()
    var last = Array(0...other.count)
    for (row, letter) in one.enumerated() {
      var current = [row + 1]
      for (column, otherLetter) in other.enumerated() {
        var best = min(
          last[column] + (letter == otherLetter ? 0 : 1), last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, letter == other[column - 1], one[row - 1] == otherLetter {
          best = min(best, beforeLast[column - 1] + 1)
        }
        current.append(best)
      }
      (beforeLast, last) = (last, current)
    }
    return last[other.count]
  }
}
