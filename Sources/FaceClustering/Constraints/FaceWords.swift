/// Finds the faces that words mean: by their names or by their rows, counted from 0.
///
/// A word that is a name means the face of that name. Any other that is a whole number means a row, unless there are
/// names that are whole numbers: then it is a name that there is not.
struct FaceWords {
  private let faces: Int
  private let hasNames: Bool
  private var areNamesNumbers = false
  /// The first face of a name, and the next one.
  private var known: [ArraySlice<UInt8>: (first: UInt32, second: UInt32?)] = [:]

  /// What is wrong with a word, to be read after it.
  struct Problem: Error {
    let text: String
  }

  /// - Parameters:
  ///   - words: those that may be asked for.
  ///   - names: of the faces; nil where they have none.
  init(_ words: some Sequence<ArraySlice<UInt8>>, names: FaceNames?, faces: Int) {
    self.faces = faces
    hasNames = names != nil
    guard let names else { return }
    let asked = Set(words)
    guard !asked.isEmpty else { return }
    for face in 0..<names.count {
      let name = names[face]
      if Self.number(name) != nil { areNamesNumbers = true }
      guard asked.contains(name) else { continue }
      if let found = known[name] {
        if found.second == nil { known[name] = (found.first, UInt32(face)) }
      } else {
        known[name] = (UInt32(face), nil)
      }
    }
  }

  /// Whether a word is the name of a face.
  func isName(_ word: ArraySlice<UInt8>) -> Bool { known[word] != nil }

  /// The face that a word means.
  func face(_ word: ArraySlice<UInt8>) throws(Problem) -> UInt32 {
    if let found = known[word] {
      guard let second = found.second else { return found.first }
      throw Problem(
        text: "is the name of several faces, such as \(found.first) and \(second)"
          + (areNamesNumbers
            ? "; give them names of their own" : "; give the number of the one that is meant"))
    }
    guard let number = Self.number(word), !areNamesNumbers else {
      throw Problem(
        text: hasNames
          ? "is not among the names; names are separated by commas, and stand in quotes if they have one in them"
          : "is not the number of a face; faces are counted from 0, and have names only with --names"
      )
    }
    guard number < faces else {
      throw Problem(
        text: "is not among the \(faces) faces, which are counted from 0 to \(faces - 1)")
    }
    return UInt32(number)
  }

  /// The number that digits are; larger ones than any row are one that no row has.
  private static func number(_ word: ArraySlice<UInt8>) -> Int? {
    guard !word.isEmpty, word.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Int(String(decoding: word, as: UTF8.self)) ?? .max
  }
}
